/** Recordings with boxes in a folder, converted in memory to the samples that the page makes of them. Read again each time, since the terminal stores no sets. */
import { boxesTitle, type OwnBoxesSpec } from '../data/boxes/schema'
import type { BoxFolder } from '../data/import/boxes/folder'
import { type BoxChoice, boxChoiceFor, sizesOf } from '../data/import/boxes/schema'
import { convertBoxes } from '../data/import/boxes/set'
import { surveyBoxes } from '../data/import/boxes/survey'
import { readBoxSet, storeBoxes } from '../data/store/boxes'
import { memoryFolder } from '../data/store/memory-folder'
import type { DataSet } from '../data/streams'
import { progressBar } from './terminal'

export interface BoxedSet {
  readonly data: OwnBoxesSpec
  readonly set: DataSet
}

/**
 * Converts recordings with the default choices for their sensor, with which the import dialog of the page begins. Notes for the user go to
 * standard error.
 * @param sizes bins, height, width and the maximum number of boxes of a sample, where an experiment sets them
 * @param apart whether that experiment has recordings in validation folders as a part of their own; else it learns from them
 * @throws ImportError
 */
export async function boxedOf(recordings: BoxFolder, sizes?: Parameters<typeof sizesOf>[0], apart = false): Promise<BoxedSet> {
  const show = progressBar(100)
  const progress = (what: string, done: number, total: number) => show(Math.floor((100 * done) / total), what)
  const { folder, found } = await surveyBoxes(recordings, progress)
  const choice: BoxChoice = { ...boxChoiceFor(found), ...(sizes && { ...sizesOf(sizes), validation: apart ? 'part' : 'train' }) }
  const shelf = memoryFolder()
  const { data, note } = await storeBoxes(shelf, (writer) => convertBoxes(folder, found, choice, writer, progress))
  if (note) process.stderr.write(`${note}\n`)
  const set = await readBoxSet(shelf, data)
  if (!set) throw new Error(`${boxesTitle(data)} was converted and is gone.`)
  return { data, set }
}
