/**
 * Stores data sets in the private file system of the page's origin. A set is a folder with its samples and, written last, its listing; a
 * folder without a listing is left over from an interrupted import and is removed by the next one.
 */
import * as z from 'zod'
import { type DataSpec, dataKey, dataSchema, dataShape } from '../datasets/schema'
import { megabytes } from '../formats/stream'
import type { DataSet } from '../labeled-set'
import { MAX_CLASSES, MAX_NAME } from '../schema'
import { entriesOf, exclusive, isFull, rootFolder, StoreError, writeFile } from './files'
import { bytesOf, partsOf, samplesIn, strideOf } from './layout'
import { hasName, type StoredSet, setName } from './schema'

/** A set that an import made from files. */
export interface ImportedSet {
  readonly data: DataSpec
  /** Includes class names, if there are any that its kind does not define. */
  readonly set: DataSet
  readonly note?: string
}

const LISTED = 'set.json'
const SAMPLES = 'samples.bin'
const LOCK = 'membrane data sets'

const listedSchema = z
  .object({
    version: z.literal(1),
    data: dataSchema,
    bytes: z.int(),
    train: z.int().optional(),
    test: z.int().optional(),
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

/** The folder of sets in this browser. @throws StoreError if pages may not store anything, as in some private windows. */
export const browserFolder = (): Promise<FileSystemDirectoryHandle> => rootFolder('data-sets')

/** All complete sets, the newest first. */
export async function storedSets(folder: FileSystemDirectoryHandle): Promise<StoredSet[]> {
  const found = (await foldersIn(folder)).flatMap(({ kept }) => (kept ? [kept] : []))
  return found.sort((a, b) => (a.added < b.added ? 1 : -1))
}

/**
 * Stores a set and replaces one with the same key. If it fails, no stored set is lost.
 * @throws StoreError if the browser grants no more space.
 */
export function storeSet(
  folder: FileSystemDirectoryHandle,
  { data, set, note }: ImportedSet,
  onBytes: (count: number) => void = () => {},
): Promise<StoredSet> {
  return exclusive(LOCK, async () => {
    const parts = partsOf(data, set)
    const bytes = parts.reduce((sum, part) => sum + part.length, 0)
    const counts = { train: set.train.count, test: set.test.count }
    const about = { ...(note !== undefined && { note }), ...(set.classNames && { classNames: set.classNames }) }
    const kept: StoredSet = { data, bytes, ...counts, ...about, added: new Date().toISOString() }
    const before = await foldersIn(folder)
    for (const { name, abandoned } of before) if (abandoned) await folder.removeEntry(name, { recursive: true })
    const name = crypto.randomUUID()
    try {
      const into = await folder.getDirectoryHandle(name, { create: true })
      await writeFile(into, SAMPLES, parts, onBytes)
      await writeFile(into, LISTED, [new TextEncoder().encode(JSON.stringify({ version: 1, ...kept }))])
    } catch (error) {
      await folder.removeEntry(name, { recursive: true }).catch(() => undefined)
      if (isFull(error))
        throw new StoreError(`The browser gives this page no room for ${megabytes(bytes)}. Remove a data set, or free space on the disk.`, {
          cause: error,
        })
      throw error
    }
    for (const old of before)
      if (old.kept && dataKey(old.kept.data) === dataKey(data)) await folder.removeEntry(old.name, { recursive: true })
    return kept
  })
}

/** The samples of a set; undefined if it is not stored. @throws StoreError if it differs from the experiment. */
export async function readSet(folder: FileSystemDirectoryHandle, data: DataSpec): Promise<DataSet | undefined> {
  const found = await findSet(folder, data)
  if (!found) return undefined
  const { file, train, test, classNames } = found
  const samples = samplesIn(new Uint8Array(await file.arrayBuffer()), data, { train, test })
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
  const { file, train: count, stride } = found
  const read = async (from: number, length: number) => new Uint8Array(await file.slice(from, from + length).arrayBuffer())
  const labels = await read(count * stride, count)
  return { count, at: async (sample) => ({ image: await read(sample * stride, stride), label: labels[sample]! }) }
}

async function findSet(folder: FileSystemDirectoryHandle, data: DataSpec) {
  const found = (await foldersIn(folder)).find(({ kept }) => kept && dataKey(kept.data) === dataKey(data))
  if (!found?.kept) return undefined
  const [has, wants] = [dataShape(found.kept.data), dataShape(data)]
  const differs = (['height', 'width', 'channels', 'classes', 'train', 'test'] as const).find((fact) => has[fact] !== wants[fact])
  if (differs)
    throw new StoreError(`${has.title} in this browser has ${has[differs]} for ${differs}, where the experiment says ${wants[differs]}.`)
  const file = await (await (await folder.getDirectoryHandle(found.name)).getFileHandle(SAMPLES)).getFile()
  const { train, test, classNames } = found.kept
  if (file.size !== bytesOf(has, { train, test }))
    throw new StoreError(`${has.title} in this browser is damaged: remove it from the list of data sets, and open its files again.`)
  return { file, train, test, stride: strideOf(has), classNames }
}

export function removeSet(folder: FileSystemDirectoryHandle, key: string): Promise<void> {
  return exclusive(LOCK, async () => {
    for (const { name, kept } of await foldersIn(folder))
      if (kept && dataKey(kept.data) === key) await folder.removeEntry(name, { recursive: true })
  })
}

/** Renames a set. References use its key, which does not change. @throws Error if it is not stored here or cannot be renamed. */
export function renameSet(folder: FileSystemDirectoryHandle, key: string, typed: string): Promise<void> {
  return exclusive(LOCK, async () => {
    const name = setName(typed)
    const found = (await foldersIn(folder)).find(({ kept }) => kept && dataKey(kept.data) === key)
    if (!found?.kept || !hasName(found.kept.data)) throw new StoreError('This data set is not in this browser, or its name is fixed.')
    const renamed = { version: 1, ...found.kept, data: { ...found.kept.data, name } }
    const into = await folder.getDirectoryHandle(found.name)
    await writeFile(into, LISTED, [new TextEncoder().encode(JSON.stringify(renamed))])
  })
}

interface Found {
  readonly name: string
  readonly kept?: StoredSet
  /** Whether no listing exists for the folder, and none will. */
  readonly abandoned: boolean
}

async function foldersIn(folder: FileSystemDirectoryHandle): Promise<Found[]> {
  const found: Found[] = []
  for await (const [name, entry] of entriesOf(folder)) {
    if (entry.kind !== 'directory') continue
    const listed = await entry.getFileHandle(LISTED).catch(() => undefined)
    const kept = listed && (await readListed(listed))
    found.push({ name, abandoned: listed === undefined, ...(kept && { kept }) })
  }
  return found
}

/** Reads a listing; undefined if it is from a newer version of the app or damaged. */
async function readListed(file: FileSystemFileHandle): Promise<StoredSet | undefined> {
  try {
    return listedSchema.parse(JSON.parse(await (await file.getFile()).text()))
  } catch {
    return undefined
  }
}
