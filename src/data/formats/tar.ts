/**
 * tar, as a stream: the regular files of an archive, one after another, without holding more than one.
 * A header of 512 bytes: name at 0, size in octal at 124, checksum at 148, type at 156, prefix of the name at 345; then the
 * file, filled up to 512. Names that need an extended header come cut off.
 */
import { FormatError } from './format-error'
import { type ByteStream, type Bytes, createReader } from './stream'

const BLOCK = 512

interface TarEntry {
  readonly path: string
  readonly bytes: Bytes
}

/** Whether these first bytes are a tar header, judged by the checksum. */
export const isTar = (head: Uint8Array): boolean => head.length >= BLOCK && checksum(head) === octal(head, 148, 8)

/**
 * @param max the maximum size of a single file in bytes.
 * @throws FormatError if a header is damaged, or the archive ends inside a file.
 */
export async function* readTar(stream: ByteStream, max: number): AsyncGenerator<TarEntry> {
  const reader = createReader(stream)
  try {
    for (;;) {
      const header = await reader.upTo(BLOCK)
      if (header.length === 0 || header.every((byte) => byte === 0)) return
      if (header.length < BLOCK) throw new FormatError('is truncated: it ends in the middle of a header')
      if (!isTar(header)) throw new FormatError('is damaged: a header of this archive does not add up')
      const path = [text(header, 345, 155), text(header, 0, 100)].filter((part) => part !== '').join('/')
      const size = octal(header, 124, 12)
      if (!(size <= max)) throw new FormatError(`holds ${path} of ${size} bytes, more than is read`)
      const bytes = await reader.upTo(size)
      if (bytes.length < size) throw new FormatError(`is truncated: ${bytes.length} of ${size} bytes of ${path} are there`)
      await reader.upTo((BLOCK - (size % BLOCK)) % BLOCK)
      if (header[156] === 0 || header[156] === 0x30) yield { path, bytes }
    }
  } finally {
    reader.cancel()
  }
}

const text = (header: Uint8Array, at: number, length: number): string => {
  const field = header.subarray(at, at + length)
  const end = field.indexOf(0)
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end))
}

/** The value of an octal field; NaN if it is not octal. */
const octal = (header: Uint8Array, at: number, length: number): number => {
  const digits = text(header, at, length).trim()
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN
}

/** The sum of the header's bytes, with the checksum field counted as spaces. */
const checksum = (header: Uint8Array): number => {
  let sum = 0
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 0x20 : header[i]!
  return sum
}
