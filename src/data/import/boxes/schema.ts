/**
 * What is known of a folder of recordings with boxes before it becomes a set, and what the user chooses of how it does: the page and the
 * worker that opens files speak of it. Data, and what is read off it.
 */
import { MAX_BOXED_BYTES, type OwnBoxesSpec } from '../../boxes/schema'
import type { Counts } from '../../schema'

/** Prophesee: files of boxes with a time each. N-Caltech101: a file for each recording, with one box for all of it. */
export type BoxFiles = 'prophesee' | 'caltech'

/** What the numbers of classes mean. */
export const BOX_CLASSES = {
  gen1: { title: 'Gen1', names: ['car', 'pedestrian'], unscored: 0 },
  gen4: { title: '1 Mpx', names: ['pedestrian', 'two-wheeler', 'car'], unscored: 4 },
} as const
export type BoxClasses = keyof typeof BOX_CLASSES | 'own'

interface Size {
  readonly width: number
  readonly height: number
}

/** A recording and its boxes, as the page knows them. */
interface BoxRecording {
  /** Of its events. */
  readonly path: string
  /** Times with boxes; 1 where a box is for all of it. */
  readonly times: number
  readonly boxes: number
}

export interface BoxesFound {
  readonly files: BoxFiles
  /** Of the folder. */
  readonly name: string
  readonly recordings: readonly BoxRecording[]
  /** Folders say what is for training and what for testing. */
  readonly split: boolean
  /** Recordings in a folder for validation, next to one for testing. */
  readonly validation: number
  /** Of the file that was looked at; of N-Caltech101 as it is known. */
  readonly sensor: Size
  /** Boxes of each number of a class that occurs, rising; of N-Caltech101 its folders. */
  readonly classes: readonly { readonly id: number; readonly name: string; readonly boxes: number }[]
  /** Files that make no sample, or of which something is wrong: a sentence each. */
  readonly left: readonly string[]
}

export interface BoxChoice {
  readonly name: string
  readonly classes: BoxClasses
  readonly sensor: Size
  /** Milliseconds before a label; 0: the whole recording, up to the label where it has a time. */
  readonly window: number
  readonly bins: number
  readonly width: number
  readonly height: number
  readonly most: number
  /** Label times are at least so many milliseconds apart; 0: all of them. */
  readonly every: number
  /** Label times are later than so many milliseconds; -1: all of them. */
  readonly after: number
  /** Of a box, in pixels of the sensor, at least. */
  readonly diagonal: number
  readonly side: number
  /** Recordings of a folder for validation, where there is one for testing. */
  readonly validation: 'train' | 'none'
  /** Where no folder says it: percent of the recordings, and what decides which. */
  readonly testShare: number
  readonly seed: number
  readonly damaged: 'skip' | 'stop'
}

/** Boxes that Prophesee's evaluation scores; at half the resolution half as large. Of N-Caltech101 every box counts. */
export const BOX_FILTERS = {
  none: { title: 'none', after: -1, diagonal: 0, side: 0 },
  gen1: { title: 'Prophesee’s, Gen1', after: 500, diagonal: 30, side: 10 },
  gen4: { title: 'Prophesee’s, 1 Mpx', after: 500, diagonal: 60, side: 20 },
  gen1Half: { title: 'Prophesee’s, Gen1 at half the resolution', after: 500, diagonal: 15, side: 5 },
  gen4Half: { title: 'Prophesee’s, 1 Mpx at half the resolution', after: 500, diagonal: 30, side: 10 },
} as const
export type BoxFilter = keyof typeof BOX_FILTERS

/** The filter that has these bounds: of two that are the same the one that the classes fit. */
export function filterOf({ after, diagonal, side, classes }: BoxChoice): BoxFilter | 'other' {
  const names = (Object.keys(BOX_FILTERS) as BoxFilter[]).filter((name) => {
    const filter = BOX_FILTERS[name]
    return filter.after === after && filter.diagonal === diagonal && filter.side === side
  })
  return names.find((name) => name.startsWith(classes)) ?? names[0] ?? 'other'
}

/** As is usual of the sensor and the classes that were found. */
export function boxChoiceFor({ files, name, sensor, classes }: BoxesFound): BoxChoice {
  const is = (width: number, height: number) => sensor.width === width && sensor.height === height
  const known = files === 'caltech' ? 'own' : is(304, 240) ? 'gen1' : is(1280, 720) || is(640, 360) ? 'gen4' : 'own'
  // Of other classes than the set's it is another set.
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
    validation: 'train',
    testShare: 20,
    seed: 2025,
    damaged: 'skip',
  }
}
const USUAL_SIDE = 128
/** What detectors halve five times. */
const sizeFor = (length: number): number => Math.max(32, 32 * Math.ceil(length / 32))

/** The numbers of classes in the files, by the class of the set that each is. */
export const classNamesOf = ({ classes }: BoxesFound, { classes: which }: Pick<BoxChoice, 'classes'>): readonly string[] =>
  which === 'own' ? classes.map(({ name }) => name) : BOX_CLASSES[which].names

/** Of a number in a file the class of the set. */
export function classOfId(found: Pick<BoxesFound, 'classes'>, which: BoxClasses) {
  const own = new Map(found.classes.map(({ id }, n) => [id, n]))
  const { names, unscored } = which === 'own' ? { names: [], unscored: 0 } : BOX_CLASSES[which]
  return (id: number | undefined): number | 'unscored' | undefined => {
    if (id === undefined) return undefined
    if (which === 'own') return own.get(id)
    return id < names.length ? id : id < names.length + unscored ? 'unscored' : undefined
  }
}

/** What a choice takes: label times are samples at most, since some have no box that counts, or no event. */
export interface BoxCost extends Counts {
  /** Without thinning. */
  readonly all: Counts
  /** Of all samples that are kept. */
  readonly bytes: number
}

/** Why a choice makes no set; null where it does. */
export function boxRefusal({ all, bytes }: BoxCost, most = MAX_BOXED_BYTES): string | null {
  if (all.train === 0) return 'There is no label for training: let more recordings or earlier labels count.'
  if (all.test === 0) return 'There is no label for testing: let more recordings or earlier labels count.'
  if (bytes > most) return 'Not even one sample of each part fits. Choose fewer bins or a smaller picture.'
  return null
}

/** What became of the windows of a set. */
export interface WindowLosses {
  /** Label times that were looked at. */
  windows: number
  /** Without a box that counts. */
  noTruth: number
  /** At or before the first event. */
  tooEarly: number
  /** Without an event in any bin. */
  noEvent: number
}

/** A sample as a choice makes it. */
export interface BoxPreview {
  /** [bins, height, width, 2], OFF before ON; zeros where there are no events. */
  readonly counts: Uint8Array
  /** [truths, 8] */
  readonly truths: Float32Array
  /** Of the label, microseconds; undefined where a box is for the whole recording. */
  readonly t?: number
  readonly events: number
  /** What is to be known of it, in sentences: why it makes no sample first. */
  readonly notes: readonly string[]
}

type Sizes = Pick<OwnBoxesSpec, 'bins' | 'height' | 'width' | 'most'>

/** Sizes of a sample. */
export const sizesOf = ({ bins, height, width, most }: Sizes): Sizes => ({
  bins,
  height,
  width,
  most,
})
