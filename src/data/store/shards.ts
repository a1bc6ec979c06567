/**
 * Stores sets in the browser's private file system, one folder each: files of at most 64 MiB that are written as they are made and, last,
 * the listing of the set. A folder without a listing is left over from an interrupted import and is removed by the next one.
 */
import { megabytes } from '../formats/stream'
import { entriesOf, exclusive, isFull, StoreError, writeFile } from './files'

const LISTED = 'set.json'
/** The maximum size of a file in bytes. */
const SHARD = 2 ** 26

/** Sets of one kind: how they are listed and identified. */
export interface Shelf<K> {
  /** The name of the lock that all pages of this origin hold while they change a set of this kind. */
  readonly lock: string
  /** @throws if the listing is from a newer version of the app or damaged. */
  readonly parse: (listed: unknown) => K
  readonly keyOf: (kept: K) => string
}

/** Receives the bytes of a set in pieces of any size. Pieces of one name are joined, and each name is written in one run. */
export interface ShardWriter {
  add(stem: string, bytes: Uint8Array): Promise<void>
}

/** The size of what was written, and the digest and name of each file. */
interface Written {
  readonly bytes: number
  readonly digests: readonly string[]
}

/** All complete sets, in no particular order. */
export const listedOn = async <K>(shelf: Shelf<K>, folder: FileSystemDirectoryHandle): Promise<K[]> =>
  (await foldersOn(shelf, folder)).flatMap(({ kept }) => (kept ? [kept] : []))

/** The files of a set; undefined if it is not stored. */
export async function foundOn<K>(
  shelf: Shelf<K>,
  folder: FileSystemDirectoryHandle,
  key: string,
): Promise<{ readonly kept: K; readonly files: FileSystemDirectoryHandle } | undefined> {
  const found = (await foldersOn(shelf, folder)).find(({ kept }) => kept && shelf.keyOf(kept) === key)
  return found?.kept && { kept: found.kept, files: await folder.getDirectoryHandle(found.name) }
}

/**
 * Stores what `write` writes and replaces a set with the same key. If it fails, no stored set is lost.
 * @param list makes the listing after everything is written.
 * @throws StoreError if the browser grants no more space, and whatever `write` throws.
 */
export function storeOn<K, A>(
  shelf: Shelf<K>,
  folder: FileSystemDirectoryHandle,
  write: (writer: ShardWriter) => Promise<A>,
  list: (about: A, written: Written) => Promise<K>,
): Promise<K> {
  return exclusive(shelf.lock, async () => {
    const before = await foldersOn(shelf, folder)
    for (const { name, abandoned } of before) if (abandoned) await folder.removeEntry(name, { recursive: true })
    const name = crypto.randomUUID()
    const total = { written: 0 }
    try {
      const into = await folder.getDirectoryHandle(name, { create: true })
      const writer = shardsIn(into, total)
      const about = await write(writer)
      const digests = await writer.end()
      const kept = await list(about, { bytes: total.written, digests })
      await writeFile(into, LISTED, [new TextEncoder().encode(JSON.stringify({ version: 1, ...kept }))])
      for (const old of before)
        if (old.kept && shelf.keyOf(old.kept) === shelf.keyOf(kept)) await folder.removeEntry(old.name, { recursive: true })
      return kept
    } catch (error) {
      await folder.removeEntry(name, { recursive: true }).catch(() => undefined)
      if (!isFull(error)) throw error
      throw new StoreError(
        `The browser gives this page no room for more than ${megabytes(total.written)}. Remove a data set, or free space on the disk.`,
        { cause: error },
      )
    }
  })
}

export function removeFrom<K>(shelf: Shelf<K>, folder: FileSystemDirectoryHandle, key: string): Promise<void> {
  return exclusive(shelf.lock, async () => {
    for (const { name, kept } of await foldersOn(shelf, folder))
      if (kept && shelf.keyOf(kept) === key) await folder.removeEntry(name, { recursive: true })
  })
}

function shardsIn(folder: FileSystemDirectoryHandle, total: { written: number }) {
  const digests: string[] = []
  let open: { readonly stem: string; readonly bytes: Uint8Array<ArrayBuffer>; number: number; length: number } | undefined
  const flush = async (): Promise<void> => {
    if (!open || open.length === 0) return
    const bytes = open.bytes.subarray(0, open.length)
    digests.push(`${open.stem} ${await digestOf(bytes)}`)
    await writeFile(folder, shardName(open.stem, open.number++), [bytes])
    total.written += open.length
    open.length = 0
  }
  return {
    async add(stem: string, bytes: Uint8Array): Promise<void> {
      if (open?.stem !== stem) {
        await flush()
        open = { stem, bytes: open?.bytes ?? new Uint8Array(SHARD), number: 0, length: 0 }
      }
      for (let at = 0; at < bytes.length; ) {
        const piece = bytes.subarray(at, at + SHARD - open.length)
        open.bytes.set(piece, open.length)
        open.length += piece.length
        at += piece.length
        if (open.length === SHARD) await flush()
      }
    },
    async end(): Promise<readonly string[]> {
      await flush()
      return digests
    },
  }
}

const shardName = (stem: string, number: number): string => `${stem}-${number}.bin`

/** The first half of a SHA-256, in hex. */
export async function digestOf(what: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof what === 'string' ? new TextEncoder().encode(what) : what
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return [...hash.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Passes on the content of a name, one file at a time. @throws StoreError that names the set, if its files have changed. */
export async function readShards(
  { folder, stem, total, title }: { folder: FileSystemDirectoryHandle; stem: string; total: number; title: string },
  take: (bytes: Uint8Array<ArrayBuffer>, at: number) => void,
): Promise<void> {
  try {
    for (let at = 0, number = 0; at < total; number++) {
      const file = await (await folder.getFileHandle(shardName(stem, number))).getFile()
      if (file.size !== Math.min(SHARD, total - at)) throw new Error(`${file.size} bytes in file ${number} of ${stem}`)
      take(new Uint8Array(await file.arrayBuffer()), at)
      at += file.size
    }
  } catch (error) {
    throw new StoreError(`${title} in this browser is damaged: remove it from the list of data sets, and open its files again.`, {
      cause: error,
    })
  }
}

/** @throws StoreError that names the first fact that differs. @param but facts that are not compared. */
export function sameFacts<T extends object>(has: T, wants: T, title: string, but: readonly (keyof T)[]): void {
  const differs = (Object.keys(has) as (keyof T)[]).find((fact) => !but.includes(fact) && has[fact] !== wants[fact])
  if (differs)
    throw new StoreError(
      `${title} in this browser has ${has[differs]} for ${String(differs)}, where the experiment says ${wants[differs]}.`,
    )
}

async function foldersOn<K>(shelf: Shelf<K>, folder: FileSystemDirectoryHandle) {
  const found: { readonly name: string; readonly kept?: K; readonly abandoned: boolean }[] = []
  for await (const [name, entry] of entriesOf(folder)) {
    if (entry.kind !== 'directory') continue
    const listed = await entry.getFileHandle(LISTED).catch(() => undefined)
    const kept = listed && (await readListed(shelf, listed))
    found.push({ name, abandoned: listed === undefined, ...(kept && { kept }) })
  }
  return found
}

async function readListed<K>(shelf: Shelf<K>, file: FileSystemFileHandle): Promise<K | undefined> {
  try {
    return shelf.parse(JSON.parse(await (await file.getFile()).text()))
  } catch {
    return undefined
  }
}
