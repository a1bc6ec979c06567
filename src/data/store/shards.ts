/** Stores sets as files of at most 64 MiB that are written as they are made, each with a digest. */
import { megabytes } from '../formats/stream'
import { StoreError, writeFile } from './files'
import { type Shelf, storeOn } from './shelf'

/** The maximum size of a file in bytes. */
const SHARD = 2 ** 26

/** Receives the bytes of a set in pieces of any size. Pieces of one name are joined, and each name is written in one run. */
export interface ShardWriter {
  add(stem: string, bytes: Uint8Array): Promise<void>
}

/** The size of what was written, and the digest and name of each file. */
interface Written {
  readonly bytes: number
  readonly digests: readonly string[]
}

/**
 * Stores what `write` writes and replaces a set with the same key. If it fails, no stored set is lost.
 * @param list makes the listing after everything is written.
 * @throws StoreError if the browser grants no more space, and whatever `write` throws.
 */
export function storeShards<K, A>(
  shelf: Shelf<K>,
  folder: FileSystemDirectoryHandle,
  write: (writer: ShardWriter) => Promise<A>,
  list: (about: A, written: Written) => Promise<K>,
): Promise<K> {
  const total = { written: 0 }
  return storeOn(
    shelf,
    folder,
    async (into) => {
      const writer = shardsIn(into, total)
      const about = await write(writer)
      const digests = await writer.end()
      return list(about, { bytes: total.written, digests })
    },
    () => `more than ${megabytes(total.written)}`,
  )
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
