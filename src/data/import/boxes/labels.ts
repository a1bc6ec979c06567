/** Reads the labels of all recordings of a folder once: their times and classes. */
import { byTime, type LabelTime } from '../../boxes/labels'
import { type Boxes, readBoxes } from '../../events/boxes'
import { begunAhead } from '../ahead'
import { ImportError, naming } from '../source-file'
import type { BoxFolder, BoxPair } from './folder'
import type { LabeledFolder, LabeledPair } from './parts'
import type { BoxesFound } from './schema'

type Progress = (what: string, done: number, total: number) => void

/** The number of files that are read at a time. */
const AHEAD = 16
/** The maximum number of distinct class ids. */
const MAX_IDS = 256

export const labelsOf = ({ labels }: BoxPair, signal?: AbortSignal): Promise<Boxes> =>
  naming(labels.path, () => readBoxes(labels, signal && { signal }))

/** The boxes by time; for N-Caltech101, with the class of the folder, at the end of the recording. */
export const timesOf = ({ label }: BoxPair, { boxes }: Boxes): LabelTime[] =>
  label === undefined ? byTime(boxes) : [{ t: Infinity, boxes: boxes.map((box) => ({ ...box, class: label })) }]

export interface ReadLabels {
  readonly folder: LabeledFolder
  readonly classes: BoxesFound['classes']
}

/** @throws ImportError if no recording has labels. */
export async function readLabels(found: BoxFolder, progress: Progress): Promise<ReadLabels> {
  const left = [...found.left]
  const pairs: LabeledPair[] = []
  const ids = new Map<number, number>()
  let done = 0
  for (const [pair, begun] of begunAhead(found.pairs, (pair) => labelsOf(pair), AHEAD)) {
    progress('Reading the boxes', done++, found.pairs.length)
    try {
      const boxes = await begun
      const wrong = boxes.notes.join(' ')
      if (wrong !== '') left.push(`${pair.labels.path}: ${wrong}`)
      const times = timesOf(pair, boxes)
      for (const { boxes } of times)
        for (const { class: id } of boxes) if (id !== undefined && (ids.has(id) || ids.size < MAX_IDS)) ids.set(id, (ids.get(id) ?? 0) + 1)
      if (times.length === 0) left.push(`${pair.labels.path} has no box: its recording makes no sample.`)
      else pairs.push({ ...pair, times: Float64Array.from(times, ({ t }) => t), boxes: boxes.boxes.length })
    } catch (error) {
      if (!(error instanceof ImportError)) throw error
      left.push(error.message)
    }
  }
  if (pairs.length === 0) throw new ImportError(`No recording here has its boxes. ${left[0] ?? ''}`.trim())
  const classes = [...ids].sort(([a], [b]) => a - b).map(([id, boxes]) => ({ id, name: found.classNames[id] ?? `class ${id}`, boxes }))
  return { folder: { ...found, pairs, left }, classes }
}
