/** Value noise of two octaves, the texture of made scenes. The twin of shaders/lib/value-noise.wgsl. */
import { type PhiloxKey, philox, unit } from './philox'

const STREAM = 4
/** Pixels between lattice points, and how much an octave counts. */
const OCTAVES = [
  [8, 1],
  [4, 0.5],
] as const
const SUM = 1.5

/** In [-1, 1] at a place in pixels. @param layer of several textures of a sample, from 0. */
export function valueNoise(key: PhiloxKey, sample: number, layer: number, x: number, y: number): number {
  const sums = OCTAVES.map(([size, weight], octave) => weight * octaveAt(key, sample, 2 * layer + octave, x / size, y / size))
  return (sums[0]! + sums[1]!) / SUM
}

function octaveAt(key: PhiloxKey, sample: number, plane: number, x: number, y: number): number {
  const [ix, iy] = [Math.floor(x), Math.floor(y)]
  const [across, down] = [smooth(x - ix), smooth(y - iy)]
  const at = (i: number, j: number) => 2 * unit(philox(key, sample, STREAM, plane * 65536 + (j & 255) * 256 + (i & 255), 0)[0]) - 1
  const upper = mix(at(ix, iy), at(ix + 1, iy), across)
  return mix(upper, mix(at(ix, iy + 1), at(ix + 1, iy + 1), across), down)
}

const smooth = (f: number) => f * f * (3 - 2 * f)
const mix = (a: number, b: number, share: number) => a + (b - a) * share
