/**
 * What is known of a folder of event recordings before it becomes a set, and what the user chooses of how it does: the page and the
 * worker that opens files speak of it. Data, and what is read off it.
 */

import { type AnyData, type DataSpec, dataSchema } from '../datasets/schema'
import { EVENT_SETS, type EventKind, type EventSpec, type FramingSpec, framingOf, isEvents, MAX_FRAME_BYTES } from '../events/schema'
import { MAX_NAME } from '../schema'

/** What files are taken for where their names do not tell: movies with responses, or recordings with boxes. */
export type AskedFor = 'responses' | 'boxes'

interface Size {
  readonly width: number
  readonly height: number
}

/** A recording that was looked at, or the part of one that makes a sample. Times in microseconds. */
export interface LookedAt extends Size {
  readonly path: string
  /** The number of its class. */
  readonly label: number
  readonly events: number
  readonly first: number
  readonly last: number
  /** The share of ON events. */
  readonly on: number
  /** What was skipped or changed as it was read, in sentences. */
  readonly notes: readonly string[]
}

export interface EventsFound {
  /** What the folder looks like: a set with a name, or a custom one. */
  readonly kind: EventKind
  readonly name: string
  /** Of its files. */
  readonly format: string
  readonly files: number
  readonly classes: readonly { readonly name: string; readonly train: number; readonly test: number }[]
  /** Where classes and halves come from, and what is left out: in sentences. */
  readonly notes: readonly string[]
  /** Of the sets with a name as it is known; else the largest of those looked at. */
  readonly sensor: Size
  /** Their files do not say it. */
  readonly guessed: boolean
  /** Channels of the images next to the events, where all recordings looked at have some of the sensor's size. */
  readonly pictures?: 1 | 3
  /** A few of the recordings, of different classes where that can be. */
  readonly looked: readonly LookedAt[]
  /** Those of them that could not be read, in sentences. */
  readonly damaged: readonly string[]
}

export interface EventChoice {
  readonly kind: EventKind
  readonly framing: FramingSpec
  /** Where a file does not say its sensor, and what is seen where no part of it is chosen. */
  readonly sensor: Size
  /** It is of those that were looked at alone: all are measured before they are read. */
  readonly guessed: boolean
  /** What becomes of the import where a recording cannot be read. */
  readonly damaged: 'skip' | 'stop'
}

/** Events of recordings, and of these what no frame has. */
export interface Losses {
  readonly events: number
  /** Outside the sensor, or more than are read of a sample. */
  readonly skipped: number
  readonly outside: number
  readonly unsliced: number
  /** Beyond 255 on a pixel of a frame. */
  readonly saturated: number
}

/** In sentences. */
export function lossWords({ events, skipped, outside, unsliced, saturated }: Losses): string[] {
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

/** What a choice makes of the recordings that were looked at. */
export interface Preview extends Losses {
  /** [height, width, polarities] of each of them: the counts of a frame, or of all together. */
  readonly pictures: readonly Float32Array[]
  /**
   * [height, width, channels] of each of them, where images are kept: what the camera saw at the end of the frame, or of the last.
   * Undefined where none can be shown.
   */
  readonly seen?: readonly (Uint8Array | undefined)[]
  /** The fewest and the most frames that a recording has, before they are cut or filled up. */
  readonly slices: readonly [min: number, max: number]
}

const padded = (bytes: number): number => 4 * Math.ceil(bytes / 4)
/** Bytes of a sample's frames of events, and of its images, as they are kept: rows of whole words. */
export const frameRowBytes = ({ frames, height, width, polarities, pictures }: FramingSpec) => ({
  events: padded(frames * height * width * polarities),
  pictures: padded(frames * height * width * (pictures ?? 0)),
})
export function frameSampleBytes(framing: FramingSpec): number {
  const { events, pictures } = frameRowBytes(framing)
  return events + pictures
}

/** The share of the samples that fits. */
export const shareThatFits = (framing: FramingSpec, samples: number, max = MAX_FRAME_BYTES): number =>
  Math.min(1, max / ((frameSampleBytes(framing) + 1) * samples))

/** How many of each class are kept: one at least. */
const keptOf = (count: number, share: number): number => (count === 0 ? 0 : Math.max(1, Math.floor(count * share)))

export const sensorOfKind = (kind: EventKind): Size | undefined => (kind === 'ownEvents' ? undefined : EVENT_SETS[kind].sensor)

/** Of a set of one's own that nothing else is said of: frames of the sensor's proportions, at most so many pixels a side. */
const USUAL_SIDE = 64

/** How a folder becomes a set if nothing is changed: as an experiment wants it that has its kind, else as is usual for its kind. */
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

/** How many samples of each half are kept. */
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

/** What an experiment would say of the set, before it is made. */
export function dataFor(found: EventsFound, { kind, framing }: EventChoice): DataSpec {
  const { name, classes } = found
  // The fingerprint is that of no set.
  const own = { name: name.slice(0, MAX_NAME), fingerprint: '0'.repeat(32), classes: classes.length, ...countsFor(found, framing) }
  return dataSchema.parse({ kind, ...framing, ...(kind === 'ownEvents' && own) })
}
