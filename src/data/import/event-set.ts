/**
 * Converts the recordings of a folder to a set of frames: each is read, sliced and counted into bytes, with the user's settings. Sets
 * that are too large are thinned out before reading. All losses are reported.
 */

import { dataSchema } from '../datasets/schema'
import type { Sensor } from '../events/events'
import { createFramer, framingFor } from '../events/frames'
import { type EventSpec, type FramingSpec, framingOf, framingText, MAX_FRAME_BYTES } from '../events/schema'
import { megabytes } from '../formats/stream'
import type { DataSet, Samples } from '../labeled-set'
import type { ImportedSet } from '../store/store'
import type { Stream } from '../streams'
import { begunAhead } from './ahead'
import type { EventFolder, EventSample } from './event-folder'
import { fillImages } from './event-images'
import { byFile, readSamples, sensorOfAll } from './event-samples'
import { type Lost, lostText, noneLost, thinningText } from './losses'
import { type EventChoice, frameRowBytes, frameSampleBytes, shareThatFits } from './schema'
import { evenly, fingerprintOf, ownName, shortened } from './set'
import { ImportError, naming } from './source-file'

type Progress = (what: string, done: number, total: number) => void

/** The maximum number of events of a sample: half a gigabyte. */
const MAX_EVENTS = 2 ** 25
/** The maximum number of recordings that are read ahead, and their maximum size. */
const MAX_AHEAD = 16
const MAX_AHEAD_BYTES = 2 ** 24
/** @throws ImportError if nothing is left, if a recording is damaged and the choice is to stop, or the abort reason. */
export async function convertEvents(
  folder: EventFolder,
  choice: EventChoice,
  progress: Progress,
  { signal, max = MAX_FRAME_BYTES }: { readonly signal?: AbortSignal; readonly max?: number } = {},
): Promise<ImportedSet> {
  const { framing } = choice
  const stride = frameSampleBytes(framing)
  const kept = thinned(folder.samples, shareThatFits(framing, folder.samples.length, max))
  if (kept.length * stride > max)
    throw new ImportError(
      `${folder.name} comes to ${megabytes(kept.length * stride)} with one sample of each class, and up to ${megabytes(max)} fit. Choose fewer or smaller frames.`,
    )
  const halves = { train: halfOf(kept, 'train', framing), test: halfOf(kept, 'test', framing) }
  const lost: Lost = noneLost()
  const sensor = await sensorFor(kept, choice, progress, signal)
  const slicing = framingFor(framing, sensor)
  const frame = createFramer(slicing)
  const row = frameRowBytes(framing)
  // Stops reading ahead if the conversion ends early.
  const ended = new AbortController()
  const pictures = framing.pictures
  const hooks = {
    sensor,
    max: MAX_EVENTS,
    pictures: pictures !== undefined,
    signal: signal ? AbortSignal.any([signal, ended.signal]) : ended.signal,
  }
  let done = 0
  const groups = byFile(kept)
  const begin = (samples: readonly EventSample[]) => readSamples(samples[0]!.file, samples, hooks)
  for (const [samples, begun] of begunAhead(groups, begin, aheadFor(groups))) {
    signal?.throwIfAborted()
    progress('Reading the recordings', done, kept.length)
    done += samples.length
    try {
      const read = await begun
      for (const [n, { recording, skipped, notes, flawed }] of read.entries()) {
        const { file, label, half, subject } = samples[n]!
        const into = halves[half]
        if (pictures) {
          const place = into.pictures.subarray(into.count * row.pictures, (into.count + 1) * row.pictures)
          await naming(file.path, () => fillImages(file, recording, slicing, pictures, place, hooks))
        }
        if (flawed) lost.flawed.push(`${file.path}: ${notes.join(' ')}`)
        const { counted, saturated, outside } = frame(recording.events, recording, into.images.subarray(into.count * row.events))
        into.labels[into.count++] = label
        into.subjects.push(subject)
        const { count } = recording.events
        lost.events += count + skipped
        lost.skipped += skipped
        lost.saturated += saturated
        lost.outside += outside
        lost.unsliced += count - counted - saturated - outside
        if (count === 0) lost.empty++
      }
    } catch (error) {
      if (!(error instanceof ImportError)) throw error
      if (choice.damaged === 'stop') {
        ended.abort()
        throw new ImportError(`${error.message} Nothing was imported.`, { cause: error })
      }
      lost.damaged.push(error.message)
    }
  }
  for (const half of ['train', 'test'] as const)
    if (halves[half].count === 0)
      throw new ImportError(`${lost.damaged[0] ?? folder.name} Nothing is left for ${half === 'train' ? 'training' : 'testing'}.`)
  const named = choice.kind === 'ownEvents' && { classNames: folder.classes.map(shortened) }
  const parts = { train: samplesOf(halves.train, folder, framing), test: samplesOf(halves.test, folder, framing) }
  const set = { ...parts, ...subjectsOf(halves.train), ...named }
  progress('Checking the samples', 0, 1)
  const notes = [
    `${framingText(framing)}.`,
    ...(choice.guessed ? [`The files do not say their sensor: ${sensor.width} × ${sensor.height} pixels hold all of them.`] : []),
    ...thinningText(folder.samples, kept, stride * folder.samples.length, max),
    ...lostText(lost, kept.length),
    classText(folder, choice),
  ]
  return { data: await dataOf(folder, choice, set), set, note: notes.filter((note) => note !== '').join(' ') }
}

