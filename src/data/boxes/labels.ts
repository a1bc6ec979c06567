/**
 * From the boxes of a file to the truths of samples: those of one time together, of the classes that count, cut at the edge of the image,
 * large enough, and in the pixels of the image that a network sees. What is left out is counted. No file.
 */
import type { Box } from '../events/boxes'
import type { Sensor } from '../events/events'
import { TRUTH_COLUMNS } from './schema'

/** Which boxes are truths. */
export interface LabelRules {
  /** Of a number of the file, the class of the set; undefined where there is none. */
  readonly classOf: (id: number | undefined) => number | 'unscored' | undefined
  /** Of a box in the sensor's pixels, at least. */
  readonly diagonal: number
  readonly side: number
  /** Rows of a sample. */
  readonly most: number
}

/** Boxes that make no truth, and those that were changed. */
export interface LabelLosses {
  /** That were looked at. */
  boxes: number
  /** Of a class that the set does not score, as Prophesee's evaluation has it. */
  unscored: number
  unknown: number
  outside: number
  /** Without a width or a height. */
  empty: number
  /** Below the least diagonal or side. */
  small: number
  /** More than a sample has rows for: the smallest. */
  over: number
  /** Cut at the edge of the image, and kept. */
  cut: number
}

export const noLabelLosses = (): LabelLosses => ({ boxes: 0, unscored: 0, unknown: 0, outside: 0, empty: 0, small: 0, over: 0, cut: 0 })

export interface LabelTime {
  /** Microseconds. */
  readonly t: number
  /** In the order of the file. */
  readonly boxes: readonly Box[]
}

/** The boxes of each time, rising. */
export function byTime(boxes: readonly Box[]): LabelTime[] {
  const times = new Map<number, Box[]>()
  for (const box of boxes) {
    const same = times.get(box.t)
    if (same) same.push(box)
    else times.set(box.t, [box])
  }
  return [...times].sort(([a], [b]) => a - b).map(([t, boxes]) => ({ t, boxes }))
}

/** How an image of the sensor lies in one of another size: at the top left, made smaller where it must be, never larger. */
export interface Letterbox {
  readonly sensor: Sensor
  readonly height: number
  readonly width: number
  /** Pixels of the sensor are this many of the image: `to` / `from`, in whole numbers. */
  readonly to: number
  readonly from: number
}

export function letterbox(sensor: Sensor, { height, width }: { readonly height: number; readonly width: number }): Letterbox {
  const fits = sensor.width <= width && sensor.height <= height
  const [to, from] = fits ? [1, 1] : width * sensor.height <= height * sensor.width ? [width, sensor.width] : [height, sensor.height]
  return { sensor, height, width, to, from }
}

/** @returns rows of the image's truths, [count, 8], by falling area where there are too many, else in the order of the file. */
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
