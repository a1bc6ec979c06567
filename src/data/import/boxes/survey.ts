/** Inspects recordings with boxes before they become a set: lists their labels, and previews one sample of a choice. */
import { binEvents, noBinLosses } from '../../boxes/bins'
import { type LabelLosses, letterbox, noLabelLosses, truthsOf } from '../../boxes/labels'
import { boxedBytes } from '../../boxes/schema'
import { windowsAt } from '../../boxes/windows'
import type { Sensor } from '../../events/events'
import { readEvents } from '../../events/read'
import { ImportError, naming, type SourceFile } from '../source-file'
import type { BoxFolder } from './folder'
import { labelsOf, readLabels, timesOf } from './labels'
import { labelLossText } from './losses'
import { type LabeledFolder, planBoxes } from './parts'
import { type BoxChoice, type BoxCost, type BoxesFound, type BoxPreview, classOfId, sizesOf } from './schema'

type Progress = (what: string, done: number, total: number) => void

export interface BoxSurvey {
  readonly folder: LabeledFolder
  readonly found: BoxesFound
  /** Previews one label time of a recording. @throws ImportError that names the file at fault. */
  preview(choice: BoxChoice, recording: number, time: number): Promise<BoxPreview>
  cost(choice: BoxChoice): BoxCost
}

/** The sensor of the ATIS camera with which N-Caltech101 was recorded. */
const CALTECH: Sensor = { width: 240, height: 180 }
/** The number of recordings that are tried until one can be read, and how many bytes of each. */
const TRIES = 4
const LOOKED = 2 ** 24

/** @throws ImportError if no recording has boxes, or none of those tried can be read. */
export async function surveyBoxes(folder: BoxFolder, progress: Progress): Promise<BoxSurvey> {
  const read = await readLabels(folder, progress)
  const { pairs, split, name, left } = read.folder
  const known = folder.files === 'caltech' ? CALTECH : undefined
  const sensor = known ?? (await sensorOf(pairs.slice(0, TRIES).map(({ recording }) => recording)))
  const found: BoxesFound = {
    files: folder.files,
    name,
    recordings: pairs.map(({ recording, times, boxes }) => ({ path: recording.path, times: times.length, boxes })),
    split,
    validation: pairs.some(({ part }) => part === 'test') ? pairs.filter(({ part }) => part === 'validation').length : 0,
    sensor,
    classes: read.classes,
    left,
  }
  return {
    folder: read.folder,
    found,
    preview: (choice, recording, time) => previewOf(read.folder, found, choice, recording, time),
    cost(choice) {
      const { recordings: _, early: _early, ...cost } = planBoxes(read.folder, choice)
      return cost
    },
  }
}

/** The sensor of the first readable recording. Only its beginning is read. */
async function sensorOf(files: readonly SourceFile[]): Promise<Sensor> {
  let wrong: ImportError | undefined
  for (const file of files) {
    const { readAt: _, ...rest } = file
    const beginning = file.blob ? { ...rest, blob: file.blob.slice(0, LOOKED) } : file
    try {
      const { width, height } = await naming(file.path, () => readEvents(beginning, () => undefined))
      if (width > 0 && height > 0) return { width, height }
      wrong ??= new ImportError(`${file.path} has no event.`)
    } catch (error) {
      if (!(error instanceof ImportError)) throw error
      wrong ??= error
    }
  }
  throw wrong!
}

async function previewOf(
  folder: LabeledFolder,
  found: BoxesFound,
  choice: BoxChoice,
  recording: number,
  time: number,
): Promise<BoxPreview> {
  const pair = folder.pairs[recording]!
  const { t, boxes } = timesOf(pair, await labelsOf(pair))[time]!
  const { bins, most, diagonal, side, sensor, after } = choice
  const box = letterbox(sensor, choice)
  const lost = noLabelLosses()
  const truths = truthsOf(boxes, box, { classOf: classOfId(found, choice.classes), diagonal, side, most }, lost)
  const counts = new Uint8Array(boxedBytes(sizesOf(choice)).bins)
  const events = await eventsBefore(pair.recording, t, choice, (events) => {
    binEvents(events, bins, box, counts, noBinLosses())
    return events.count
  })
  const notes = [
    ...(after >= 0 && t <= 1000 * after ? ['Its label comes too early: it makes no sample.'] : []),
    ...(truths.length === 0 ? ['No box of it counts: it makes no sample.'] : []),
    ...(counts.every((count) => count === 0) ? ['There is no event in its bins: it makes no sample.'] : []),
    ...labelLossText(lost satisfies LabelLosses),
  ]
  return { counts, truths, ...(Number.isFinite(t) && { t }), events, notes }
}

/** Reads a recording only up to the label. */
async function eventsBefore(
  file: SourceFile,
  t: number,
  { window, sensor }: BoxChoice,
  take: (events: Parameters<typeof binEvents>[0]) => number,
): Promise<number> {
  const enough = new AbortController()
  let count = 0
  const windows = windowsAt([t], window === 0 ? Infinity : 1000 * window, (_, events) => {
    count = take(events)
    enough.abort(ENOUGH)
  })
  try {
    await naming(file.path, () => readEvents(file, windows.take, { sensor, signal: enough.signal }))
    windows.end()
  } catch (error) {
    if (error !== ENOUGH) throw error
  }
  return count
}
const ENOUGH = new Error('The window is whole.')
