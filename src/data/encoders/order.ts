/** The order in which the pixels of an image are read: row by row, or shuffled by a seed. */
import { permute, randomKey, streamOf } from '../../engine/random'

/** [steps]: the pixel of each step. With a seed, a fixed permutation that is the same for every sample, in training and evaluation. */
export function readingOrder(steps: number, seed?: number): Uint32Array<ArrayBuffer> {
  const key = seed === undefined ? undefined : randomKey(seed, streamOf('order of pixels'))
  return Uint32Array.from({ length: steps }, (_, t) => (key === undefined ? t : permute(t, steps, key)))
}
