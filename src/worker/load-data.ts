/** The samples of an experiment: files that come with the lab, a synthetic set made from its seed, or a set that this browser keeps. */
import { loadDataSet } from '../data/datasets/load'
import { type DataSpec, dataKey, dataShape, isBundled } from '../data/datasets/schema'
import { DataNotHere } from '../data/datasets/source'
import { fetchFiles } from '../data/fetch-files'
import type { Counts } from '../data/schema'
import { browserFolder, keptSets, readSet } from '../data/store/store'
import { makeSyntheticWithRests } from '../data/synthetic/make'
import { isSynthetic } from '../data/synthetic/schema'
import type { DataSet } from '../experiments/samples'

/** @param folder URL of the folder with the prepared files. @throws DataFileError, DataNotHere, StoreError. */
export async function loadData(data: DataSpec, folder: string, onProgress: (done: number, total: number) => void): Promise<DataSet> {
  if (isBundled(data)) return loadDataSet(data.kind, fetchFiles(folder), ({ loaded, total }) => onProgress(loaded, total))
  if (isSynthetic(data)) return makeSyntheticWithRests(data, onProgress)
  onProgress(0, 1)
  const kept = await readSet(await browserFolder(), data)
  if (!kept) throw new DataNotHere(dataShape(data).title)
  return kept
}

/** How many samples of a set this browser keeps; undefined where it keeps none of it, or the set comes with the lab. */
export async function countsHere(data: DataSpec): Promise<Counts | undefined> {
  if (isBundled(data) || isSynthetic(data)) return undefined
  const sets = await browserFolder().then(keptSets, () => [])
  return sets.find((kept) => dataKey(kept.data) === dataKey(data))
}
