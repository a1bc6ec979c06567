/**
 * The weights of teachers in the private file system of the page's origin: files of weights, each under its fingerprint. Only the newest are
 * kept.
 */
import { entriesOf, exclusive, isFull, rootFolder, StoreError, writeFile } from './files'

export const MAX_TEACHERS = 16

/** @throws StoreError if pages may not store anything */
export const teachersFolder = (): Promise<FileSystemDirectoryHandle> => rootFolder('teachers')

const nameOf = (fingerprint: string): string => `${fingerprint}.safetensors`

/** @throws StoreError if the browser grants no more space */
export const storeTeacher = (folder: FileSystemDirectoryHandle, fingerprint: string, file: ArrayBuffer): Promise<void> =>
  exclusive('teachers', async () => {
    try {
      await writeFile(folder, nameOf(fingerprint), [new Uint8Array(file)])
    } catch (error) {
      if (!isFull(error)) throw error
      throw new StoreError(
        'The browser gives this page no room for the weights of a teacher. Remove a data set, or free space on the disk.',
        {
          cause: error,
        },
      )
    }
    for (const name of await olderThanNewest(folder)) await folder.removeEntry(name)
  })

async function olderThanNewest(folder: FileSystemDirectoryHandle): Promise<string[]> {
  const files: { readonly name: string; readonly written: number }[] = []
  for await (const [name, entry] of entriesOf(folder))
    if (entry.kind === 'file') files.push({ name, written: (await entry.getFile()).lastModified })
  return files
    .sort((a, b) => b.written - a.written)
    .slice(MAX_TEACHERS)
    .map(({ name }) => name)
}

/** The file of weights; undefined if it is not stored. */
export async function readTeacher(folder: FileSystemDirectoryHandle, fingerprint: string): Promise<ArrayBuffer | undefined> {
  const file = await folder.getFileHandle(nameOf(fingerprint)).catch(() => undefined)
  return file && (await file.getFile()).arrayBuffer()
}
