/**
 * Sets of one kind in the browser's private file system, one folder each: the files of a set and, written last, its listing. A folder
 * without a listing is left over from an interrupted import and is removed by the next one.
 */
import { entriesOf, exclusive, isFull, StoreError, writeFile } from './files'

const LISTED = 'set.json'

/** How the sets of one kind are listed and identified. */
export interface Shelf<K> {
  /** The name of the lock that all pages of this origin hold while they change a set of this kind. */
  readonly lock: string
  /** @throws if the listing is from a newer version of the app or damaged. */
  readonly parse: (listed: unknown) => K
  readonly keyOf: (listed: K) => string
}

/** All complete sets, the newest first. */
export async function listedOn<K extends { readonly added: string }>(shelf: Shelf<K>, folder: FileSystemDirectoryHandle): Promise<K[]> {
  const found = (await foldersOn(shelf, folder)).flatMap(({ listed }) => (listed ? [listed] : []))
  return found.sort((a, b) => (a.added < b.added ? 1 : -1))
}

/** The listing and the files of a set; undefined if it is not stored. */
export async function foundOn<K>(
  shelf: Shelf<K>,
  folder: FileSystemDirectoryHandle,
  key: string,
): Promise<{ readonly listed: K; readonly files: FileSystemDirectoryHandle } | undefined> {
  const found = (await foldersOn(shelf, folder)).find(({ listed }) => listed && shelf.keyOf(listed) === key)
  return found?.listed && { listed: found.listed, files: await folder.getDirectoryHandle(found.name) }
}

/**
 * Stores a set and replaces one with the same key. If it fails, no stored set is lost.
 * @param write writes the files of the set and returns its listing. @param size of what was written, in words.
 * @throws StoreError if the browser grants no more space, and whatever `write` throws.
 */
export function storeOn<K>(
  shelf: Shelf<K>,
  folder: FileSystemDirectoryHandle,
  write: (into: FileSystemDirectoryHandle) => Promise<K>,
  size: () => string,
): Promise<K> {
  return exclusive(shelf.lock, async () => {
    const before = await foldersOn(shelf, folder)
    for (const { name, abandoned } of before) if (abandoned) await folder.removeEntry(name, { recursive: true })
    const name = crypto.randomUUID()
    let stored: K
    try {
      const into = await folder.getDirectoryHandle(name, { create: true })
      stored = await write(into)
      await list(into, stored)
    } catch (error) {
      await folder.removeEntry(name, { recursive: true }).catch(() => undefined)
      if (!isFull(error)) throw error
      throw new StoreError(`The browser gives this page no room for ${size()}. Remove a data set, or free space on the disk.`, {
        cause: error,
      })
    }
    for (const old of before)
      if (old.listed && shelf.keyOf(old.listed) === shelf.keyOf(stored)) await folder.removeEntry(old.name, { recursive: true })
    return stored
  })
}

/** Changes the listing of a set. @param change throws if the set is not stored. */
export function relistOn<K>(
  shelf: Shelf<K>,
  folder: FileSystemDirectoryHandle,
  key: string,
  change: (listed: K | undefined) => K,
): Promise<void> {
  return exclusive(shelf.lock, async () => {
    const found = await foundOn(shelf, folder, key)
    const changed = change(found?.listed)
    if (found) await list(found.files, changed)
  })
}

export function removeFrom<K>(shelf: Shelf<K>, folder: FileSystemDirectoryHandle, key: string): Promise<void> {
  return exclusive(shelf.lock, async () => {
    for (const { name, listed } of await foldersOn(shelf, folder))
      if (listed && shelf.keyOf(listed) === key) await folder.removeEntry(name, { recursive: true })
  })
}

const list = <K>(into: FileSystemDirectoryHandle, listed: K): Promise<void> =>
  writeFile(into, LISTED, [new TextEncoder().encode(JSON.stringify({ version: 1, ...listed }))])

interface Found<K> {
  readonly name: string
  /** Absent if there is no listing, or if it cannot be read. */
  readonly listed?: K
  /** Whether no listing exists for the folder, and none will. */
  readonly abandoned: boolean
}

async function foldersOn<K>(shelf: Shelf<K>, folder: FileSystemDirectoryHandle): Promise<Found<K>[]> {
  const found: Found<K>[] = []
  for await (const [name, entry] of entriesOf(folder)) {
    if (entry.kind !== 'directory') continue
    const file = await entry.getFileHandle(LISTED).catch(() => undefined)
    const listed = file && (await readListed(shelf, file))
    found.push({ name, abandoned: file === undefined, ...(listed && { listed }) })
  }
  return found
}

/** Reads a listing; undefined if it is from a newer version of the app or damaged. */
async function readListed<K>(shelf: Shelf<K>, file: FileSystemFileHandle): Promise<K | undefined> {
  try {
    return shelf.parse(JSON.parse(await (await file.getFile()).text()))
  } catch {
    return undefined
  }
}
