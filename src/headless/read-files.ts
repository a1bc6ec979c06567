/** Reads prepared data files from disk, for Node. The counterpart of `data/fetch-files.ts`. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { ReadFile } from '../data/datasets/load'
import { DataFileError } from '../data/labeled-set'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))
export const DATA_FOLDER = `${ROOT}public/data`

export function readFiles(folder: string = DATA_FOLDER): ReadFile {
  return async (path, onBytes) => {
    const bytes = await readFile(`${folder}/${path}`).catch((error: NodeJS.ErrnoException) => {
      throw new DataFileError(path, error.code === 'ENOENT' ? 'is missing' : `could not be read (${error.message})`, { cause: error })
    })
    onBytes?.(bytes.length)
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
  }
}
