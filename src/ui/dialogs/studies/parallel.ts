/**
 * Parallel coordinates: one vertical axis per varying value, one line per run. Layout, brushing and drawing; knows no React. The lab
 * draws them itself: plotly's parcoords needs WebGL and 408 kB more, and its axes can be brushed only with a mouse.
 */
import { crisp, line, type Pen, stroke, styles, text, widthOf } from '../../base/draw'
import { type Rgb, rgb, viridis } from '../../base/magnitude'

export interface ParallelAxis {
  readonly key: string
  readonly title: string
  /** For each run in order, its position from 0 (bottom) to 1; null if it has no value. */
  readonly places: readonly (number | null)[]
  /** The distinct positions of runs, ascending, each with its label. */
  readonly stops: readonly { readonly place: number; readonly label: string }[]
  /** Whether every stop is labeled, or only the ends. */
  readonly marked: boolean
}

/** A part of an axis, by position. */
export interface Range {
  readonly low: number
  readonly high: number
}
/** Ranges by the key of their axis; an axis without a range is not brushed. */
export type Brush = Readonly<Record<string, Range>>

const SLACK = 1e-9
/** If the largest value is at least this many times the smallest, the axis is logarithmic. */
const LOG_RATIO = 20

/** A numeric axis from the smallest to the largest value, logarithmic if the ratio is large. */
export function numericAxis(
  key: string,
  title: string,
  values: readonly (number | null)[],
  label: (value: number) => string,
  marked: boolean,
): ParallelAxis {
  const known = [...new Set(values.flatMap((value) => value ?? []))].sort((a, b) => a - b)
  const [low, high] = [known[0] ?? 0, known.at(-1) ?? 0]
  const log = low > 0 && high / low >= LOG_RATIO
  const on = (value: number) => (log ? Math.log(value) : value)
  const place = (value: number) => (high > low ? (on(value) - on(low)) / (on(high) - on(low)) : 0.5)
  return {
    key,
    title,
    places: values.map((value) => (value === null ? null : place(value))),
    stops: known.map((value) => ({ place: place(value), label: label(value) })),
    marked,
  }
}

/** An axis of names, evenly spaced in the given order. */
export function namedAxis(key: string, title: string, values: readonly string[], order: readonly string[]): ParallelAxis {
  const place = (value: string) => (order.length > 1 ? order.indexOf(value) / (order.length - 1) : 0.5)
  return { key, title, places: values.map(place), stops: order.map((label) => ({ place: place(label), label })), marked: true }
}

/** Whether a run is in every range. A run without a value on a brushed axis is not. */
export const isWithin = (axes: readonly ParallelAxis[], brush: Brush, run: number): boolean =>
  axes.every(({ key, places }) => {
    const range = brush[key]
    const place = places[run]
    return !range || (place !== null && place !== undefined && place >= range.low - SLACK && place <= range.high + SLACK)
  })

/** The brush with a new range on an axis; a range that covers the whole axis is removed. */
export function withRange(brush: Brush, key: string, range: Range | null): Brush {
  const { [key]: _, ...rest } = brush
  return range && (range.low > SLACK || range.high < 1 - SLACK) ? { ...rest, [key]: range } : rest
}

/** Moves one end of a range by `by` stops up or down; the ends do not pass each other. */
export function movedRange({ stops }: ParallelAxis, { low, high }: Range, end: 'low' | 'high', by: number): Range {
  const from = end === 'low' ? low : high
  const places = [...new Set([0, ...stops.map(({ place }) => place), 1])]
  const ahead = by > 0 ? places.filter((place) => place > from + SLACK) : places.filter((place) => place < from - SLACK).reverse()
  const to = ahead[Math.min(Math.abs(by), ahead.length) - 1] ?? from
  return end === 'low' ? { low: Math.min(to, high), high } : { low, high: Math.max(to, low) }
}

/** The first value that an end of a range includes, such as "0.5"; "no run" if the range is empty. */
export function endLabel({ stops }: ParallelAxis, { low, high }: Range, end: 'low' | 'high'): string {
  const within = stops.filter(({ place }) => place >= low - SLACK && place <= high + SLACK)
  return (end === 'low' ? within[0] : within.at(-1))?.label ?? 'no run'
}

/** The positions of the axes, in CSS pixels. */
export interface ParallelPlace {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  readonly count: number
}

export const parallelPlace = (width: number, height: number, unit: number, count: number): ParallelPlace => ({
  left: 58 * unit,
  right: width - 58 * unit,
  top: 48 * unit,
  bottom: height - 14 * unit,
  count,
})
export const xOf = ({ left, right, count }: ParallelPlace, axis: number): number =>
  count > 1 ? left + (axis * (right - left)) / (count - 1) : (left + right) / 2
export const yOf = ({ top, bottom }: ParallelPlace, place: number): number => bottom - place * (bottom - top)
export const placeAt = ({ top, bottom }: ParallelPlace, y: number): number => Math.min(1, Math.max(0, (bottom - y) / (bottom - top)))

/** The axis nearest to a point, with its distance. */
export function axisAt(place: ParallelPlace, x: number): { axis: number; distance: number } {
  const axes = Array.from({ length: place.count }, (_, axis) => ({ axis, distance: Math.abs(x - xOf(place, axis)) }))
  return axes.reduce((best, one) => (one.distance < best.distance ? one : best), { axis: -1, distance: Infinity })
}

