/**
 * Data sets of event recordings with boxes around objects, from the user's files: the settings of an experiment, and the listing of a
 * stored set. Data, and what is derived from it.
 */
import * as z from 'zod'
import { boxAugmentSchema } from '../augment/schema'
import { batch, converted, MAX_CLASSES, MAX_NAME, MAX_SAMPLES, padded } from '../schema'

const number = (min: number) => z.number().min(min).max(1e10)
const count = (most: number, label: string, initial: number) => converted(z.int().min(1).max(most), label).default(initial)

/** The parts of a stored set, in the order in which they are written; not every set has one for validation. */
export const BOX_PARTS = ['train', 'validation', 'test'] as const

/** The maximum side in pixels, as large as event cameras are. */
export const MAX_BOXED_SIDE = 1280
export const MAX_BINS = 64
/** The maximum number of boxes per sample. */
export const MAX_TRUTHS = 256
/** The minimum side of a sample, in pixels. */
export const MIN_SIDE = 8
/** The maximum size of the stored counts of a set, in bytes. */
export const MAX_BOXED_BYTES = 2e9
/**
 * The columns of a box: class, center x and y, width and height in pixels of the image, ignored, speed in pixels per second, visible
 * fraction.
 */
export const TRUTH_COLUMNS = 8

export const ownBoxesSchema = z.strictObject({
  kind: z.literal('ownBoxes'),
  batch,
  name: converted(z.string().max(MAX_NAME), 'Name').default(''),
  /** The first half of a SHA-256 of its samples, in hex. Empty: no set is chosen. */
  fingerprint: converted(z.string().regex(/^(?:[0-9a-f]{32})?$/), 'Fingerprint').default(''),
  /** Slices of equal duration of a sample; the events of each pixel are counted in each. */
  bins: count(MAX_BINS, 'Bins', 4),
  height: count(MAX_BOXED_SIDE, 'Height', 128),
  width: count(MAX_BOXED_SIDE, 'Width', 128),
  /** The maximum number of boxes per sample. */
  most: count(MAX_TRUTHS, 'Maximum boxes', 16),
  classes: count(MAX_CLASSES, 'Classes', 2),
  train: count(MAX_SAMPLES, 'Training samples', 1000),
  /** Absent: the set has no validation part of its own. */
  validation: converted(z.int().min(1).max(MAX_SAMPLES), 'Validation samples').optional(),
  test: count(MAX_SAMPLES, 'Test samples', 100),
  /**
   * Prophesee's evaluation: sizes in pixels of the image, times in µs. Absent: every box counts, and every sample is an image of its own, as
   * in COCO.
   */
  protocol: converted(
    z.strictObject({ minDiagonal: number(0), minSide: number(0), skip: number(-1000), tolerance: number(0) }),
    'Evaluation',
  ).optional(),
  augment: boxAugmentSchema,
})
export type OwnBoxesSpec = z.infer<typeof ownBoxesSchema>
export const isOwnBoxes = <D extends { readonly kind: string }>(data: D): data is Extract<D, { kind: 'ownBoxes' }> =>
  data.kind === 'ownBoxes'

/** The key under which a set is stored. */
export const boxesKey = ({ fingerprint }: OwnBoxesSpec): string => fingerprint
export const boxesTitle = ({ name }: OwnBoxesSpec): string => name || 'Custom boxes'

type Sizes = Pick<OwnBoxesSpec, 'bins' | 'height' | 'width' | 'most'>

/** The size of a stored sample in bytes: counts in whole words, boxes, and the number of boxes. */
export const boxedBytes = ({ bins, height, width, most }: Sizes) => ({
  bins: padded(bins * height * width * 2),
  boxes: 4 * TRUTH_COLUMNS * most,
  boxCount: 4,
})
/** The recording and the time of a sample: u32 [3], the recording's number, seconds, microseconds of a second. */
export const ORIGIN_COLUMNS = 3

export function boxedSampleBytes(sizes: Sizes): number {
  const { bins, boxes, boxCount } = boxedBytes(sizes)
  return bins + boxes + boxCount
}

/** The maximum number of files that are listed with their faults. */
export const MAX_WRONG = 1000

/** The facts of a stored set that are not part of an experiment. */
export const storedBoxesSchema = z.object({
  classNames: z.array(z.string().max(MAX_NAME)).max(MAX_CLASSES),
  /** What is left out or changed, one sentence per file. */
  wrong: z.array(z.string()).max(MAX_WRONG + 1),
  /** Whether every sample says which recording it is of. Sets that earlier versions converted do not. */
  origins: z.boolean().default(false),
})

export interface StoredBoxes extends z.infer<typeof storedBoxesSchema> {
  /** The data of an experiment with the set; everything else has its default. */
  readonly data: OwnBoxesSpec
  readonly bytes: number
  /** Notes for the user on how the files were converted, in sentences. */
  readonly note?: string | undefined
  /** When the set was added, as ISO 8601. */
  readonly added: string
}
