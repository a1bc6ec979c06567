/**
 * What is known of a folder of event recordings before it becomes a data set, and how the user chooses to convert it. The page and the
 * worker that reads files exchange these records. Data, and what is derived from it.
 */

import { type AnyData, type DataSpec, dataSchema } from '../datasets/schema'
import { EVENT_SETS, type EventKind, type EventSpec, type FramingSpec, framingOf, isEvents, MAX_FRAME_BYTES } from '../events/schema'
import { MAX_NAME, padded } from '../schema'

/** What the user says files contain where their names do not tell: movies with responses, or recordings with boxes. */
export type AskedFor = 'responses' | 'boxes'

interface Size {
  readonly width: number
  readonly height: number
}

/** An inspected recording, or the part of one that becomes a sample. Times in microseconds. */
export interface LookedAt extends Size {
  readonly path: string
  /** The index of its class. */
  readonly label: number
  readonly events: number
  readonly first: number
  readonly last: number
  /** The fraction of ON events. */
  readonly on: number
  /** What was skipped or changed while reading, in sentences. */
  readonly notes: readonly string[]
}

export interface EventsFound {
  /** The kind of set that the folder appears to be: a named set, or a custom one. */
  readonly kind: EventKind
  readonly name: string
  /** The format of the files. */
  readonly format: string
  readonly files: number
  readonly classes: readonly { readonly name: string; readonly train: number; readonly test: number }[]
  /** Where classes and halves come from, and what is left out, in sentences. */
  readonly notes: readonly string[]
  /** The known sensor of a named set; otherwise the largest of those inspected. */
  readonly sensor: Size
  /** Whether the files do not state the sensor. */
  readonly guessed: boolean
  /** Channels of the images next to the events, if all inspected recordings have images of the sensor's size. */
  readonly pictures?: 1 | 3
  /** A few inspected recordings, of different classes where possible. */
  readonly looked: readonly LookedAt[]
  /** Inspected recordings that could not be read, in sentences. */
  readonly damaged: readonly string[]
}

export interface EventChoice {
  readonly kind: EventKind
  readonly framing: FramingSpec
  /** The sensor of files that do not state theirs, and the visible field where no part is chosen. */
  readonly sensor: Size
  /** Whether the sensor is a guess from the inspected recordings; all are then measured before they are read. */
  readonly guessed: boolean
  /** Whether to skip a recording that cannot be read or to stop the import. */
  readonly damaged: 'skip' | 'stop'
}

/** The number of events of recordings, and how many of them are in no frame. */
export interface Losses {
  readonly events: number
  /** Events outside the sensor, or beyond the maximum per sample. */
  readonly skipped: number
  readonly outside: number
  readonly unsliced: number
  /** Events beyond the maximum count of 255 of a pixel in a frame. */
  readonly saturated: number
}

/** Describes the losses in sentences. */
export function lossText({ events, skipped, outside, unsliced, saturated }: Losses): string[] {
  const share = (count: number) =>
    `${((100 * count) / Math.max(1, events)).toFixed(count < events / 1000 ? 4 : 1)} % of the events (${count})`
  const words: readonly (readonly [count: number, what: string])[] = [
    [skipped, 'lie outside the sensor or are more than are read, and are not counted'],
    [saturated, 'would count beyond 255 in a pixel of a frame, and are not counted'],
    [outside, 'lie outside the field'],
    [unsliced, 'are in no frame: a tail that fills none, or more frames than are kept'],
  ]
  return words.flatMap(([count, what]) => (count > 0 ? [`${share(count)} ${what}.`] : []))
}

/** What a choice makes of the inspected recordings. */
export interface Preview extends Losses {
  /** [height, width, polarities] for each recording: the counts of one frame, or the sum of all. */
  readonly counts: readonly Float32Array[]
  /**
   * [height, width, channels] for each recording, if images are used: the image at the end of the frame, or of the last one. Undefined if
   * none can be shown.
   */
  readonly images?: readonly (Uint8Array | undefined)[]
  /** The minimum and maximum number of frames of a recording, before they are cut or filled up. */
  readonly slices: readonly [min: number, max: number]
}

/** The stored size of a sample's event frames and images in bytes, padded to whole words. */
export const frameRowBytes = ({ frames, height, width, polarities, pictures }: FramingSpec) => ({
  events: padded(frames * height * width * polarities),
  pictures: padded(frames * height * width * (pictures ?? 0)),
})
export function frameSampleBytes(framing: FramingSpec): number {
  const { events, pictures } = frameRowBytes(framing)
  return events + pictures
}

/** The fraction of the samples that fits. */
export const shareThatFits = (framing: FramingSpec, samples: number, max = MAX_FRAME_BYTES): number =>
  Math.min(1, max / ((frameSampleBytes(framing) + 1) * samples))

/** The number of samples of a class that remain after thinning, at least one. */
const keptOf = (count: number, share: number): number => (count === 0 ? 0 : Math.max(1, Math.floor(count * share)))

export const sensorOfKind = (kind: EventKind): Size | undefined => (kind === 'ownEvents' ? undefined : EVENT_SETS[kind].sensor)

/** The larger side of the frames of a custom set by default; frames have the sensor's proportions. */
const USUAL_SIDE = 64

/**
 * The default choice for a folder: the settings of the current experiment if it uses this kind of set, otherwise the usual ones of the
 * kind.
 */
export function choiceFor({ kind, sensor, guessed }: Pick<EventsFound, 'kind' | 'sensor' | 'guessed'>, wanted?: AnyData): EventChoice {
  const rest = { sensor, guessed, damaged: 'skip' } as const
  if (wanted && isEvents(wanted) && (wanted.kind === kind || (wanted.kind === 'ownEvents' && wanted.fingerprint !== '')))
    return { kind: wanted.kind, framing: framingOf(wanted), ...rest }
  const framing = framingOf(dataSchema.parse({ kind }) as EventSpec)
  if (kind !== 'ownEvents') return { kind, framing, ...rest }
  const scale = Math.min(1, USUAL_SIDE / Math.max(sensor.width, sensor.height))
  const side = (of: number) => Math.max(1, Math.round(scale * of))
  return { kind, framing: { ...framing, height: side(sensor.height), width: side(sensor.width) }, ...rest }
}

/** The number of samples of each half after thinning. */
export function countsFor(
  { classes }: Pick<EventsFound, 'classes'>,
  framing: FramingSpec,
): { readonly train: number; readonly test: number } {
  const share = shareThatFits(
    framing,
    classes.reduce((sum, { train, test }) => sum + train + test, 0),
  )
  const of = (half: 'train' | 'test') => classes.reduce((sum, counts) => sum + keptOf(counts[half], share), 0)
  return { train: of('train'), test: of('test') }
}

/** The `data` of an experiment with this set, before the set is made. */
export function dataFor(found: EventsFound, { kind, framing }: EventChoice): DataSpec {
  const { name, classes } = found
  // A placeholder fingerprint, which is that of no set.
  const own = { name: name.slice(0, MAX_NAME), fingerprint: '0'.repeat(32), classes: classes.length, ...countsFor(found, framing) }
  return dataSchema.parse({ kind, ...framing, ...(kind === 'ownEvents' && own) })
}
