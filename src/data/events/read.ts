/** Reads a file of events in any known format, in pieces or as a whole recording. */
import { FormatError, hex } from '../formats/format-error'
import { isNpy } from '../formats/npy-header'
import { isGzip } from '../formats/stream'
import { columnsFor, type Events, eventsFrom, put, type Recording } from './events'
import type { ReadHooks, RecordingFacts } from './facts'
import { aedat2 } from './formats/aedat2'
import { aedat3 } from './formats/aedat3'
import { aedat4 } from './formats/aedat4'
import { atisBin } from './formats/atis-bin'
import { csv } from './formats/csv'
import { dat } from './formats/dat'
import { evt2 } from './formats/evt2'
import { evt3 } from './formats/evt3'
import { npyEvents, readArrayHeader } from './formats/npy'
import { npzEvents } from './formats/npz'
import { rawRefused } from './formats/raw-header'
import { spikesH5 } from './formats/spikes-h5'
import type { EventFile, EventReader, RecordedImage } from './reading'
import { headOf, sizeOf } from './scan'
import { createSink, type OpenSink, type Sink } from './sink'

/** The first reader that recognizes a file reads it; those that go by the file name come last. */
const READERS: readonly EventReader[] = [aedat2, aedat3, aedat4, evt2, evt3, rawRefused, dat, npyEvents, npzEvents, spikesH5, csv, atisBin]

const HEAD = 4096
/** The maximum number of events of a recording in memory: 1.7 GB. */
const MAX_EVENTS = 2 ** 27
/** Up to this number, columns grow as events arrive; beyond it, the file is read a second time, when the number of events is known. */
const GROWN = 2 ** 22
/** The approximate memory in bytes for one of thousands of recordings. */
const SMALL = 16_384

/** The name of the format. @param head the first bytes, at least 512 if there are that many. */
export const recognizeEvents = (path: string, head: Uint8Array): string | undefined => readerOf(path, head)?.format

/** The reader of a file. A compressed file is not recognized, since its bytes are not those that its name suggests. */
const readerOf = (path: string, head: Uint8Array): EventReader | undefined =>
  isGzip(head) ? undefined : READERS.find((r) => r.recognizes(path, head))

/**
 * Passes on a recording in pieces of at most 65,536 events, whose columns are reused after `take` returns.
 * @throws FormatError in words that follow the file's name, or the abort reason.
 */
export async function readEvents(file: EventFile, take: (piece: Events) => void, hooks: ReadHooks = {}): Promise<RecordingFacts> {
  const reader = await readerFor(file)
  const sink = createSink(take, hooks, sizeOf(file))
  await reader.read(file, sink, hooks)
  return sink.close(reader.format)
}

/** The facts of each recording in a file, and for several cameras those of the first, without the events. @throws as `readEvents` does. */
export async function readFacts(file: EventFile): Promise<RecordingFacts[]> {
  const reader = await readerFor(file)
  if (!reader.readEach) return [await readEvents(file, () => undefined)]
  const found: RecordingFacts[] = []
  let sink: OpenSink | undefined
  const close = (): void => {
    if (sink) found.push(sink.close(reader.format))
  }
  const next = (): Sink => {
    close()
    sink = createSink(() => undefined, {}, SMALL)
    return sink
  }
  await reader.readEach(file, next, {})
  close()
  return found
}

/**
 * The images that a camera took next to a recording's events, one after the other; none where the format knows none.
 * @throws as `readEvents` does.
 */
export async function readImages(file: EventFile, take: (image: RecordedImage) => void, hooks: ReadHooks = {}): Promise<void> {
  const reader = await readerFor(file)
  await reader.readImages?.(file, take, hooks)
}

async function readerFor(file: EventFile): Promise<EventReader> {
  const head = await headOf(file, HEAD)
  const reader = readerOf(file.path, head)
  if (head.length === 0) throw new FormatError('is empty, and no recording of events')
  if (reader) return reader
  if (isNpy(head)) await readArrayHeader(file)
  const begins = head.length > 0 ? `: it begins with ${hex(head)}` : ''
  throw new FormatError(`is no recording of events in a format that is known here${begins}`)
}

interface ReadRecording {
  readonly recording: Recording
  readonly facts: RecordingFacts
}

/** A whole recording, at most `hooks.max` events. @throws as `readEvents` does. */
export async function readRecording(file: EventFile, hooks: ReadHooks = {}): Promise<ReadRecording> {
  const bounded = { ...hooks, max: Math.min(hooks.max ?? MAX_EVENTS, MAX_EVENTS) }
  let columns = columnsFor(1024)
  let count = 0
  const add = (piece: Events): void => {
    count = put(piece, columns, count)
  }
  let facts = await readEvents(
    file,
    (piece) => {
      if (count + piece.count > GROWN) return
      if (count + piece.count > columns.count) columns = grown(columns, count, Math.max(2 * columns.count, count + piece.count))
      add(piece)
    },
    bounded,
  )
  if (facts.events > count) {
    columns = columnsFor(facts.events)
    count = 0
    facts = await readEvents(file, add, bounded)
  }
  const events = columns.count > 2 * count ? grown(columns, count, count) : eventsFrom(columns, 0, count)
  return { recording: { width: facts.width, height: facts.height, events }, facts }
}

function grown(from: Events, count: number, capacity: number): Events {
  const to = columnsFor(capacity)
  put(eventsFrom(from, 0, count), to, 0)
  return to
}
