/** What a byte means to the direct encoder, by channel: its brightness less the channel's mean, over its deviation. */
import type { Space } from '../../engine/graph'

/**
 * [channels, 256]. Mean and deviation are over all training images; sums of bytes are whole numbers, so they are the same everywhere.
 * @param images rows of whole words, each an image and its padding.
 */
export function normalizedLevels(images: Uint8Array, count: number, { height, width, channels }: Space): Float32Array<ArrayBuffer> {
  const stride = images.length / count
  const size = height * width * channels
  const levels = new Float32Array(channels * 256)
  for (let c = 0; c < channels; c++) {
    const seen = new Float64Array(256)
    for (let n = 0; n < count; n++) for (let at = n * stride + c; at < n * stride + size; at += channels) seen[images[at]!]!++
    const pixels = count * height * width
    const mean = seen.reduce((sum, times, byte) => sum + times * byte, 0) / pixels
    const variance = seen.reduce((sum, times, byte) => sum + times * (byte - mean) ** 2, 0) / pixels
    // A channel that is the same everywhere says nothing, and must not divide by zero.
    const deviation = Math.max(1, Math.sqrt(variance))
    for (let byte = 0; byte < 256; byte++) levels[c * 256 + byte] = (byte - mean) / deviation
  }
  return levels
}
