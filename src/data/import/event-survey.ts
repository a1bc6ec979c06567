/** Inspects a folder of event recordings before it becomes a set: reads a few of them and previews a choice. */
import type { Recording } from '../events/events'
import { createFramer, frameBytes, framingFor } from '../events/frames'
import { FormatError } from '../formats/format-error'
import type { EventFolder, EventSample } from './event-folder'
import { fillImages, findImages } from './event-images'
import { byFile, type ReadSample, readSamples } from './event-samples'
import { type EventChoice, type EventsFound, type LookedAt, type Preview, sensorOfKind } from './schema'
import { ImportError } from './source-file'

/** The number of inspected recordings, and of attempts per class if they are damaged. */
const LOOKED = 12
const TRIES = 3
/** The maximum number of events of a recording in memory: 13 MB. */
const MAX_EVENTS = 2 ** 20
/** The maximum size of images in memory, in bytes. If frames need more, the last recordings show no image. */
const MAX_IMAGES = 256e6

export interface Survey {
  readonly found: EventsFound
  /** What a choice makes of the inspected recordings. @param frame null: all frames together. */
  preview(choice: EventChoice, frame: number | null): Promise<Preview>
  /** One of the inspected recordings, for playback. */
  recording(n: number): Recording
}

/** @throws ImportError if no recording can be read. */
export async function surveyEvents(folder: EventFolder, progress: (what: string, done: number, total: number) => void): Promise<Survey> {
  const known = sensorOfKind(folder.kind)
  const hooks = { max: MAX_EVENTS }
  const looked: EventSample[] = []
  const damaged: string[] = []
  let read: ReadSample[] = []
  const candidates = candidatesOf(folder)
  for (const [n, tries] of candidates.entries()) {
    progress('Inspecting some recordings', n, candidates.length)
    for (const samples of tries) {
      try {
        const { file } = samples[0]!
        read.push(...(await readSamples(file, samples, { ...hooks, ...(known && { sensor: known }) })))
        looked.push(...samples)
        break
      } catch (error) {
        if (!(error instanceof ImportError)) throw error
        damaged.push(error.message)
      }
    }
  }
  if (looked.length === 0) throw new ImportError(damaged[0]!)
  const pictures = folder.kind === 'ownEvents' ? await imagesOf(looked, read) : undefined
  const largest = {
    width: Math.max(...read.map(({ recording }) => recording.width)),
    height: Math.max(...read.map(({ recording }) => recording.height)),
  }
  const found: EventsFound = {
    kind: folder.kind,
    name: folder.name,
    format: read[0]!.format,
    files: new Set(folder.samples.map(({ file }) => file)).size,
    classes: classesOf(folder),
    notes: folder.notes,
    sensor: known ?? largest,
    guessed: !known && read.some(({ guessed }) => guessed),
    ...(pictures && { pictures }),
    looked: looked.map((sample, n) => factsOf(sample, read[n]!)),
    damaged,
  }
  let asIf = known
  /** Reads files that do not state their sensor with this one. */
  const withSensor = async (sensor: EventChoice['sensor']): Promise<void> => {
    if (asIf?.width === sensor.width && asIf.height === sensor.height) return
    const again: ReadSample[] = []
    for (const samples of byFile(looked)) again.push(...(await readSamples(samples[0]!.file, samples, { ...hooks, sensor })))
    ;[read, asIf] = [again, sensor]
  }
  const imagesBy = imageReader(looked)
  return {
    found,
    async preview(choice, frame) {
      await withSensor(choice.sensor)
      const preview = previewOf(read, choice, frame)
      return choice.framing.pictures ? { ...preview, images: await imagesBy(read, choice, frame) } : preview
    },
    recording: (n) => read[n]!.recording,
  }
}

/** Channels of the images next to the events, if all recordings have images of their sensor's size. */
async function imagesOf(looked: readonly EventSample[], read: readonly ReadSample[]): Promise<1 | 3 | undefined> {
  let channels: 1 | 3 = 1
  for (const [n, { file }] of looked.entries()) {
    const { width, height } = read[n]!.recording
    const found = await orNone(findImages(file))
    if (found?.width !== width || found.height !== height) return undefined
    if (found.channels === 3) channels = 3
  }
  return channels
}

