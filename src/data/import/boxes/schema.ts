/**
 * What is known of a folder of recordings with boxes before it becomes a data set, and how the user chooses to convert it. The page and
 * the worker that reads files exchange these records. Data, and what is derived from it.
 */
import { MAX_BOXED_BYTES, type OwnBoxesSpec } from '../../boxes/schema'
import type { Counts } from '../../schema'

/**
 * Prophesee: each recording has a file of boxes with times. N-Caltech101: each recording has a file with one box for its whole duration.
 */
export type BoxFiles = 'prophesee' | 'caltech'

/** The known meanings of class ids. */
export const BOX_CLASSES = {
  gen1: { title: 'Gen1', names: ['car', 'pedestrian'], unscored: 0 },
  gen4: { title: '1 Mpx', names: ['pedestrian', 'two-wheeler', 'car'], unscored: 4 },
} as const
export type BoxClasses = keyof typeof BOX_CLASSES | 'own'

interface Size {
  readonly width: number
  readonly height: number
}

/** A recording and the number of its boxes, for the page. */
interface BoxRecording {
  /** The path of the event file. */
  readonly path: string
  /** The number of times with boxes; 1 where a box holds for the whole recording. */
  readonly times: number
  readonly boxes: number
}

export interface BoxesFound {
  readonly files: BoxFiles
  /** The name of the folder. */
  readonly name: string
  readonly recordings: readonly BoxRecording[]
  /** Whether folders separate training from testing. */
  readonly split: boolean
  /** The number of recordings in validation folders, where there is a test folder too. */
  readonly validation: number
  /** The sensor of the first readable recording; for N-Caltech101, its known sensor. */
  readonly sensor: Size
  /** The class ids that occur, in increasing order, with their numbers of boxes; for N-Caltech101, its folders. */
  readonly classes: readonly { readonly id: number; readonly name: string; readonly boxes: number }[]
  /** Files that give no sample or have a fault, a sentence each. */
  readonly left: readonly string[]
}

export interface BoxChoice {
  readonly name: string
  readonly classes: BoxClasses
  readonly sensor: Size
  /** Milliseconds before a label time that make up a sample; 0: all from the start of the recording, up to the label if it has a time. */
  readonly window: number
  readonly bins: number
  readonly width: number
  readonly height: number
  readonly most: number
  /** The minimum interval between label times in milliseconds; 0: all are used. */
  readonly every: number
  /** Label times must be later than this, in milliseconds; -1: all are used. */
  readonly after: number
  /** The minimum diagonal and the minimum side of a box, in pixels of the sensor. */
  readonly diagonal: number
  readonly side: number
  /** What recordings in validation folders are used for, where there is a test folder: validation, training, or nothing. */
  readonly validation: 'part' | 'train' | 'none'
  /** The percentage of recordings for testing and the seed of the split, where folders do not define one. */
  readonly testShare: number
  readonly seed: number
  readonly damaged: 'skip' | 'stop'
}

/** The box filters of Prophesee's evaluation, with sizes halved at half the resolution. N-Caltech101 counts every box. */
export const BOX_FILTERS = {
  none: { title: 'none', after: -1, diagonal: 0, side: 0 },
  gen1: { title: 'Prophesee’s, Gen1', after: 500, diagonal: 30, side: 10 },
  gen4: { title: 'Prophesee’s, 1 Mpx', after: 500, diagonal: 60, side: 20 },
  gen1Half: { title: 'Prophesee’s, Gen1 at half the resolution', after: 500, diagonal: 15, side: 5 },
  gen4Half: { title: 'Prophesee’s, 1 Mpx at half the resolution', after: 500, diagonal: 30, side: 10 },
} as const
export type BoxFilter = keyof typeof BOX_FILTERS

/** The filter with these bounds; of two with the same bounds, the one for the chosen classes. */
export function filterOf({ after, diagonal, side, classes }: BoxChoice): BoxFilter | 'other' {
  const names = (Object.keys(BOX_FILTERS) as BoxFilter[]).filter((name) => {
    const filter = BOX_FILTERS[name]
    return filter.after === after && filter.diagonal === diagonal && filter.side === side
  })
  return names.find((name) => name.startsWith(classes)) ?? names[0] ?? 'other'
}

