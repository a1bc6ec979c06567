/**
 * The color of a magnitude from 0 to 1: viridis, reversed on a light ground so that zero is always the ground.
 * Not for categories: those are tokens of the sheet.
 */

export type Rgb = readonly [number, number, number]

// Ten stops of viridis (Smith and van der Walt, matplotlib 2.0).
const STOPS: readonly Rgb[] = [
  [68, 1, 84],
  [72, 40, 120],
  [62, 73, 137],
  [49, 104, 142],
  [38, 130, 142],
  [31, 158, 137],
  [53, 183, 121],
  [110, 206, 88],
  [181, 222, 43],
  [253, 231, 37],
]

export function viridis(x: number): Rgb {
  const at = Math.min(0.9999, Math.max(0, Number.isNaN(x) ? 0 : x)) * (STOPS.length - 1)
  const index = Math.floor(at)
  const part = at - index
  const a = STOPS[index]!
  const b = STOPS[index + 1]!
  return [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1]), a[2] + part * (b[2] - a[2])]
}

/** Fades into the ground near zero. */
export function magnitude(x: number, dark: boolean): Rgb {
  const color = viridis(dark ? x : 1 - x)
  const ground: Rgb = dark ? [15, 17, 19] : [255, 255, 255]
  const alpha = Math.min(1, Math.max(0, x) / (dark ? 0.12 : 0.34))
  const mix = (index: 0 | 1 | 2) => Math.round(ground[index] + alpha * (color[index] - ground[index]))
  return [mix(0), mix(1), mix(2)]
}

export const rgb = (color: Rgb): string => `rgb(${color[0]} ${color[1]} ${color[2]})`

/** The scale as a CSS gradient, for a legend. */
export const magnitudeGradient = (dark: boolean): string =>
  `linear-gradient(to right, ${[0, 0.25, 0.5, 0.75, 1].map((part) => rgb(magnitude(part, dark))).join(', ')})`

/** Relative luminance (WCAG 2). */
export function luminance(color: Rgb): number {
  const channel = (value: number) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4)
  return 0.2126 * channel(color[0]) + 0.7152 * channel(color[1]) + 0.0722 * channel(color[2])
}

/** Black or white, whichever reads better on the color: the contrast is 4.5 or more on any. */
export const inkOn = (color: Rgb): string => (luminance(color) > 0.179 ? '#000000' : '#ffffff')

/** The position of a value on a log scale, 0 to 1, at least `floor` so that the smallest value stays visible; 0 if not positive. */
export function logPlace(value: number, low: number, high: number, floor = 0.1): number {
  if (!(value > 0)) return 0
  const place = (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))
  return floor + (1 - floor) * Math.min(1, Math.max(0, place))
}

const tables = new Map<boolean, Uint32Array>()

/** 256 colors as little-endian RGBA words, for ImageData. */
export function magnitudeTable(dark: boolean): Uint32Array {
  const known = tables.get(dark)
  if (known) return known
  const table = Uint32Array.from({ length: 256 }, (_, index) => {
    const [r, g, b] = magnitude(index / 255, dark)
    return (0xff000000 | (b << 16) | (g << 8) | r) >>> 0
  })
  tables.set(dark, table)
  return table
}
