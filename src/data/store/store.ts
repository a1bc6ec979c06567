/** Stores labeled data sets in the private file system of the page's origin, with all samples of a set in one file. */
import * as z from 'zod'
import { type DataSpec, dataKey, dataSchema, dataShape } from '../datasets/schema'
import { megabytes } from '../formats/stream'
import type { DataSet } from '../labeled-set'
import { MAX_CLASSES, MAX_NAME } from '../schema'
import { rootFolder, StoreError, writeFile } from './files'
import { bytesOf, partsOf, samplesIn, strideOf } from './layout'
import { hasName, type StoredSet, setName } from './schema'
import { foundOn, listedOn, relistOn, removeFrom, type Shelf, storeOn } from './shelf'

/** A set that an import made from files. */
export interface ImportedSet {
  readonly data: DataSpec
  /** Includes class names, if there are any that its kind does not define. */
  readonly set: DataSet
  readonly note?: string
}

const SAMPLES = 'samples.bin'

const listedSchema = z
  .object({
    version: z.literal(1),
    data: dataSchema,
    bytes: z.int(),
    train: z.int().optional(),
    validation: z.int().optional(),
    test: z.int().optional(),
    subjects: z.literal(true).optional(),
    note: z.string().optional(),
    // Class names are optional: invalid ones are dropped, and the set is still valid.
    classNames: z.array(z.string().max(MAX_NAME)).max(MAX_CLASSES).optional().catch(undefined),
    added: z.string(),
  })
  // Sets of earlier versions have the sample counts of their kind.
  .transform(({ version: _, ...listed }) => ({
    ...listed,
    train: listed.train ?? dataShape(listed.data).train,
    test: listed.test ?? dataShape(listed.data).test,
  }))

const SHELF: Shelf<StoredSet> = {
  lock: 'membrane data sets',
  parse: (listed) => listedSchema.parse(listed),
  keyOf: ({ data }) => dataKey(data),
}

/** The folder of sets in this browser. @throws StoreError if pages may not store anything, as in some private windows. */
export const browserFolder = (): Promise<FileSystemDirectoryHandle> => rootFolder('data-sets')

/** All complete sets, the newest first. */
export const storedSets = (folder: FileSystemDirectoryHandle): Promise<StoredSet[]> => listedOn(SHELF, folder)

/**
 * Stores a set and replaces one with the same key. If it fails, no stored set is lost.
 * @throws StoreError if the browser grants no more space.
 */
export async function storeSet(
  folder: FileSystemDirectoryHandle,
  { data, set, note }: ImportedSet,
  onBytes: (count: number) => void = () => {},
): Promise<StoredSet> {
  const parts = partsOf(data, set)
  const bytes = parts.reduce((sum, part) => sum + part.length, 0)
  const counts = { train: set.train.count, ...(set.validation && { validation: set.validation.count }), test: set.test.count }
  const about = {
    ...(set.subjects && { subjects: true as const }),
    ...(note !== undefined && { note }),
    ...(set.classNames && { classNames: set.classNames }),
  }
  const write = async (into: FileSystemDirectoryHandle): Promise<StoredSet> => {
    await writeFile(into, SAMPLES, parts, onBytes)
    return { data, bytes, ...counts, ...about, added: new Date().toISOString() }
  }
  return storeOn(SHELF, folder, write, () => megabytes(bytes))
}

/** The samples of a set; undefined if it is not stored. @throws StoreError if it differs from the experiment. */
export async function readSet(folder: FileSystemDirectoryHandle, data: DataSpec): Promise<DataSet | undefined> {
  const found = await findSet(folder, data)
  if (!found) return undefined
  const { file, held, classNames } = found
  const samples = samplesIn(new Uint8Array(await file.arrayBuffer()), data, held)
  return { ...samples, ...(classNames?.length === dataShape(data).classes && { classNames }) }
}

export interface StoredSample {
  /** Zero-padded to whole words. */
  readonly image: Uint8Array
  readonly label: number
}

/**
 * Yields training samples one at a time, so that a large set need not be held in memory; undefined if it is not stored.
 * @throws StoreError if it differs from the experiment.
 */
export async function trainingSamples(
  folder: FileSystemDirectoryHandle,
  data: DataSpec,
): Promise<{ readonly count: number; readonly at: (sample: number) => Promise<StoredSample> } | undefined> {
  const found = await findSet(folder, data)
  if (!found) return undefined
  const { file, held, stride } = found
  const count = held.train
  const read = async (from: number, length: number) => new Uint8Array(await file.slice(from, from + length).arrayBuffer())
  const labels = await read(count * stride, count)
  return { count, at: async (sample) => ({ image: await read(sample * stride, stride), label: labels[sample]! }) }
}

async function findSet(folder: FileSystemDirectoryHandle, data: DataSpec) {
  const found = await foundOn(SHELF, folder, dataKey(data))
  if (!found) return undefined
  const { listed, files } = found
  const [has, wants] = [dataShape(listed.data), dataShape(data)]
  const differs = (['height', 'width', 'channels', 'classes', 'train', 'test'] as const).find((fact) => has[fact] !== wants[fact])
  if (differs)
    throw new StoreError(`${has.title} in this browser has ${has[differs]} for ${differs}, where the experiment says ${wants[differs]}.`)
  const file = await (await files.getFileHandle(SAMPLES)).getFile()
  const { classNames, ...held } = listed
  if (file.size !== bytesOf(has, held))
    throw new StoreError(`${has.title} in this browser is damaged: remove it from the list of data sets, and open its files again.`)
  return { file, held, stride: strideOf(has), classNames }
}

export const removeSet = (folder: FileSystemDirectoryHandle, key: string): Promise<void> => removeFrom(SHELF, folder, key)

/** Renames a set. References use its key, which does not change. @throws Error if it is not stored here or cannot be renamed. */
export async function renameSet(folder: FileSystemDirectoryHandle, key: string, typed: string): Promise<void> {
  const name = setName(typed)
  await relistOn(SHELF, folder, key, (listed) => {
    if (!listed || !hasName(listed.data)) throw new StoreError('This data set is not in this browser, or its name is fixed.')
    return { ...listed, data: { ...listed.data, name } }
  })
}
