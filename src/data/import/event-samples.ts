/** Reads the events of samples: whole recordings, and parts of one between times, cut while its file is streamed. */
import { type Events, eventsFrom, firstNotBefore, joined, type Recording, type Sensor } from '../events/events'
import type { ReadHooks, RecordingFacts } from '../events/facts'
import { readEvents, readRecording } from '../events/read'
import type { EventSample } from './event-folder'
import type { Gesture } from './gesture-lists'
import { ImportError, naming, type SourceFile } from './source-file'

export interface ReadSample {
  readonly recording: Recording
  readonly format: string
  /** Events that were not read; events of the file outside its sensor count for its first sample. */
  readonly skipped: number
  /** What was skipped, corrected or assumed, in sentences; notes on the whole file are with its first sample. */
  readonly notes: readonly string[]
  readonly flawed: boolean
  /** Whether the file does not state its sensor. */
  readonly guessed: boolean
}

/** Groups samples by file. @param samples in the folder's order, in which those of one file are contiguous. */
export function byFile(samples: readonly EventSample[]): EventSample[][] {
  const groups: EventSample[][] = []
  for (const sample of samples) {
    const last = groups.at(-1)
    if (last?.[0]?.file === sample.file) last.push(sample)
    else groups.push([sample])
  }
  return groups
}

/** The events of the samples of one file, in order. @throws ImportError that names the file. */
export function readSamples(file: SourceFile, samples: readonly EventSample[], hooks: ReadHooks): Promise<ReadSample[]> {
  const parts = samples.flatMap(({ part }) => (part ? [part] : []))
  return naming(file.path, async () => {
    if (parts.length > 0) return readParts(file, parts, hooks)
    const { recording, facts } = await readRecording(file, hooks)
    return [{ recording, ...readOf(facts) }]
  })
}

const readOf = ({ format, skipped, notes, flawed, guessed }: RecordingFacts) => ({ format, skipped, notes, flawed, guessed })

/**
 * The smallest sensor that holds the events of all files; undefined if none can be read. Errors are reported when the files are
 * converted.
 */
export async function sensorOfAll(
  files: readonly SourceFile[],
  done: (count: number) => void,
  signal: AbortSignal,
): Promise<Sensor | undefined> {
  let [width, height] = [0, 0]
  for (const [n, file] of files.entries()) {
    done(n)
    const size = await naming(file.path, () => readEvents(file, () => {}, { signal })).catch((error: unknown) => {
      if (error instanceof ImportError) return undefined
      throw error
    })
    if (size) [width, height] = [Math.max(width, size.width), Math.max(height, size.height)]
  }
  return width > 0 && height > 0 ? { width, height } : undefined
}

/** @param hooks `max` applies to each part. */
async function readParts(file: SourceFile, parts: readonly Gesture[], { max = Infinity, ...hooks }: ReadHooks): Promise<ReadSample[]> {
  const pieces = parts.map((): Events[] => [])
  const held = parts.map(() => 0)
  const beyond = parts.map(() => 0)
  const take = (piece: Events): void => {
    for (const [n, { from, to }] of parts.entries()) {
      const [first, end] = [firstNotBefore(piece, from), firstNotBefore(piece, to)]
      const taken = Math.min(end - first, max - held[n]!)
      if (taken > 0) pieces[n]!.push(joined([eventsFrom(piece, first, first + taken)]))
      held[n]! += Math.max(0, taken)
      beyond[n]! += Math.max(0, end - first - taken)
    }
  }
  const facts = await readEvents(file, take, hooks)
  const { width, height }: Sensor = facts
  const whole = readOf(facts)
  return pieces.map((of, n) => {
    const left = beyond[n]!
    return {
      recording: { width, height, events: joined(of) },
      format: whole.format,
      guessed: whole.guessed,
      skipped: left + (n === 0 ? whole.skipped : 0),
      notes: [
        ...(n === 0 ? whole.notes : []),
        ...(left > 0
          ? [`Only the first ${held[n]} events of ${parts[n]!.from} to ${parts[n]!.to} us were taken: ${left} more are in the file.`]
          : []),
      ],
      flawed: left > 0 || (n === 0 && whole.flawed),
    }
  })
}
