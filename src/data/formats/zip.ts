/**
 * zip (and so npz), read by @zip.js/zip.js, which is loaded with the first archive: the entries of the directory at the archive's end,
 * each read on demand and checked against its CRC. Stored or deflated, also in 64-bit archives; not encrypted.
 */
import { FormatError } from './format-error'
import { type ByteStream, type Bytes, megabytes } from './stream'

export interface ZipEntry {
  readonly path: string
  /** The uncompressed size in bytes, as stated in the directory. */
  readonly size: number
  /** The file's bytes. The stream ends in a FormatError if they do not match the directory. */
  readonly open: () => ByteStream
}

const MAX_DIRECTORY = 2 ** 26
const WINDOW = 2 ** 16
const STORED = 0
const DEFLATED = 8

type Library = typeof import('@zip.js/zip.js')
type FileInZip = import('@zip.js/zip.js').FileEntry

export const isZip = (head: Uint8Array): boolean => head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4

/** The files in an archive. @throws FormatError if its directory is missing, damaged or unsupported. */
export async function readZip(archive: Blob): Promise<ZipEntry[]> {
  const library = await openLibrary()
  const reader = new library.ZipReader(boundedReader(library, archive), {
    checkCrc32: true,
    // Only the directory is used: programs that write a stream omit what they do not know yet from the header before a file.
    checkLocalDirectory: false,
    // Names are only shown and compared; no file is written under them.
    filenameValidation: 'tolerant',
  })
  const entries: ZipEntry[] = []
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      const { filename: path, uncompressedSize: size, compressionMethod: method } = entry
      if (entry.encrypted) throw new FormatError(`is encrypted: ${path} cannot be read`)
      if (method !== STORED && method !== DEFLATED)
        throw new FormatError(`packs ${path} by method ${method}; stored and deflated files are read`)
      if (!entry.directory) entries.push({ path, size, open: () => contentOf(library, entry) })
    }
  } catch (error) {
    throw archiveError(library, error)
  }
  return entries
}

async function openLibrary(): Promise<Library> {
  const library: Library = await import('@zip.js/zip.js/lib/zip-core-custom.js')
  // Even without workers, the library decompresses at most `maxWorkers` files at a time. The columns of an npz are read in parallel, and
  // would wait for each other.
  library.configure({ useWebWorkers: false, maxWorkers: 2 ** 30 })
  return library
}

/**
 * Limits and buffers the library's reads: the library reads a directory of any length at once, which this refuses, and requests a few
 * bytes at a time for each of the many small files of a set, which this reads together.
 */
function boundedReader({ BlobReader }: Library, archive: Blob) {
  let [from, to] = [0, 0]
  let window: Promise<Uint8Array> = Promise.resolve(new Uint8Array(0))
  const holds = (offset: number, length: number) => offset >= from && offset + length <= to
  return new (class extends BlobReader {
    override async readUint8Array(offset: number, length: number): Promise<Uint8Array> {
      if (length > MAX_DIRECTORY)
        throw new FormatError(`has a zip directory of ${megabytes(length)}; up to ${megabytes(MAX_DIRECTORY)} are read`)
      if (length > WINDOW) return super.readUint8Array(offset, length)
      if (!holds(offset, length)) {
        ;[from, to] = [offset, offset + WINDOW]
        window = super.readUint8Array(offset, WINDOW)
      }
      const at = offset - from
      return (await window).slice(at, at + length)
    }

    override createReadable(options: { readonly offset?: number; readonly size?: number } = {}): ReadableStream {
      const { offset = 0, size = Number.POSITIVE_INFINITY } = options
      if (!holds(offset, size)) return super.createReadable(options)
      const [whole, at] = [window, offset - from]
      return new ReadableStream({
        async pull(controller) {
          const bytes = (await whole).slice(at, at + size)
          if (bytes.length > 0) controller.enqueue(bytes)
          controller.close()
        },
      })
    }
  })(archive)
}

function contentOf(library: Library, entry: FileInZip): ByteStream {
  const { uncompressedSize: size, compressedSize: packed, compressionMethod: method } = entry
  let length = 0
  // For a stored file, the library compares sizes only after passing on a piece that is too long. This stream fails before.
  const { readable, writable } = new TransformStream<Bytes, Bytes>({
    transform(chunk, controller) {
      length += chunk.length
      if (length > size) throw holdsMore(size)
      controller.enqueue(chunk)
    },
  })
  const start = async (): Promise<void> => {
    if (method === STORED && packed > size) throw holdsMore(size)
    if (method === STORED && packed < size) throw new FormatError(`is truncated: ${packed} of ${size} bytes are there`)
    await entry.getData(writable, { preventClose: true })
    await writable.close()
  }
  start().catch((error: unknown) => void writable.abort(entryError(library, entry, error)).catch(() => undefined))
  return readable
}

const holdsMore = (size: number): FormatError => new FormatError(`holds more than the ${size} bytes that its zip file says`)

function archiveError(library: Library, error: unknown): FormatError {
  if (error instanceof FormatError) return error
  const sentence = () => {
    switch (messageOf(error)) {
      case library.ERR_EOCDR_NOT_FOUND:
        return 'is truncated: the directory at the end of this zip file is missing'
      case library.ERR_EOCDR_LOCATOR_ZIP64_NOT_FOUND:
        return 'is damaged: the 64-bit directory of this zip file is missing'
      case library.ERR_CENTRAL_DIRECTORY_NOT_FOUND:
        return 'is damaged: the directory of this zip file ends early'
      case library.ERR_SPLIT_ZIP_FILE:
        return 'is a part of a zip file that was split, which is not read'
      case library.ERR_ENCRYPTED_CENTRAL_DIRECTORY:
        return 'is encrypted: the directory of this zip file cannot be read'
      default:
        return 'is damaged: the directory of this zip file does not fit it'
    }
  }
  return new FormatError(sentence(), { cause: error })
}

function entryError(library: Library, { uncompressedSize: size, compressionMethod: method }: FileInZip, error: unknown): FormatError {
  if (error instanceof FormatError) return error
  const sentence = () => {
    switch (messageOf(error)) {
      case library.ERR_LOCAL_FILE_HEADER_NOT_FOUND:
        return 'is not where the directory of its zip file says'
      case library.ERR_ENTRY_DATA_OUT_OF_BOUNDS:
        return 'is truncated or damaged: it runs into the directory of its zip file'
      case library.ERR_INVALID_UNCOMPRESSED_SIZE:
        return holdsMore(size).message
      case library.ERR_INVALID_CRC32:
        // For a deflated file, the browser checks length and CRC together, and does not report which is wrong.
        return method === STORED
          ? 'is damaged: its CRC is not the one in its zip file'
          : `is truncated or damaged: it does not unpack to the ${size} bytes and the CRC in its zip file`
      default:
        return 'is truncated or damaged: it cannot be unpacked'
    }
  }
  return new FormatError(sentence(), { cause: error })
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : '')
