/** Describes files of events and files of boxes on disk: a row for each file, for programs. */
import { readBoxes, recognizeBoxes } from '../data/events/boxes'
import type { RecordingFacts } from '../data/events/facts'
import { readFacts, recognizeEvents } from '../data/events/read'
import type { EventFile } from '../data/events/reading'
import { headOf } from '../data/events/scan'
import { FormatError } from '../data/formats/format-error'
import { filesIn, ImportError } from '../data/import/source-file'
import { fileAt } from './load-data'

export interface Row extends Pick<RecordingFacts, 'format' | 'width' | 'height' | 'events' | 'first' | 'last' | 'on'> {
  readonly file: string
  /** The number of recordings in the file, if there are several; the row then describes all of them together. */
  readonly recordings?: number
  /** Notes on data that were skipped or repaired; absent if there were none. */
  readonly notes?: readonly string[]
}

/** The row of a file of boxes: the number of boxes, and their classes. */
export interface BoxesRow extends Pick<Row, 'file' | 'format' | 'first' | 'last' | 'notes'> {
  readonly boxes: number
  readonly classes?: readonly number[]
}

/**
 * Reads files one after the other, also those in archives.
 * @param found called with each recording. @param failed called with a sentence for each file that cannot be read; the others are still read
 */
export async function inspectFiles(
  paths: readonly string[],
  found: (row: Row | BoxesRow) => void,
  failed: (sentence: string) => void,
): Promise<void> {
  const attempt = async (path: string, work: () => Promise<void>) => {
    try {
      await work()
    } catch (error) {
      failed(sentenceOf(path, error))
    }
  }
  for (const path of paths)
    await attempt(path, async () => {
      const file = await fileAt(path)
      const head = await headOf(file, 4096)
      const known = (recognizeBoxes(path, head) ?? recognizeEvents(path, head)) !== undefined
      for (const part of known ? [file] : await filesIn([file]))
        await attempt(part.path, async () => {
          const boxes = recognizeBoxes(part.path, await headOf(part, 4096)) !== undefined
          found(await (boxes ? boxesRowOf(part) : rowOf(part)))
        })
    })
}

async function rowOf(file: EventFile): Promise<Row> {
  const all = await readFacts(file)
  const { format, width, height, recordings, notes } = all[0]!
  const filled = all.filter(({ events }) => events > 0)
  const events = filled.reduce((sum, facts) => sum + facts.events, 0)
  return {
    file: file.path,
    format,
    width,
    height,
    events,
    first: filled.reduce((min, { first }) => Math.min(min, first), filled[0]?.first ?? 0),
    last: filled.reduce((max, { last }) => Math.max(max, last), filled[0]?.last ?? 0),
    on: events > 0 ? filled.reduce((sum, facts) => sum + facts.on * facts.events, 0) / events : 0,
    ...(recordings > 1 && { recordings }),
    ...(notes.length > 0 && { notes }),
  }
}

async function boxesRowOf(file: EventFile): Promise<BoxesRow> {
  const { format, boxes, notes } = await readBoxes(file)
  const times = boxes.map(({ t }) => t)
  const classes = [...new Set(boxes.flatMap((box) => box.class ?? []))].sort((a, b) => a - b)
  return {
    file: file.path,
    format,
    boxes: boxes.length,
    first: times.reduce((a, b) => Math.min(a, b), times[0] ?? 0),
    last: times.reduce((a, b) => Math.max(a, b), times[0] ?? 0),
    ...(classes.length > 0 && { classes }),
    ...(notes.length > 0 && { notes }),
  }
}

function sentenceOf(path: string, error: unknown): string {
  if (error instanceof ImportError) return error.message
  if (error instanceof FormatError) return `${path} ${error.message}.`
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return `${path} is not there.`
  if (code === 'EISDIR') return `${path} is a folder; name the files in it.`
  return `${path} could not be read (${message}).`
}
