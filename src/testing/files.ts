/** Data files made in memory: IDX, npy, zip, tar, PNG, WAV, CIFAR's records. Only tests import it. */
import { crc32, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import type { ChosenFile } from '../data/import/source-file'

export const blobOf = (bytes: Uint8Array): Blob => new Blob([Uint8Array.from(bytes)])
export const chosen = (files: Readonly<Record<string, Uint8Array>>): ChosenFile[] =>
  Object.entries(files).map(([path, bytes]) => ({ path, blob: blobOf(bytes) }))

/** A file that reports a length of `size`, of which only the beginning exists. */
export const longBlob = (head: Uint8Array, size: number): Blob => {
  const blob = blobOf(head)
  return { size, slice: (from: number, to: number) => blob.slice(from, to), stream: () => blob.stream() } as unknown as Blob
}

export const gzip = (bytes: Uint8Array): Uint8Array => gzipSync(bytes)

export function idxFile(shape: readonly number[], data: Uint8Array): Uint8Array {
  const sizes = shape.flatMap((size) => [size >>> 24, (size >>> 16) & 255, (size >>> 8) & 255, size & 255])
  return joined(Uint8Array.from([0, 0, 8, shape.length, ...sizes]), data)
}

export function npyFile(type: string, shape: readonly number[], data: ArrayBufferView, fortran = false): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const text = `{'descr': '${type}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${tuple}), }`
  const header = `${text.padEnd(Math.ceil((10 + text.length + 1) / 64) * 64 - 11)}\n`
  const start = Uint8Array.from([0x93, ...ascii('NUMPY'), 1, 0, header.length & 255, header.length >> 8])
  return joined(start, ascii(header), new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
}

export function zipFile(files: Readonly<Record<string, Uint8Array>>, deflate = true): Uint8Array {
  const parts: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let at = 0
  for (const [path, bytes] of Object.entries(files)) {
    const packed = deflate ? deflateRawSync(bytes) : bytes
    const name = ascii(path)
    // Version, flags, method, time, date; then CRC, sizes, lengths of name and extra field.
    const common = joined(
      words16(20, 0, deflate ? 8 : 0, 0, 0),
      words32(crc32(bytes), packed.length, bytes.length),
      words16(name.length, 0),
    )
    const local = joined(words32(0x04034b50), common, name, packed)
    directory.push(joined(words32(0x02014b50), words16(20), common, words16(0, 0, 0), words32(0, at), name))
    parts.push(local)
    at += local.length
  }
  const entries = joined(...directory)
  const count = directory.length
  return joined(...parts, entries, words32(0x06054b50), words16(0, 0, count, count), words32(entries.length, at), words16(0))
}

export function tarFile(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const blocks = Object.entries(files).flatMap(([path, bytes]) => {
    const header = new Uint8Array(512)
    header.set(ascii(path), 0)
    header.set(ascii(bytes.length.toString(8).padStart(11, '0')), 124)
    header.set(ascii('        0'), 148)
    header.set(ascii('ustar'), 257)
    const sum = header.reduce((a, b) => a + b, 0)
    header.set(ascii(`${sum.toString(8).padStart(6, '0')}\0 `), 148)
    return [header, bytes, new Uint8Array((512 - (bytes.length % 512)) % 512)]
  })
  return joined(...blocks, new Uint8Array(1024))
}

/** @param channels 1: gray, 3: color; `pixels` is [height, width, channels]. */
export function pngFile(width: number, height: number, channels: 1 | 3, pixels: Uint8Array): Uint8Array {
  const rows = Array.from({ length: height }, (_, y) =>
    joined(Uint8Array.of(0), pixels.subarray(y * width * channels, (y + 1) * width * channels)),
  )
  const chunk = (type: string, data: Uint8Array) => {
    const body = joined(ascii(type), data)
    return joined(big32(data.length), body, big32(crc32(body)))
  }
  const header = joined(big32(width, height), Uint8Array.of(8, channels === 1 ? 0 : 2, 0, 0, 0))
  return joined(
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(joined(...rows))),
    chunk('IEND', new Uint8Array(0)),
  )
}

/** Records of CIFAR: sample n of `classes` has the label n, and an image of its own. */
export function cifarFile(count: number, classes: number, labelBytes: 1 | 2 = 1, first = 0): Uint8Array {
  const record = labelBytes + 3072
  const bytes = new Uint8Array(count * record)
  for (let n = 0; n < count; n++) {
    const label = (first + n) % classes
    bytes[n * record + labelBytes - 1] = label
    for (let i = 0; i < 3072; i++) bytes[n * record + labelBytes + i] = cifarByte(first + n, Math.floor(i / 1024), i % 1024)
  }
  return bytes
}
export const cifarByte = (sample: number, channel: number, pixel: number): number => (7 * sample + 85 * channel + 3 * pixel) & 255

export interface WavFormat {
  readonly rate?: number
  readonly bits?: number
  readonly channels?: number
  /** 1 for PCM, 3 for floats. */
  readonly codec?: number
}

/** @param data the bytes to write, or numbers from -1 to 1 that become 16-bit PCM */
export function wavFile(
  data: Uint8Array | readonly number[],
  { rate = 16_000, bits = 16, channels = 1, codec = 1 }: WavFormat = {},
): Uint8Array {
  const bytes =
    data instanceof Uint8Array ? data : bytesOf(2, data, (view, at, value) => view.setInt16(at, Math.round(value * 32_767), true))
  const frame = (channels * bits) / 8
  const format = joined(words16(codec, channels), words32(rate, rate * frame), words16(frame, bits))
  return joined(
    ascii('RIFF'),
    words32(36 + bytes.length),
    ascii('WAVEfmt '),
    words32(16),
    format,
    ascii('data'),
    words32(bytes.length),
    bytes,
  )
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))
const bytesOf = (count: number, values: readonly number[], write: (view: DataView, at: number, value: number) => void): Uint8Array => {
  const view = new DataView(new ArrayBuffer(count * values.length))
  for (const [i, value] of values.entries()) write(view, i * count, value)
  return new Uint8Array(view.buffer)
}
const words16 = (...values: number[]) => bytesOf(2, values, (view, at, value) => view.setUint16(at, value, true))
const words32 = (...values: number[]) => bytesOf(4, values, (view, at, value) => view.setUint32(at, value, true))
const big32 = (...values: number[]) => bytesOf(4, values, (view, at, value) => view.setUint32(at, value, false))
