/**
 * WAV: chunks of a name, a length and bytes; `fmt ` describes the encoding of the sound in `data`. A pure parser, bounded; several
 * channels are averaged.
 */
import { FormatError } from './format-error'
import type { Bytes } from './stream'

export interface Sound {
  /** The sampling rate in Hz. */
  readonly rate: number
  /** Amplitudes from -1 to 1. */
  readonly samples: Float32Array
}

const [PCM, FLOAT, EXTENSIBLE] = [1, 3, 0xfffe]
const CODECS: Readonly<Record<number, string>> = { 2: 'ADPCM', 6: 'A-law', 7: 'µ-law', 17: 'ADPCM', 49: 'GSM', 80: 'MPEG', 85: 'MP3' }
const [LOWEST_RATE, HIGHEST_RATE] = [1_000, 384_000]
const MAX_CHANNELS = 64

export const isWav = (head: Uint8Array): boolean => textAt(head, 0) === 'RIFF' && textAt(head, 8) === 'WAVE'

const textAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4))

/** @throws FormatError if it is truncated, or in an unsupported encoding. */
export function parseWav(bytes: Bytes): Sound {
  if (!isWav(bytes)) throw new FormatError('does not begin like a WAV file')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let format: DataView | undefined
  for (let at = 12; at + 8 <= bytes.length; ) {
    const [name, length, from] = [textAt(bytes, at), view.getUint32(at + 4, true), at + 8]
    if (from + length > bytes.length)
      throw new FormatError(`is truncated: ${bytes.length - from} of ${length} bytes of its part “${printable(name)}” are there`)
    if (name === 'fmt ') format = new DataView(bytes.buffer, bytes.byteOffset + from, length)
    if (name === 'data') {
      if (!format) throw new FormatError('does not say how its sound is written before the sound')
      return soundOf(format, new DataView(bytes.buffer, bytes.byteOffset + from, length))
    }
    // Chunks start at even offsets.
    at = from + length + (length % 2)
  }
  throw new FormatError('is truncated or damaged: it has no sound')
}

const printable = (text: string): string => text.replaceAll(/[^ -~]/g, '?')

function soundOf(format: DataView, data: DataView): Sound {
  if (format.byteLength < 16)
    throw new FormatError(`has ${format.byteLength} bytes to say how its sound is written, where 16 were expected`)
  const tag = format.getUint16(0, true)
  const codec = tag === EXTENSIBLE && format.byteLength >= 26 ? format.getUint16(24, true) : tag
  const [channels, rate, frame, bits] = [
    format.getUint16(2, true),
    format.getUint32(4, true),
    format.getUint16(12, true),
    format.getUint16(14, true),
  ]
  const read = readerOf(codec, bits, data)
  if (!read) {
    const words = codec === PCM || codec === FLOAT ? `has numbers of ${bits} bits` : `is written in ${CODECS[codec] ?? `codec ${codec}`}`
    throw new FormatError(`${words}; PCM of 8, 16, 24 or 32 bits, or floats of 32 or 64, would fit`)
  }
  if (rate < LOWEST_RATE || rate > HIGHEST_RATE)
    throw new FormatError(`says ${rate} samples a second; ${LOWEST_RATE} to ${HIGHEST_RATE} would fit`)
  if (channels < 1 || channels > MAX_CHANNELS || frame !== (channels * bits) / 8)
    throw new FormatError(`says ${channels} channels of ${bits} bits in ${frame} bytes, which do not fit each other`)
  const samples = new Float32Array(Math.floor(data.byteLength / frame))
  for (let n = 0; n < samples.length; n++) {
    let sum = 0
    for (let c = 0; c < channels; c++) sum += read(n * frame + (c * bits) / 8)
    samples[n] = sum / channels
  }
  if (samples.length === 0) throw new FormatError('has no sound in it')
  const stray = samples.findIndex((value) => !Number.isFinite(value))
  if (stray >= 0) throw new FormatError(`has ${samples[stray]} for sample ${stray}`)
  return { rate, samples }
}

/** Returns a function that reads one sample at an offset; undefined for an unsupported encoding. */
function readerOf(codec: number, bits: number, data: DataView): ((at: number) => number) | undefined {
  if (codec === FLOAT) {
    if (bits === 32) return (at) => data.getFloat32(at, true)
    return bits === 64 ? (at) => data.getFloat64(at, true) : undefined
  }
  if (codec !== PCM) return undefined
  switch (bits) {
    case 8:
      // 8 bits are the only unsigned width.
      return (at) => (data.getUint8(at) - 128) / 2 ** 7
    case 16:
      return (at) => data.getInt16(at, true) / 2 ** 15
    case 24:
      return (at) => (data.getUint16(at, true) + data.getInt8(at + 2) * 2 ** 16) / 2 ** 23
    case 32:
      return (at) => data.getInt32(at, true) / 2 ** 31
    default:
      return undefined
  }
}
