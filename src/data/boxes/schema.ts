/**
 * Recordings of events with boxes around what is to be found in them, out of files of the user's: what an experiment says of such a set,
 * and what this browser lists of one that it keeps. Data, no code but what is read off it.
 */
import * as z from 'zod'
import { field } from '../../schema'
import { boxAugmentSchema } from '../augment/schema'
import { batch, MAX_CLASSES, MAX_NAME, MAX_SAMPLES } from '../schema'

const fact = <S extends z.ZodType>(schema: S, label: string): S =>
  field(schema, { label, help: 'Set when the recordings were converted.', fact: true })
const count = (most: number, label: string, initial: number) => fact(z.int().min(1).max(most), label).default(initial)

/** Pixels along a side: as many as cameras of events have. */
export const MAX_BOXED_SIDE = 1280
export const MAX_BINS = 64
/** Boxes of a sample. */
export const MAX_TRUTHS = 256
/** Pixels. */
export const MIN_SIDE = 8
/** What the counts of all samples of a set may come to. */
export const MAX_BOXED_BYTES = 2e9
/** Of a box: class, center x and y, width and height in pixels of the image, ignored, speed in pixels a second, visible share. */
export const TRUTH_COLUMNS = 8

export const ownBoxesSchema = z.strictObject({
  kind: z.literal('ownBoxes'),
  batch,
  name: fact(z.string().max(MAX_NAME), 'Name').default(''),
  /** The first half of a SHA-256 of its samples, in hex. Empty: none is chosen. */
  fingerprint: fact(z.string().regex(/^(?:[0-9a-f]{32})?$/), 'Fingerprint').default(''),
  /** Slices of equal time of a sample, in each of which the events of a pixel are counted. */
  bins: count(MAX_BINS, 'Bins', 4),
  height: count(MAX_BOXED_SIDE, 'Height', 128),
  width: count(MAX_BOXED_SIDE, 'Width', 128),
  /** Boxes that a sample has room for. */
  most: count(MAX_TRUTHS, 'Most boxes', 16),
  classes: count(MAX_CLASSES, 'Classes', 2),
  train: count(MAX_SAMPLES, 'Training samples', 1000),
  test: count(MAX_SAMPLES, 'Test samples', 100),
  augment: boxAugmentSchema,
})
export type OwnBoxesSpec = z.infer<typeof ownBoxesSchema>
export const isOwnBoxes = <D extends { readonly kind: string }>(data: D): data is Extract<D, { kind: 'ownBoxes' }> =>
  data.kind === 'ownBoxes'

/** What a set is kept under. */
export const boxesKey = ({ fingerprint }: OwnBoxesSpec): string => fingerprint
export const boxesTitle = ({ name }: OwnBoxesSpec): string => name || 'Custom boxes'

type Sizes = Pick<OwnBoxesSpec, 'bins' | 'height' | 'width' | 'most'>

/** Bytes of a sample as it is kept: counts in whole words, boxes, and how many of them there are. */
export const boxedBytes = ({ bins, height, width, most }: Sizes) => ({
  bins: 4 * Math.ceil((bins * height * width * 2) / 4),
  boxes: 4 * TRUTH_COLUMNS * most,
  boxCount: 4,
})
export function boxedSampleBytes(sizes: Sizes): number {
  const { bins, boxes, boxCount } = boxedBytes(sizes)
  return bins + boxes + boxCount
}

/** Files that are named with what is wrong in them. */
export const MAX_WRONG = 1000

/** What is listed of a set besides what an experiment says. */
export const storedBoxesSchema = z.object({
  classNames: z.array(z.string().max(MAX_NAME)).max(MAX_CLASSES),
  /** What was left out or changed, file by file, in sentences. */
  wrong: z.array(z.string()).max(MAX_WRONG + 1),
})

export interface KeptBoxes extends z.infer<typeof storedBoxesSchema> {
  /** As an experiment names it, with the defaults of everything but the set itself. */
  readonly data: OwnBoxesSpec
  readonly bytes: number
  /** What was done with the files that the user should know, in sentences. */
  readonly note?: string | undefined
  /** When it was opened, as ISO 8601. */
  readonly added: string
}