/** Reads the image of a frame, or of the last, for each recording. The images of all frames stay in memory until the choice changes. */
function imageReader(looked: readonly EventSample[]) {
  let [key, held]: [string, (Uint8Array | undefined)[]] = ['', []]
  return async (
    read: readonly ReadSample[],
    { framing, sensor }: EventChoice,
    frame: number | null,
  ): Promise<NonNullable<Preview['images']>> => {
    const { frames, height, width, pictures: channels = 1 } = framing
    const size = height * width * channels
    const now = JSON.stringify([framing, sensor])
    if (key !== now) {
      const shown = read.slice(0, Math.floor(MAX_IMAGES / (frames * size)))
      const slicing = framingFor(framing, sensor)
      held = await Promise.all(
        shown.map(async ({ recording }, n) => {
          const into = new Uint8Array(frames * size)
          return await orNone(fillImages(looked[n]!.file, recording, slicing, channels, into).then(() => into))
        }),
      )
      key = now
    }
    const step = frame ?? frames - 1
    return read.map((_, n) => held[n]?.slice(step * size, (step + 1) * size))
  }
}

/** Maps a FormatError to undefined: a file without usable images is reported by the import. */
const orNone = <T>(found: Promise<T>): Promise<T | undefined> =>
  found.catch((error: unknown) => {
    if (error instanceof FormatError) return undefined
    throw error
  })

/**
 * Candidates for inspection, each with alternatives: one per class, or of some classes if there are many; or all samples of a single
 * file.
 */
function candidatesOf({ samples, classes }: EventFolder): EventSample[][][] {
  const train = samples.filter(({ half }) => half === 'train')
  const cut = byFile(train).filter(([first]) => first!.part)
  if (cut.length > 0) return [cut.slice(0, TRIES).map((of) => of.slice(0, LOOKED))]
  const count = Math.min(LOOKED, classes.length)
  const labels = Array.from({ length: count }, (_, i) => Math.floor((i * classes.length) / count))
  return labels.map((label) =>
    train
      .filter((sample) => sample.label === label)
      .slice(0, TRIES)
      .map((sample) => [sample]),
  )
}

function classesOf({ classes, samples }: EventFolder): EventsFound['classes'] {
  const counts = classes.map((name) => ({ name, train: 0, test: 0 }))
  for (const { label, half } of samples) counts[label]![half]++
  return counts
}

function factsOf({ file, label }: EventSample, { recording, notes }: ReadSample): LookedAt {
  const { events, width, height } = recording
  const { count, t, polarity } = events
  let on = 0
  for (let i = 0; i < count; i++) on += polarity[i]!
  return {
    path: file.path,
    label,
    width,
    height,
    events: count,
    first: t[0] ?? 0,
    last: count > 0 ? t[count - 1]! : 0,
    on: count > 0 ? on / count : 0,
    notes,
  }
}

function previewOf(read: readonly ReadSample[], { framing, sensor }: EventChoice, frame: number | null): Preview {
  const frameInto = createFramer(framingFor(framing, sensor))
  const bytes = frameBytes(framing)
  const sample = new Uint8Array(framing.frames * bytes)
  const sum = { events: 0, skipped: 0, outside: 0, unsliced: 0, saturated: 0 }
  let slices: [number, number] = [Infinity, 0]
  const counts = read.map(({ recording, skipped }) => {
    const { events } = recording
    const { counted, saturated, outside, found } = frameInto(events, recording, sample)
    sum.events += events.count + skipped
    sum.skipped += skipped
    sum.saturated += saturated
    sum.outside += outside
    sum.unsliced += events.count - counted - saturated - outside
    slices = [Math.min(slices[0], found), Math.max(slices[1], found)]
    const summed = new Float32Array(bytes)
    const [from, to] = frame === null ? [0, sample.length] : [frame * bytes, (frame + 1) * bytes]
    for (let at = from; at < to; at++) summed[at % bytes]! += sample[at]!
    return summed
  })
  return { counts, ...sum, slices }
}
