/** The value of each byte, by channel, as tables [channels, 256], which are computed here so that all adapters read the same bits. */
import type { Space } from '../../engine/graph'
import type { DataShape } from '../schema'
import type { EncoderSpec } from './schema'

const BRIGHTNESS = { zero: 0, scale: 1 / 255 }

/** (byte - zero) * scale: the brightness of an image's byte, the value of a sequence's. */
export const plainLookupTable = (channels: number, { zero, scale }: DataShape['sequence'] & {} = BRIGHTNESS): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: channels * 256 }, (_, i) => ((i % 256) - zero) * scale)

/** The encoder's output for each count of events: [256]. */
export const countLookupTable = (values: Extract<EncoderSpec, { kind: 'frames' }>['values']): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: 256 }, (_, count) =>
    values === 'counts' ? count : values === 'binary' ? Math.min(1, count) : Math.log2(1 + count),
  )

/**
 * The brightness minus the channel's mean, divided by its standard deviation. Both are over all training images; sums of bytes are
 * integers, so the result is the same on all machines.
 * @param images rows of whole words, each an image and its padding.
 */
export function normalizedLookupTable(images: Uint8Array, count: number, { height, width, channels }: Space): Float32Array<ArrayBuffer> {
  const stride = images.length / count
  const size = height * width * channels
  const lookupTable = new Float32Array(channels * 256)
  for (let c = 0; c < channels; c++) {
    const seen = new Float64Array(256)
    for (let n = 0; n < count; n++) for (let at = n * stride + c; at < n * stride + size; at += channels) seen[images[at]!]!++
    const pixels = count * height * width
    const mean = seen.reduce((sum, times, byte) => sum + times * byte, 0) / pixels
    const variance = seen.reduce((sum, times, byte) => sum + times * (byte - mean) ** 2, 0) / pixels
    // A constant channel carries no information, and must not cause a division by zero.
    const std = Math.max(1, Math.sqrt(variance))
    for (let byte = 0; byte < 256; byte++) lookupTable[c * 256 + byte] = (byte - mean) / std
  }
  return lookupTable
}
