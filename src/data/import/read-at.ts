/** A file as the HDF5 library wants it: any of its bytes, at once. In a browser's worker none of it is held. */
import { FormatError } from '../formats/format-error'
import type { ReadAt } from '../formats/hdf5'
import { type ByteStream, type Bytes, megabytes } from '../formats/stream'

export interface RandomAccess {
  readonly size: number
  readonly readAt: ReadAt
}

/** Where its bytes are: it has a `blob`, or can be opened. */
interface Opened {
  readonly blob?: Blob
  readonly readAt?: ReadAt
  readonly open?: () => ByteStream
}

/** The longest file that is unpacked: a browser puts it on the disk. */
const MOST_UNPACKED = 2 ** 32

/** @throws FormatError where it is packed, and damaged or too long. */
export async function randomAccess({ blob, readAt, open }: Opened, most = MOST_UNPACKED): Promise<RandomAccess> {
  if (blob && readAt) return { size: blob.size, readAt }
  const whole = blob ?? (await unpacked(open!(), most))
  if (typeof FileReaderSync === 'function') {
    const reader = new FileReaderSync()
    return { size: whole.size, readAt: (from, count) => new Uint8Array(reader.readAsArrayBuffer(whole.slice(from, from + count))) }
  }
  const bytes = new Uint8Array(await whole.arrayBuffer())
  return { size: whole.size, readAt: (from, count) => bytes.subarray(from, from + count) }
}

async function unpacked(stream: ByteStream, most: number): Promise<Blob> {
  let length = 0
  const bounded = stream.pipeThrough(
    new TransformStream<Bytes, Bytes>({
      transform(chunk, controller) {
        length += chunk.length
        if (length > most) throw new FormatError(`holds more than ${megabytes(most)}, the most that is unpacked here. Unpack it first`)
        controller.enqueue(chunk)
      },
    }),
  )
  return new Response(bounded).blob().catch((error: unknown) => {
    if (error instanceof FormatError) throw error
    throw new FormatError(`is truncated or damaged: ${length} bytes of it could be read. Download it again`, { cause: error })
  })
}