/** The default choice for the sensor and the classes that were found. */
export function boxChoiceFor({ files, name, sensor, classes }: BoxesFound): BoxChoice {
  const is = (width: number, height: number) => sensor.width === width && sensor.height === height
  const known = files === 'caltech' ? 'own' : is(304, 240) ? 'gen1' : is(1280, 720) || is(640, 360) ? 'gen4' : 'own'
  // A folder without any class id of the known set is a different set.
  const fits = known !== 'own' && classes.some(({ id }) => id < BOX_CLASSES[known].names.length)
  const filter = fits ? (known === 'gen1' ? 'gen1' : sensor.width === 640 ? 'gen4Half' : 'gen4') : 'none'
  const { after, diagonal, side } = BOX_FILTERS[filter]
  const scale = Math.min(1, USUAL_SIDE / sensor.width, USUAL_SIDE / sensor.height)
  return {
    name,
    classes: fits ? known : 'own',
    sensor,
    window: files === 'caltech' ? 0 : 200,
    bins: 4,
    width: sizeFor(scale * sensor.width),
    height: sizeFor(scale * sensor.height),
    most: files === 'caltech' ? 1 : 16,
    every: 0,
    after,
    diagonal,
    side,
    validation: 'part',
    testShare: 20,
    seed: 2025,
    damaged: 'skip',
  }
}
const USUAL_SIDE = 128
/** Rounds up to a multiple of 32, since detectors halve a side five times. */
const sizeFor = (length: number): number => Math.max(32, 32 * Math.ceil(length / 32))

/** The class names of the set, by class index. */
export const classNamesOf = ({ classes }: BoxesFound, { classes: which }: Pick<BoxChoice, 'classes'>): readonly string[] =>
  which === 'own' ? classes.map(({ name }) => name) : BOX_CLASSES[which].names

/** Returns a function from class ids of the files to classes of the set. */
export function classOfId(found: Pick<BoxesFound, 'classes'>, which: BoxClasses) {
  const own = new Map(found.classes.map(({ id }, n) => [id, n]))
  const { names, unscored } = which === 'own' ? { names: [], unscored: 0 } : BOX_CLASSES[which]
  return (id: number | undefined): number | 'unscored' | undefined => {
    if (id === undefined) return undefined
    if (which === 'own') return own.get(id)
    return id < names.length ? id : id < names.length + unscored ? 'unscored' : undefined
  }
}

/**
 * The number of samples and bytes of a choice. It is an upper bound: label times without a valid box or without an event give no sample.
 */
export interface BoxCost extends Counts {
  /** The counts before thinning. */
  readonly all: Counts
  /** The size of all samples that remain after thinning. */
  readonly bytes: number
}

/** The reason why a choice gives no set; null if it does. */
export function boxRefusal({ all, bytes }: BoxCost, most = MAX_BOXED_BYTES): string | null {
  if (all.train === 0) return 'There is no label for training: let more recordings or earlier labels count.'
  if (all.test === 0) return 'There is no label for testing: let more recordings or earlier labels count.'
  if (bytes > most) return 'Not even one sample of each part fits. Choose fewer bins or a smaller image.'
  return null
}

/** Counts of the windows of a set, by outcome. */
export interface WindowLosses {
  /** All label times. */
  windows: number
  /** Windows without a valid box. */
  noTruth: number
  /** Label times at or before the first event. */
  tooEarly: number
  /** Windows without an event in any bin. */
  noEvent: number
}

/** A sample as a choice would make it. */
export interface BoxPreview {
  /** [bins, height, width, 2], OFF before ON; zeros if there are no events. */
  readonly counts: Uint8Array
  /** [truths, 8], the columns of TRUTH_COLUMNS. */
  readonly truths: Float32Array
  /** The time of the label in microseconds; undefined where a box holds for the whole recording. */
  readonly t?: number
  readonly events: number
  /** Notes for the user, in sentences; the reason why it gives no sample comes first. */
  readonly notes: readonly string[]
}

type Sizes = Pick<OwnBoxesSpec, 'bins' | 'height' | 'width' | 'most'>

/** The sizes of a sample, without other fields. */
export const sizesOf = ({ bins, height, width, most }: Sizes): Sizes => ({
  bins,
  height,
  width,
  most,
})
