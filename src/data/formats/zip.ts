/**
 * zip (and so npz): the entries of an archive from the directory at its end, each read when asked for. Stored or deflated;
 * neither encrypted nor of the 64-bit kind. Every entry is checked against its CRC as it is read.
 */
import { FormatError } from './format-error'
import { type ByteStream, type Bytes, unpack } from './stream'

export interface ZipEntry {
  readonly path: string
  /** Bytes when unpacked, as the directory says. */
  readonly size: number
  /** The file's bytes. The stream ends in a FormatError where they are not what the directory says. */
  readonly open: () => ByteStream
}

const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
const END_LENGTH = 22
const LONGEST_COMMENT = 65_535
const MOST_DIRECTORY = 2 ** 26
const STORED = 0
const DEFLATED = 8

export const isZip = (head: Uint8Array): boolean => head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4

/** The files in an archive. @throws FormatError where its directory is missing, damaged or of a kind that is not read. */
export async function readZip(archive: Blob): Promise<ZipEntry[]> {
  const tailAt = Math.max(0, archive.size - END_LENGTH - LONGEST_COMMENT)
  const tail = await viewOf(archive.slice(tailAt))
  let end = tail.byteLength - END_LENGTH
  while (end >= 0 && tail.getUint32(end, true) !== END) end--
  if (end < 0) throw new FormatError('is truncated: the directory at the end of this zip file is missing')
  const [count, length, at] = [tail.getUint16(end + 10, true), tail.getUint32(end + 12, true), tail.getUint32(end + 16, true)]
  if (at === 0xffffffff || count === 0xffff) throw new FormatError('is a zip file of the 64-bit kind, which is not read')
  if (length > MOST_DIRECTORY || at + length > tailAt + end)
    throw new FormatError('is damaged: the directory of this zip file does not fit it')
  const directory = await viewOf(archive.slice(at, at + length))
  const entries: ZipEntry[] = []
  let place = 0
  for (let i = 0; i < count; i++) {
    if (place + 46 > length || directory.getUint32(place, true) !== ENTRY)
      throw new FormatError('is damaged: the directory of this zip file ends early')
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => directory.getUint16(place + field, true)) as [
      number,
      number,
      number,
    ]
    if (place + 46 + nameLength > length) throw new FormatError('is damaged: the directory of this zip file ends early')
    const entry = {
      path: new TextDecoder().decode(new Uint8Array(directory.buffer, place + 46, nameLength)),
      flags: directory.getUint16(place + 8, true),
      method: directory.getUint16(place + 10, true),
      crc: directory.getUint32(place + 16, true),
      packed: directory.getUint32(place + 20, true),
      size: directory.getUint32(place + 24, true),
      local: directory.getUint32(place + 42, true),
    }
    if (entry.flags & 1) throw new FormatError(`is encrypted: ${entry.path} cannot be read`)
    if (entry.method !== STORED && entry.method !== DEFLATED)
      throw new FormatError(`packs ${entry.path} by method ${entry.method}; stored and deflated files are read`)
    if (!entry.path.endsWith('/')) entries.push({ path: entry.path, size: entry.size, open: () => contentOf(archive, entry) })
    place += 46 + nameLength + extraLength + commentLength
  }
  return entries
}

const viewOf = async (part: Blob): Promise<DataView<ArrayBuffer>> => new DataView(await part.arrayBuffer())

interface Located {
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly local: number
}

function contentOf(archive: Blob, { method, crc, packed, size, local }: Located): ByteStream {
  const { readable, writable } = new TransformStream<Bytes, Bytes>(checked(size, crc))
  const start = async (): Promise<void> => {
    const header = await viewOf(archive.slice(local, local + 30))
    if (header.byteLength < 30 || header.getUint32(0, true) !== LOCAL)
      throw new FormatError('is not where the directory of its zip file says')
    const at = local + 30 + header.getUint16(26, true) + header.getUint16(28, true)
    const raw = archive.slice(at, at + packed).stream() as ByteStream
    await (method === DEFLATED ? unpack(raw, 'deflate-raw') : raw).pipeTo(writable)
  }
  start().catch((error: unknown) => void writable.abort(error).catch(() => undefined))
  return readable
}

/** Passes bytes on, no more than `size`, and compares their number and CRC at the end. */
function checked(size: number, crc: number): Transformer<Bytes, Bytes> {
  let length = 0
  let sum = 0xffffffff
  return {
    transform(chunk, controller) {
      length += chunk.length
      if (length > size) throw new FormatError(`holds more than the ${size} bytes that its zip file says`)
      sum = crc32(sum, chunk)
      controller.enqueue(chunk)
    },
    flush() {
      if (length < size) throw new FormatError(`is truncated: ${length} of ${size} bytes are there`)
      if ((sum ^ 0xffffffff) >>> 0 !== crc) throw new FormatError('is damaged: its CRC is not the one in its zip file')
    },
  }
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1
  return c
})
const crc32 = (sum: number, bytes: Uint8Array): number => {
  let c = sum
  for (let i = 0; i < bytes.length; i++) c = TABLE[(c ^ bytes[i]!) & 255]! ^ (c >>> 8)
  return c
}
