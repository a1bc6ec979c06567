/**
 * The diverging color scale for values from -1 to 1. 0 has the background color; below it is blue, above it orange, like the tokens of
 * potentials below and above the threshold, with more contrast for larger values.
 */
import type { Rgb } from './magnitude'

interface Side {
  readonly half: Rgb
  readonly full: Rgb
}
interface Theme {
  readonly ground: Rgb
  readonly below: Side
  readonly above: Side
}

const DARK: Theme = {
  ground: [15, 17, 19],
  below: { half: [64, 124, 184], full: [170, 214, 255] },
  above: { half: [196, 106, 34], full: [255, 214, 160] },
}
const LIGHT: Theme = {
  ground: [255, 255, 255],
  below: { half: [98, 156, 212], full: [14, 54, 104] },
  above: { half: [232, 132, 56], full: [104, 40, 0] },
}

/** The background color if the value is not a number. */
export function diverging(x: number, dark: boolean): Rgb {
  const { ground, below, above } = dark ? DARK : LIGHT
  const side = x < 0 ? below : above
  const size = Math.min(1, Math.abs(x) || 0)
  const [from, to, part] = size < 0.5 ? [ground, side.half, 2 * size] : [side.half, side.full, 2 * size - 1]
  const mix = (index: 0 | 1 | 2) => Math.round(from[index] + part * (to[index] - from[index]))
  return [mix(0), mix(1), mix(2)]
}

/** The number of colors of a table on each side of 0. */
const SIDE = 127
const tables = new Map<boolean, Uint32Array>()

/** Colors from -1 to 1 as little-endian RGBA words, for ImageData. */
function divergingTable(dark: boolean): Uint32Array {
  const known = tables.get(dark)
  if (known) return known
  const table = Uint32Array.from({ length: 2 * SIDE + 1 }, (_, index) => {
    const [r, g, b] = diverging((index - SIDE) / SIDE, dark)
    return (0xff000000 | (b << 16) | (g << 8) | r) >>> 0
  })
  tables.set(dark, table)
  return table
}

/** The RGBA word of a value from -1 to 1; values beyond are clamped. */
export function divergingPixels(dark: boolean): (x: number) => number {
  const table = divergingTable(dark)
  return (x) => table[SIDE + (x >= 1 ? SIDE : x <= -1 ? -SIDE : Math.round(SIDE * (x || 0)))]!
}

/** The scale as a CSS gradient, for a legend. */
export const divergingGradient = (dark: boolean): string =>
  `linear-gradient(to right, ${[-1, -0.5, 0, 0.5, 1].map((x) => `rgb(${diverging(x, dark).join(' ')})`).join(', ')})`

/** A round number that at most 1 % of the distances from `middle` exceed. */
export function reachOf(values: ArrayLike<number>, middle: number): number {
  // An odd number, so that no channel is skipped if the number of channels is a power of two.
  const every = Math.floor(values.length / 4096) | 1
  const distances: number[] = []
  for (let at = 0; at < values.length; at += every) {
    const distance = Math.abs(values[at]! - middle)
    if (Number.isFinite(distance)) distances.push(distance)
  }
  const largest = distances.sort((a, b) => a - b)[Math.ceil(0.99 * distances.length) - 1] ?? 0
  if (largest === 0) return 1
  const power = 10 ** Math.floor(Math.log10(largest))
  return power * ([1, 1.5, 2, 3, 5, 7].find((factor) => factor * power >= largest * (1 - 1e-9)) ?? 10)
}