/** The chosen sensor. If it is a guess, all remaining recordings are measured, so that events of those not inspected are not cut off. */
async function sensorFor(
  kept: readonly EventSample[],
  { sensor, guessed }: EventChoice,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Sensor> {
  if (!guessed) return sensor
  const files = [...new Set(kept.map(({ file }) => file))]
  const measured = await sensorOfAll(
    files,
    (done) => progress('Measuring the recordings', done, files.length),
    signal ?? new AbortController().signal,
  )
  return measured ?? sensor
}

/** How many files are read ahead: several small ones, or a single long one whose events would fill the memory. */
function aheadFor(groups: readonly (readonly EventSample[])[]): number {
  const longest = groups.reduce((max, [first]) => Math.max(max, first!.file.size ?? MAX_AHEAD_BYTES), 1)
  return Math.min(MAX_AHEAD, Math.floor(MAX_AHEAD_BYTES / longest))
}

interface Half {
  readonly images: Uint8Array
  readonly pictures: Uint8Array
  readonly labels: Uint8Array
  readonly subjects: (number | undefined)[]
  count: number
}

/** Allocates the arrays of a half. */
function halfOf(samples: readonly EventSample[], half: EventSample['half'], framing: FramingSpec): Half {
  const count = samples.filter((sample) => sample.half === half).length
  const row = frameRowBytes(framing)
  try {
    return {
      images: new Uint8Array(count * row.events),
      pictures: new Uint8Array(count * row.pictures),
      labels: new Uint8Array(count),
      subjects: [],
      count: 0,
    }
  } catch (error) {
    throw new ImportError(
      `There is no memory for ${megabytes(count * frameSampleBytes(framing))} of frames. Fewer or smaller frames would fit.`,
      {
        cause: error,
      },
    )
  }
}

/** Thins out each class and half evenly. */
function thinned(samples: readonly EventSample[], share: number): EventSample[] {
  if (share === 1) return [...samples]
  const keep = new Set<EventSample>()
  for (const half of ['train', 'test'] as const) {
    const all = samples.filter((sample) => sample.half === half)
    const labels = Uint8Array.from(all, ({ label }) => label)
    for (const n of evenly(labels, share)) keep.add(all[n]!)
  }
  return samples.filter((sample) => keep.has(sample))
}

/** Whose the samples are, if that is known of each. */
const subjectsOf = ({ subjects }: Half): Pick<DataSet, 'subjects'> =>
  subjects.every((subject) => subject !== undefined) ? { subjects: Uint32Array.from(subjects) } : {}

function samplesOf({ images, pictures, labels, count }: Half, { classes }: EventFolder, framing: FramingSpec): Samples {
  const { frames, height, width, polarities, pictures: channels } = framing
  const row = frameRowBytes(framing)
  const shape = [frames, height, width, ...(channels === 3 ? [3] : [])]
  const stream: Stream = { shape, type: 'u8', values: pictures.subarray(0, count * row.pictures) }
  return {
    images: images.subarray(0, count * row.events),
    labels: labels.subarray(0, count),
    count,
    height: frames,
    width: height * width * polarities,
    channels: 1,
    classes: classes.length,
    ...(channels && { more: { frames: stream } }),
  }
}

/** The `data` of an experiment with this set. */
async function dataOf({ name, classes }: EventFolder, { kind, framing }: EventChoice, set: DataSet): Promise<EventSpec> {
  const spec = framingOf(framing)
  const own = async () => ({
    name: ownName(name),
    fingerprint: await fingerprintOf(set),
    classes: classes.length,
    train: set.train.count,
    test: set.test.count,
  })
  return dataSchema.parse({ kind, ...spec, ...(kind === 'ownEvents' && (await own())) }) as EventSpec
}

/** Lists the classes of a custom set, which nothing else defines. */
const classText = ({ classes }: EventFolder, { kind }: EventChoice): string =>
  kind === 'ownEvents' ? `Classes from 0: ${classes.slice(0, 20).join(', ')}${classes.length > 20 ? ', …' : ''}.` : ''
