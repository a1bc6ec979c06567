/**
 * Converts the boxes of a file to the ground truth of samples: groups them by time, selects classes and sizes, cuts boxes at the edge of
 * the image, and scales them to the pixels that the network sees. Boxes that are left out are counted. Does not read files.
 */
import type { Box } from '../events/boxes'
import type { Sensor } from '../events/events'
import { TRUTH_COLUMNS } from './schema'

/** Which boxes become ground truth. */
export interface LabelRules {
  /** Maps a class id of the file to a class of the set; undefined where the set has no such class. */
  readonly classOf: (id: number | undefined) => number | 'unscored' | undefined
  /** The minimum diagonal and the minimum side of a box, in pixels of the sensor. */
  readonly diagonal: number
  readonly side: number
  /** The maximum number of boxes per sample. */
  readonly most: number
}

/** Counts of boxes that are left out, and of those that are cut. */
export interface LabelLosses {
  /** All boxes, including those that are used. */
  boxes: number
  /** Boxes of a class that the set does not score, as in Prophesee's evaluation. */
  unscored: number
  unknown: number
  outside: number
  /** Boxes without a width or a height. */
  empty: number
  /** Boxes below the minimum diagonal or side. */
  small: number
  /** The smallest boxes of samples that have more than `most`. */
  over: number
  /** Boxes that are cut at the edge of the image and stay in the set. */
  cut: number
}

export const noLabelLosses = (): LabelLosses => ({ boxes: 0, unscored: 0, unknown: 0, outside: 0, empty: 0, small: 0, over: 0, cut: 0 })

export interface LabelTime {
  /** The time in microseconds. */
  readonly t: number
  /** The boxes with this time, in the order of the file. */
  readonly boxes: readonly Box[]
}

/** Groups boxes by time, in increasing order. */
export function byTime(boxes: readonly Box[]): LabelTime[] {
  const times = new Map<number, Box[]>()
  for (const box of boxes) {
    const same = times.get(box.t)
    if (same) same.push(box)
    else times.set(box.t, [box])
  }
  return [...times].sort(([a], [b]) => a - b).map(([t, boxes]) => ({ t, boxes }))
}

/** How an image of the sensor is placed in one of another size: at the top left, scaled down where necessary, never up. */
export interface Letterbox {
  readonly sensor: Sensor
  readonly height: number
  readonly width: number
  /** The scale factor, image pixels per sensor pixel, as a ratio of integers: `to` / `from`. */
  readonly to: number
  readonly from: number
}

export function letterbox(sensor: Sensor, { height, width }: { readonly height: number; readonly width: number }): Letterbox {
  const fits = sensor.width <= width && sensor.height <= height
  const [to, from] = fits ? [1, 1] : width * sensor.height <= height * sensor.width ? [width, sensor.width] : [height, sensor.height]
  return { sensor, height, width, to, from }
}

/** @returns the rows of ground truth, [count, 8], in the order of the file, or by decreasing area where there are too many. */
export function truthsOf(
  boxes: readonly Box[],
  { sensor, to, from }: Letterbox,
  { classOf, diagonal, side, most }: LabelRules,
  lost: LabelLosses,
): Float32Array<ArrayBuffer> {
  const found: { readonly row: readonly number[]; readonly area: number }[] = []
  lost.boxes += boxes.length
  for (const box of boxes) {
    const label = classOf(box.class)
    if (typeof label !== 'number') {
      lost[label ?? 'unknown']++
      continue
    }
    if (!(box.width > 0 && box.height > 0)) {
      lost.empty++
      continue
    }
    const [left, right] = [clamp(box.x, sensor.width), clamp(box.x + box.width, sensor.width)]
    const [top, bottom] = [clamp(box.y, sensor.height), clamp(box.y + box.height, sensor.height)]
    const [width, height] = [right - left, bottom - top]
    if (!(width > 0 && height > 0)) {
      lost.outside++
      continue
    }
    if (width * width + height * height < diagonal * diagonal || width < side || height < side) {
      lost.small++
      continue
    }
    if (box.x < 0 || box.y < 0 || box.x + box.width > sensor.width || box.y + box.height > sensor.height) lost.cut++
    const scaled = [(left + right) / 2, (top + bottom) / 2, width, height].map((length) => (length * to) / from)
    found.push({ row: [label, ...scaled, 0, 0, 1], area: width * height })
  }
  lost.over += Math.max(0, found.length - most)
  const kept = found.length > most ? found.sort((a, b) => b.area - a.area).slice(0, most) : found
  const rows = new Float32Array(TRUTH_COLUMNS * kept.length)
  for (const [n, { row }] of kept.entries()) rows.set(row, n * TRUTH_COLUMNS)
  return rows
}

const clamp = (place: number, end: number): number => Math.min(end, Math.max(0, place))