/** The run whose line is nearest to a point, among those within the brush; null if none is near. */
export function runAt(place: ParallelPlace, axes: readonly ParallelAxis[], runs: readonly number[], x: number, y: number): number | null {
  const step = place.count > 1 ? (place.right - place.left) / (place.count - 1) : Infinity
  const left = Math.floor((x - place.left) / step)
  const [a, b] = [axes[left], axes[left + 1]]
  if (!a || !b) return null
  const part = (x - xOf(place, left)) / step
  let best: { run: number; distance: number } | null = null
  for (const run of runs) {
    const [from, to] = [a.places[run], b.places[run]]
    if (from === null || from === undefined || to === null || to === undefined) continue
    const distance = Math.abs(yOf(place, from + part * (to - from)) - y)
    if (distance < NEAR && distance < (best?.distance ?? Infinity)) best = { run, distance }
  }
  return best?.run ?? null
}
const NEAR = 10

/** The color for a value from 0 to 1, limited to the part of viridis that stands out from the background. */
export const lineColor = (x: number, dark: boolean): Rgb => viridis(dark ? 0.4 + 0.6 * x : 0.52 * (1 - x))

export interface ParallelView {
  readonly axes: readonly ParallelAxis[]
  readonly brush: Brush
  /** The number of runs. */
  readonly runs: number
  /** The key of the axis that colors the lines. */
  readonly color: string
  readonly hover: number | null
}

export function drawParallel(pen: Pen, { axes, brush, runs, color, hover }: ParallelView, place: ParallelPlace): void {
  const all = Array.from({ length: runs }, (_, run) => run)
  const within = all.filter((run) => isWithin(axes, brush, run))
  const colors = axes.find(({ key }) => key === color)
  const colorOf = (run: number) => {
    const at = colors?.places[run]
    return at === null || at === undefined ? pen.colors.ink3 : rgb(lineColor(at, pen.area.dark))
  }
  const draw = (run: number, style: Parameters<typeof stroke>[1]) => stroke(pen, style, (context) => trace(context, axes, place, run))
  for (const run of all) if (!within.includes(run)) draw(run, { color: pen.colors.rule, width: pen.r })
  for (const [at, axis] of axes.entries()) drawAxis(pen, axis, place, at, axis.key === color)
  for (const run of within)
    draw(run, { color: colorOf(run), width: (within.length > 60 ? 1 : 1.5) * pen.r, alpha: hover === null || hover === run ? 0.9 : 0.35 })
  if (hover !== null) {
    draw(hover, { color: pen.colors.ground, width: 6 * pen.r })
    draw(hover, { color: colorOf(hover), width: 3 * pen.r })
  }
  for (const [at, axis] of axes.entries()) drawMarks(pen, axis, place, at, brush[axis.key])
}

/** Draws a run's line, with a gap where it has no value. */
function trace(context: CanvasRenderingContext2D, axes: readonly ParallelAxis[], place: ParallelPlace, run: number): void {
  let drawn = false
  for (const [at, { places }] of axes.entries()) {
    const value = places[run]
    if (value === null || value === undefined) drawn = false
    else {
      if (drawn) context.lineTo(xOf(place, at), yOf(place, value))
      else context.moveTo(xOf(place, at), yOf(place, value))
      drawn = true
    }
  }
}

/** Draws an axis and its title; the axis that colors the lines also shows the color scale. */
function drawAxis(pen: Pen, { title }: ParallelAxis, place: ParallelPlace, at: number, colored: boolean): void {
  const x = crisp(xOf(place, at))
  line(pen, x, place.top, x, place.bottom, styles(pen).tick)
  if (colored) {
    const { context } = pen
    const fill = context.createLinearGradient(0, place.bottom, 0, place.top)
    for (let stop = 0; stop <= 8; stop++) fill.addColorStop(stop / 8, rgb(lineColor(stop / 8, pen.area.dark)))
    context.fillStyle = fill
    context.fillRect(x - 3 * pen.r, place.top, 6 * pen.r, place.bottom - place.top)
  }
  const room = place.count > 1 ? xOf(place, 1) - xOf(place, 0) - 8 * pen.r : 200 * pen.r
  const lines = wrapped(title, (label) => widthOf(pen, label) <= room)
  for (const [i, label] of lines.entries())
    text(pen, x, place.top - (12 + 13 * (lines.length - 1 - i)) * pen.r, label, { color: pen.colors.ink2, align: 'center' })
}

/** Wraps a title into at most three lines that fit. */
function wrapped(title: string, fits: (label: string) => boolean): string[] {
  const lines: string[] = []
  for (const word of title.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && (lines.length === 3 || fits(`${last} ${word}`))) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

const LABEL_GAP = 14

/** The values along an axis and the brushed part, drawn over the lines. */
function drawMarks(pen: Pen, { stops, marked }: ParallelAxis, place: ParallelPlace, at: number, range: Range | undefined): void {
  const x = crisp(xOf(place, at))
  if (range) {
    const { context } = pen
    const [from, to] = [yOf(place, range.high), yOf(place, range.low)]
    context.fillStyle = pen.colors.ink
    context.globalAlpha = 0.18
    context.fillRect(x - 7 * pen.r, from, 14 * pen.r, to - from)
    context.globalAlpha = 1
  }
  let last = Infinity
  for (const [i, { place: value, label }] of stops.entries()) {
    const ends = i === 0 || i === stops.length - 1
    const y = yOf(place, value)
    const room = last - y >= LABEL_GAP * pen.r && (i === stops.length - 1 || y - yOf(place, 1) >= LABEL_GAP * pen.r)
    if (!ends && !(marked && room)) continue
    line(pen, x - 3 * pen.r, crisp(y), x + 3 * pen.r, crisp(y), styles(pen).tick)
    text(pen, x + 7 * pen.r, y + 4 * pen.r, label, { color: pen.colors.ink, halo: true })
    last = y
  }
}
