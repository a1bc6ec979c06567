/** Synchronous random access to a file, as the HDF5 library needs it. In a browser's worker the file is not held in memory. */
import { FormatError } from './format-error'
import { type ByteStream, type Bytes, createReader, megabytes } from './stream'

/** Reads `count` bytes from offset `from`, synchronously, since the library cannot wait. */
export type ReadAt = (from: number, count: number) => Uint8Array

interface RandomAccess {
  readonly size: number
  readonly readAt: ReadAt
}

/** The source of the bytes: a `blob`, a function that reads them, or a stream. */
interface ReadableFile {
  readonly blob?: Blob
  readonly readAt?: ReadAt
  readonly open?: () => ByteStream
}

interface AccessOptions {
  readonly signal?: AbortSignal | undefined
  /** The maximum number of bytes held in memory. */
  readonly max?: number
}

/** The maximum size of a file that a browser decompresses, which it does to disk. */
const MAX_UNPACKED = 2 ** 32
const MAX_HELD = 2 ** 29
const PIECE = 2 ** 20

/** @throws FormatError if it is compressed and damaged or too long, or the abort reason. */
export async function randomAccess(
  { blob, readAt, open }: ReadableFile,
  { signal, max = MAX_HELD }: AccessOptions = {},
): Promise<RandomAccess> {
  if (blob && readAt) return { size: blob.size, readAt }
  if (typeof FileReaderSync !== 'function') return held(open?.() ?? (blob!.stream() as ByteStream), max, signal)
  const whole = blob ?? (await unpacked(open!(), MAX_UNPACKED, signal))
  const reader = new FileReaderSync()
  return { size: whole.size, readAt: (from, count) => new Uint8Array(reader.readAsArrayBuffer(whole.slice(from, from + count))) }
}

const tooLong = (max: number) => new FormatError(`unpacks to more than ${megabytes(max)}, the most that is held here. Unpack it first`)

/** Holds all bytes of a stream in memory. */
async function held(stream: ByteStream, max: number, signal?: AbortSignal): Promise<RandomAccess> {
  const reader = createReader(stream)
  const pieces: Bytes[] = []
  let size = 0
  try {
    for (let full = true; full; ) {
      signal?.throwIfAborted()
      const piece = await reader.upTo(PIECE)
      size += piece.length
      if (size > max) throw tooLong(max)
      pieces.push(piece)
      full = piece.length === PIECE
    }
  } finally {
    reader.cancel()
  }
  return {
    size,
    readAt(from, count) {
      const bytes = new Uint8Array(Math.max(0, Math.min(count, size - from)))
      for (let at = 0; at < bytes.length; ) {
        const start = (from + at) % PIECE
        const part = pieces[Math.floor((from + at) / PIECE)]!.subarray(start, start + bytes.length - at)
        bytes.set(part, at)
        at += part.length
      }
      return bytes
    },
  }
}

async function unpacked(stream: ByteStream, max: number, signal?: AbortSignal): Promise<Blob> {
  let length = 0
  const bounded = stream.pipeThrough(
    new TransformStream<Bytes, Bytes>({
      transform(chunk, controller) {
        signal?.throwIfAborted()
        length += chunk.length
        if (length > max) throw tooLong(max)
        controller.enqueue(chunk)
      },
    }),
  )
  return new Response(bounded).blob().catch((error: unknown) => {
    signal?.throwIfAborted()
    if (error instanceof FormatError) throw error
    throw new FormatError(`is truncated or damaged: ${length} bytes of it could be read. Download it again`, { cause: error })
  })
}
