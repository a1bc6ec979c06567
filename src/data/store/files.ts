/** Files in the browser's private file system: writes them in pieces, lists them, and lets one page at a time change them. */

/** A set could not be stored, or is not as it was stored. The message is a sentence. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}

const PIECE = 2 ** 23

/** A folder in this browser. @throws StoreError if pages may not store anything, as in some private windows. */
export async function rootFolder(name: string): Promise<FileSystemDirectoryHandle> {
  try {
    const root = await navigator.storage.getDirectory()
    return await root.getDirectoryHandle(name, { create: true })
  } catch (error) {
    throw new StoreError('This browser keeps no files for pages here, as in a private window: data sets cannot be opened.', {
      cause: error,
    })
  }
}

/** The entries of a folder. TypeScript's types lack the asynchronous iteration. */
export const entriesOf = (folder: FileSystemDirectoryHandle) =>
  (folder as unknown as { entries(): AsyncIterable<[string, FileSystemDirectoryHandle | FileSystemFileHandle]> }).entries()

export async function writeFile(
  folder: FileSystemDirectoryHandle,
  name: string,
  parts: readonly Uint8Array[],
  onBytes: (count: number) => void = () => {},
): Promise<void> {
  const writable = await (await folder.getFileHandle(name, { create: true })).createWritable()
  try {
    for (const part of parts)
      for (let at = 0; at < part.length; at += PIECE) {
        const piece = part.subarray(at, at + PIECE)
        await writable.write(piece as Uint8Array<ArrayBuffer>)
        onBytes(piece.length)
      }
    await writable.close()
  } catch (error) {
    await writable.abort().catch(() => undefined)
    throw error
  }
}

export const isFull = (error: unknown): boolean => error instanceof Error && error.name === 'QuotaExceededError'

/** Runs one change at a time over all pages of this origin; otherwise a page could take another's half-written set for an abandoned one. */
export const exclusive = <T>(lock: string, work: () => Promise<T>): Promise<T> =>
  globalThis.navigator?.locks ? (navigator.locks.request(lock, work) as Promise<T>) : work()
