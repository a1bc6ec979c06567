/** Bounded streams of bytes: whatever the length of a file or the length that it states, no more than requested is held in memory. */
import { FormatError } from './format-error'

export type Bytes = Uint8Array<ArrayBuffer>
export type ByteStream = ReadableStream<Bytes>

/** The maximum uncompressed size of a file, and of a data set. */
export const MAX_BYTES = 2 ** 30

/** Reads a whole stream. @throws FormatError if it is longer than `max` or ends in an error. */
export async function readAll(stream: ByteStream, max = MAX_BYTES): Promise<Bytes> {
  const chunks: Bytes[] = []
  let length = 0
  const reader = stream.getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      length += next.value.length
      if (length > max) throw new FormatError(`holds more than ${megabytes(max)}, the most that is read`)
      chunks.push(next.value)
    }
  } catch (error) {
    void reader.cancel().catch(() => undefined)
    throw error instanceof FormatError ? error : damaged(length, error)
  }
  return join(chunks, length)
}

/** The first `count` bytes, or all if there are fewer; the rest is not read. */
export async function readFirst(stream: ByteStream, count: number): Promise<Bytes> {
  const read = createReader(stream)
  try {
    return await read.upTo(count)
  } finally {
    read.cancel()
  }
}

/** Reads a stream piece by piece. */
export function createReader(stream: ByteStream) {
  const reader = stream.getReader()
  let rest: Bytes = new Uint8Array(0)
  let total = 0
  /** `count` bytes, or fewer at the end. */
  const upTo = async (count: number): Promise<Bytes> => {
    const chunks: Bytes[] = []
    let length = 0
    while (length < count) {
      if (rest.length === 0) {
        const next = await reader.read().catch((error: unknown) => {
          throw error instanceof FormatError ? error : damaged(total, error)
        })
        if (next.done) break
        rest = next.value
        total += rest.length
      }
      const taken = rest.subarray(0, count - length)
      rest = rest.subarray(taken.length)
      chunks.push(taken)
      length += taken.length
    }
    return chunks.length === 1 ? chunks[0]! : join(chunks, length)
  }
  return { upTo, cancel: (): void => void reader.cancel().catch(() => undefined) }
}

export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b

export const unpack = (stream: ByteStream, format: 'gzip' | 'deflate-raw'): ByteStream =>
  stream.pipeThrough(new DecompressionStream(format) as ReadableWritablePair<Bytes, Bytes>)

export const megabytes = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`

const damaged = (length: number, cause: unknown): FormatError =>
  new FormatError(`is truncated or damaged: ${length} bytes of it could be read. Download it again`, { cause })

function join(chunks: readonly Bytes[], length: number): Bytes {
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}
