/** Value noise of two octaves, the texture of generated scenes. The reference implementation of shaders/lib/value-noise.wgsl. */
import { type PhiloxKey, philox, unit } from '../../engine/philox'

const STREAM = 4
const SUM = 1.5

/** The value in (-1, 1) of a lattice point. */
type Lattice = (plane: number, i: number, j: number) => number

/** Noise in [-1, 1] at a position in pixels. @param layer the index of the texture, for samples with several. */
export const valueNoise = (key: PhiloxKey, sample: number, layer: number, x: number, y: number): number =>
  noiseOn((plane, i, j) => pointOf(key, sample, plane, place(i, j)), layer, x, y)

/** The same for many positions in one sample: each lattice point is computed once. */
export function cachedNoise(key: PhiloxKey, sample: number): (layer: number, x: number, y: number) => number {
  const planes: Float64Array[] = []
  const lattice: Lattice = (plane, i, j) => {
    planes[plane] ??= new Float64Array(65536)
    const at = place(i, j)
    // No point is 0.
    if (planes[plane][at] === 0) planes[plane][at] = pointOf(key, sample, plane, at)
    return planes[plane][at]!
  }
  return (layer, x, y) => noiseOn(lattice, layer, x, y)
}

/** Octaves of 8 and 4 pixels between lattice points; the second has half the weight. */
const noiseOn = (lattice: Lattice, layer: number, x: number, y: number): number =>
  (octaveAt(lattice, 2 * layer, x / 8, y / 8) + 0.5 * octaveAt(lattice, 2 * layer + 1, x / 4, y / 4)) / SUM

const place = (i: number, j: number) => (j & 255) * 256 + (i & 255)
const pointOf = (key: PhiloxKey, sample: number, plane: number, at: number) =>
  2 * unit(philox(key, sample, STREAM, plane * 65536 + at, 0)[0]) - 1

function octaveAt(lattice: Lattice, plane: number, x: number, y: number): number {
  const ix = Math.floor(x)
  const iy = Math.floor(y)
  const across = smooth(x - ix)
  const down = smooth(y - iy)
  const upper = mix(lattice(plane, ix, iy), lattice(plane, ix + 1, iy), across)
  return mix(upper, mix(lattice(plane, ix, iy + 1), lattice(plane, ix + 1, iy + 1), across), down)
}

const smooth = (f: number) => f * f * (3 - 2 * f)
const mix = (a: number, b: number, share: number) => a + (b - a) * share
