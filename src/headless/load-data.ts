/**
 * The sources of samples in Node: files that come with the lab, files in a folder of the user, or a package of the system. The counterpart
 * of `worker/load-data.ts`.
 */
import { closeSync, existsSync, openAsBlob, openSync, readSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { boxesKey, boxesTitle, type OwnBoxesSpec } from '../data/boxes/schema'
import { type DataSpec, dataKey, dataShape } from '../data/datasets/schema'
import type { ReadAt } from '../data/formats/read-at'
import { importSet, openChosen } from '../data/import/import-set'
import type { ChosenFile } from '../data/import/source-file'
import type { DataSet as LabeledSet } from '../data/labeled-set'
import type { DataSources } from '../data/sources'
import type { ImportedSet } from '../data/store/store'
import { type DataSet, firstSamples } from '../data/streams'
import type { Gpu } from '../engine/device'
import { loadSamples } from '../experiments/build'
import type { Experiment } from '../experiments/schema'
import { readSafetensors } from '../interop/safetensors'
import { taskOf } from '../tasks/registry'
import { type BoxedSet, boxedOf } from './boxed'
import { readFiles } from './read-files'

/** The folder of Debian's package dataset-fashion-mnist. */
const DEBIAN = '/usr/share/datasets/fashion-mnist'

/**
 * Imports the data set in a folder, whatever its format. Notes for the user go to standard error.
 * @param wanted an experiment's data, which sets how recordings of events become frames
 * @throws ImportError, or errors of the file system
 */
export async function importFolder(folder: string, wanted?: DataSpec): Promise<ImportedSet> {
  const imported = await importSet(await filesOf(folder), {}, wanted)
  if (imported.note) process.stderr.write(`${imported.note}\n`)
  return imported
}

/**
 * Imports recordings with boxes; undefined if the folder contains something else.
 * @param sizes the sizes of a sample
 * @param apart whether recordings in validation folders are a part of their own
 */
export async function importBoxes(folder: string, sizes?: OwnBoxesSpec, apart?: boolean): Promise<BoxedSet | undefined> {
  const opened = await openChosen(await filesOf(folder))
  return 'boxes' in opened ? boxedOf(opened.boxes, sizes, apart) : undefined
}

async function filesOf(folder: string): Promise<ChosenFile[]> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort()
  return Promise.all(paths.map(async (path) => ({ ...(await fileAt(path)), path: relative(folder, path) })))
}

/** A file on disk as the importers read it. @throws errors of the file system */
export async function fileAt(path: string): Promise<ChosenFile> {
  if ((await stat(path)).isDirectory()) throw Object.assign(new Error(`${path} is a folder`), { code: 'EISDIR' })
  return { path, blob: await openAsBlob(path), readAt: readsFrom(path) }
}

/** Opens the file for each read, since reads are large and a folder may hold more files than may be open at once. */
const readsFrom =
  (path: string): ReadAt =>
  (from, count) => {
    const file = openSync(path, 'r')
    try {
      const bytes = new Uint8Array(count)
      return bytes.subarray(0, readSync(file, bytes, 0, count, from))
    } finally {
      closeSync(file)
    }
  }

/** @param folder contains the sets, each in a folder with the name of its kind; the value of `MEMBRANE_DATA` by default */
export const sources = (folder: string | undefined = process.env.MEMBRANE_DATA): DataSources => ({
  read: readFiles(),
  stored: (data) => setIn(data, folder),
  teacher: (fingerprint) => teacherIn(fingerprint, folder),
  recorded: async ({ name }) => refuse(name),
  boxed: (data) => boxesIn(data, folder),
})

/** The weights of a teacher by their fingerprint. @throws Error that says how to get them */
async function teacherIn(fingerprint: string, folder: string | undefined): Promise<DataSet['teacher']> {
  const file = folder && join(folder, `${fingerprint}.safetensors`)
  if (!file || !existsSync(file))
    throw new Error(
      `The weights of the teacher are not here. Save them in the page as ${fingerprint}.safetensors in a folder and name it: MEMBRANE_DATA=folder; or train with --teacher file.`,
    )
  return readSafetensors(Uint8Array.from(await readFile(file)).buffer).tensors
}

/** A converted set by its fingerprint. @throws Error that says how to get it */
async function boxesIn(data: OwnBoxesSpec, folder: string | undefined): Promise<DataSet> {
  const title = boxesTitle(data)
  const place = folder && [join(folder, boxesKey(data)), folder].find((path) => existsSync(path))
  if (!place) throw new Error(`${title} is not here. Put its recordings in a folder and name it: MEMBRANE_DATA=folder, or --data folder.`)
  const found = await importBoxes(place, data, data.validation !== undefined)
  if (!found) throw new Error(`${place} holds no recordings with boxes, and the experiment asks for ${title}.`)
  if (boxesKey(found.data) !== boxesKey(data))
    throw new Error(
      `${place} holds ${boxesTitle(found.data)}, which becomes other samples here than the experiment asks for: other recordings, or other choices in the page than the usual. --data folder takes it as it is.`,
    )
  return found.set
}

const refuse = (name: string): never => {
  throw new Error(`${name || 'This set'} is converted and kept by a browser, and cannot be read here: train on it in the page.`)
}

/** The folder of a custom set, named by its hash. */
const hashedIn = (folder: string, data: DataSpec): string[] => (/^[\w-]{1,128}$/.test(dataKey(data)) ? [join(folder, dataKey(data))] : [])

/** @throws Error that says where the set was looked for and how to get it there */
async function setIn(data: DataSpec, folder: string | undefined): Promise<LabeledSet> {
  const { title } = dataShape(data)
  const places = [
    ...(folder ? [...hashedIn(folder, data), join(folder, data.kind), folder] : []),
    ...(data.kind === 'fashionMnist' ? [DEBIAN] : []),
  ]
  const place = places.find((path) => existsSync(path))
  if (!place) {
    const debian = data.kind === 'fashionMnist' ? ' On Debian, "apt-get install dataset-fashion-mnist" brings it.' : ''
    throw new Error(`${title} is not here.${debian} Put its files in a folder and name it: MEMBRANE_DATA=folder, or --data folder.`)
  }
  const found = await importFolder(place, data)
  if (dataKey(found.data) !== dataKey(data))
    throw new Error(`${place} holds ${dataShape(found.data).title}, and the experiment asks for ${title}.`)
  return found.set
}

/** The same set with the first `count` training samples. @throws where it has fewer. */
function firstOf(data: DataSet, count: number): DataSet {
  if (count === Infinity) return data
  if (!(Number.isInteger(count) && count >= 1 && count <= data.train.count))
    throw new Error(`The training set has ${data.train.count} samples, not ${count}.`)
  return firstSamples(data, count, { test: false })
}

/**
 * Loads the samples of experiments and caches those of the last one, so that a study of other fields reads them once.
 * @param gpu for sets that are generated on it, if there is one. @param folder contains the data sets; by default the value of `MEMBRANE_DATA`
 */
export function createSource(gpu: Gpu | undefined, samples: number, folder?: string) {
  let last: { key: string; data: Promise<DataSet> } | undefined
  return (experiment: Experiment): Promise<DataSet> => {
    const { key } = taskOf(experiment).needs(experiment)
    if (last?.key !== key)
      last = { key, data: loadSamples(experiment, { ...sources(folder), ...(gpu && { gpu }) }).then((set) => firstOf(set, samples)) }
    return last.data
  }
}
