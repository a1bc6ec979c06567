/** The events of samples: recordings as they are, and the parts of one between times, cut as its file streams by. */
import { type Events, eventsFrom, firstNotBefore, type Recording, type Sensor } from '../events/events'
import { readEvents, readRecording } from '../events/read'
import type { ReadHooks, RecordingFacts } from '../events/reading'
import type { EventSample } from './event-folder'
import type { Gesture } from './gesture-lists'
import { naming, type SourceFile } from './source-file'

export interface ReadSample {
  readonly recording: Recording
  /** Of the whole file. */
  readonly facts: RecordingFacts
}

/** Samples of one file each. @param samples as a folder has them: those of one file beside each other. */
export function byFile(samples: readonly EventSample[]): EventSample[][] {
  const groups: EventSample[][] = []
  for (const sample of samples) {
    const last = groups.at(-1)
    if (last?.[0]?.file === sample.file) last.push(sample)
    else groups.push([sample])
  }
  return groups
}

/** The events of the samples of one file, in their order. @throws ImportError that names the file. */
export function readSamples(file: SourceFile, samples: readonly EventSample[], hooks: ReadHooks): Promise<ReadSample[]> {
  const parts = samples.flatMap(({ part }) => (part ? [part] : []))
  return naming(file.path, async () => (parts.length > 0 ? readParts(file, parts, hooks) : [await readRecording(file, hooks)]))
}

async function readParts(file: SourceFile, parts: readonly Gesture[], hooks: ReadHooks): Promise<ReadSample[]> {
  const pieces = parts.map((): Events[] => [])
  const take = (piece: Events): void => {
    for (const [n, { from, to }] of parts.entries()) {
      const [first, end] = [firstNotBefore(piece, from), firstNotBefore(piece, to)]
      if (end > first) pieces[n]!.push(copied(eventsFrom(piece, first, end)))
    }
  }
  const facts = await readEvents(file, take, hooks)
  const { width, height }: Sensor = facts
  return pieces.map((of) => ({ recording: { width, height, events: joined(of) }, facts }))
}

const copied = ({ count, t, x, y, polarity }: Events): Events => ({
  count,
  t: t.slice(0, count),
  x: x.slice(0, count),
  y: y.slice(0, count),
  polarity: polarity.slice(0, count),
})

function joined(pieces: readonly Events[]): Events {
  const count = pieces.reduce((sum, piece) => sum + piece.count, 0)
  const all = { count, t: new Float64Array(count), x: new Uint16Array(count), y: new Uint16Array(count), polarity: new Uint8Array(count) }
  let at = 0
  for (const { count: length, t, x, y, polarity } of pieces) {
    all.t.set(t, at)
    all.x.set(x, at)
    all.y.set(y, at)
    all.polarity.set(polarity, at)
    at += length
  }
  return all
}
