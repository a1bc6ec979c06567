/** Recordings with boxes that lie in a folder, as the samples that the page makes of them, in memory. Read anew each time: a terminal keeps no sets. */
import { boxesTitle, type OwnBoxesSpec } from '../data/boxes/schema'
import type { BoxFolder } from '../data/import/boxes/folder'
import { boxChoiceFor, sizesOf } from '../data/import/boxes/schema'
import { convertBoxes } from '../data/import/boxes/set'
import { surveyBoxes } from '../data/import/boxes/survey'
import { keepBoxes, readBoxSet } from '../data/store/boxes'
import { memoryFolder } from '../data/store/memory-folder'
import type { DataSet } from '../data/streams'
import { progressBar } from './terminal'

export interface BoxedSet {
  readonly data: OwnBoxesSpec
  readonly set: DataSet
}

/**
 * With the choices that are usual of its sensor: the same that the import window of the page begins with.
 * @param sizes bins, height, width and most boxes of a sample, where an experiment says them. What the user should know goes to standard error.
 * @throws ImportError
 */
export async function boxedOf(recordings: BoxFolder, sizes?: Parameters<typeof sizesOf>[0]): Promise<BoxedSet> {
  const show = progressBar(100)
  const progress = (what: string, done: number, total: number) => show(Math.floor((100 * done) / total), what)
  const { folder, found } = await surveyBoxes(recordings, progress)
  const choice = { ...boxChoiceFor(found), ...(sizes && sizesOf(sizes)) }
  const shelf = memoryFolder()
  const { data, note } = await keepBoxes(shelf, (writer) => convertBoxes(folder, found, choice, writer, progress))
  if (note) process.stderr.write(`${note}\n`)
  const set = await readBoxSet(shelf, data)
  if (!set) throw new Error(`${boxesTitle(data)} was converted and is gone.`)
  return { data, set }
}
