/** The samples of an experiment, for the worker: files that come with the lab, a seed, or a set that this browser stores. */
import { dataKey, isOpened } from '../data/datasets/schema'
import { fetchFiles } from '../data/fetch-files'
import { countsOfParts } from '../data/parts/schema'
import type { Counts } from '../data/schema'
import type { DataSources } from '../data/sources'
import { boxesFolder, readBoxSet } from '../data/store/boxes'
import { readResponses, responsesFolder } from '../data/store/responses'
import { browserFolder, readSet, storedSets } from '../data/store/store'
import { readTeacher, teachersFolder } from '../data/store/teachers'
import type { Gpu } from '../engine/device'
import type { Experiment } from '../experiments/schema'
import { readSafetensors } from '../interop/safetensors'

/** @param folder URL of the folder with the prepared files. @param onNotCached called where the browser did not keep one of them. */
export const sourcesOf = (folder: string, gpu?: Gpu, onNotCached?: () => void): DataSources => ({
  ...(gpu && { gpu }),
  read: fetchFiles(folder, onNotCached),
  stored: async (data) => readSet(await browserFolder(), data),
  boxed: async (data) => readBoxSet(await boxesFolder(), data),
  teacher: async (fingerprint) => {
    const file = await readTeacher(await teachersFolder(), fingerprint)
    return file && readSafetensors(file).tensors
  },
  recorded: async (data) => readResponses(await responsesFolder(), data),
})

/** How many samples of an experiment's set this browser stores; undefined where it stores none, or the set needs no files. */
export async function countsHere({ data, validation }: Experiment): Promise<Counts | undefined> {
  if (!isOpened(data)) return undefined
  const sets = await browserFolder().then(storedSets, () => [])
  const found = sets.find((set) => dataKey(set.data) === dataKey(data))
  return found && countsOfParts(validation, found)
}
