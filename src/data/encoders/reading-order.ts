/** The order in which an image is read pixel by pixel, for the shader and for whoever changes single steps of a sample. No shader. */
import type { Space } from '../../engine/graph'
import { permute, randomKey, streamOf } from '../../engine/random'
import type { EncoderSpec } from './schema'

/** [steps]: the pixel of each step. With a seed, a fixed permutation that is the same for every sample, in training and evaluation. */
export function readingOrder(steps: number, seed?: number): Uint32Array<ArrayBuffer> {
  const key = seed === undefined ? undefined : randomKey(seed, streamOf('order of pixels'))
  return Uint32Array.from({ length: steps }, (_, t) => (key === undefined ? t : permute(t, steps, key)))
}

/** [steps, values of a step]: the places in an image whose mean is read at each step. */
export function placesRead(
  { pool, permuted, order }: Extract<EncoderSpec, { kind: 'pixels' }>,
  { height, width, channels }: Space,
): readonly (readonly number[])[] {
  const across = Math.floor(width / pool)
  const squares = readingOrder(Math.floor(height / pool) * across, permuted ? order : undefined)
  return Array.from(squares, (square) => {
    const corner = Math.floor(square / across) * pool * width + (square % across) * pool
    return Array.from({ length: pool * pool * channels }, (_, i) => {
      const pixel = Math.floor(i / channels)
      return (corner + Math.floor(pixel / pool) * width + (pixel % pool)) * channels + (i % channels)
    })
  })
}
