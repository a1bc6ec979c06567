/**
 * Loads a data set through a reader that the caller provides, so that the browser and Node share all checks. Does not fetch, cache or
 * access disks.
 */

import { messageOf } from '../../problem'
import { type DataFile, DataFileError, type DataSet, type DataSource } from '../labeled-set'
import { mnist } from './mnist'
import type { Bundled } from './schema'
import { spokenDigits } from './spoken-digits'

/** All data sets that are shipped with the app. A new one needs its file in this folder, a line here, and its kind in the schema. */
export const SOURCES: Readonly<Record<Bundled, DataSource>> = { mnist, spokenDigits }

export interface ReadFile {
  /**
   * Reads one prepared file by its path below the data folder.
   * @param onBytes called with the number of bytes read so far.
   * @param sha256 of the unpacked content, which a cached file must match.
   */
  (path: string, onBytes?: (bytes: number) => void, sha256?: string): Promise<ArrayBuffer>
  /** Removes a file from the cache: called if its content is not valid. */
  forget?(path: string): Promise<void>
}

export interface LoadProgress {
  /** The number of bytes fetched, of about how many, over all files. */
  readonly loaded: number
  readonly total: number
}

/**
 * Reads, unpacks and checks all files of a data set.
 * @throws DataFileError that names the file, what is wrong with it and what to do.
 */
export async function loadDataSet(kind: Bundled, read: ReadFile, onProgress?: (progress: LoadProgress) => void): Promise<DataSet> {
  const source = SOURCES[kind]
  try {
    return await loadFrom(source, read, onProgress)
  } catch (error) {
    for (const file of source.files) await read.forget?.(file.path)
    throw error
  }
}

async function loadFrom({ files, assemble }: DataSource, read: ReadFile, onProgress?: (progress: LoadProgress) => void): Promise<DataSet> {
  const total = files.reduce((sum, file) => sum + file.packedLength, 0)
  const loaded = new Map<string, number>()
  const report = (file: DataFile, bytes: number) => {
    loaded.set(file.path, Math.min(bytes, file.packedLength))
    onProgress?.({ loaded: [...loaded.values()].reduce((sum, n) => sum + n, 0), total })
  }
  const unpacked = new Map<string, Uint8Array>()
  for (const file of files) {
    const bytes = await read(file.path, (count) => report(file, count), file.sha256).catch((error: unknown) => {
      if (error instanceof DataFileError) throw error
      throw new DataFileError(file.path, `could not be read (${messageOf(error)})`, { cause: error })
    })
    unpacked.set(file.path, await unpack(file, new Uint8Array(bytes)))
    report(file, file.packedLength)
  }
  return assemble((path) => {
    const bytes = unpacked.get(path)
    if (!bytes) throw new Error(`${path} is not among the files of its data set`)
    return bytes
  })
}

/** Decompresses bytes that start with gzip's signature, up to the expected length of the file; returns other bytes unchanged. */
async function unpack(file: DataFile, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (bytes.length === 0) throw new DataFileError(file.path, `is empty, where ${file.byteLength} bytes were expected`)
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  const out = new Uint8Array(file.byteLength)
  let length = 0
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      if (length + value.length > out.length) {
        await reader.cancel()
        throw new DataFileError(file.path, `holds more than the ${file.byteLength} bytes that were expected`)
      }
      out.set(value, length)
      length += value.length
    }
  } catch (error) {
    if (error instanceof DataFileError) throw error
    throw new DataFileError(file.path, `is truncated or damaged: ${length} of ${file.byteLength} bytes could be unpacked`, { cause: error })
  }
  if (length < out.length) throw new DataFileError(file.path, `is truncated: ${length} of ${file.byteLength} bytes are there`)
  return out
}
