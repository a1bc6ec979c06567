/** Draws two linear axes with round ticks and titles, and marks on them. Knows no data. */

import { fixed, withUnit } from '../../format'
import { clipped, crisp, line, type Pen, styles, text, widthOf } from '../base/draw'
import { digitsOf, linear, niceStep, type Scale, ticks } from '../base/scale'

export interface Axis {
  readonly low: number
  readonly high: number
  readonly title: string
  /** Drawn with the title; null for numbers without a unit. */
  readonly unit: string | null
  /** The names of the numbers from 0 on, instead of round ticks. */
  readonly names?: readonly string[]
}

export interface Plane {
  readonly x: Scale
  readonly y: Scale
  /** Draws inside the axes only. */
  readonly inside: (draw: () => void) => void
}

/** Round ends around all finite values; an interval of one unit if they have no extent. */
export function roundEnds(values: Iterable<number>): readonly [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (low > high) return [-1, 1]
  if (low === high) return [low - 0.5, high + 0.5]
  const step = niceStep(high - low, 4) / 2
  const round = (value: number) => Number(value.toPrecision(12))
  return [round(step * Math.floor(low / step + 1e-9)), round(step * Math.ceil(high / step - 1e-9))]
}

export function drawPlane(pen: Pen, xAxis: Axis, yAxis: Axis): Plane {
  const { area, colors, r } = pen
  const label = { color: colors.ink3 }
  const [xTicks, yTicks] = [ticksOf(xAxis, area.width / (56 * r)), ticksOf(yAxis, area.height / (44 * r))]
  const left = Math.max(...yTicks.map(({ words }) => widthOf(pen, words))) + 7 * r
  const [right, top, bottom] = [area.width - 6 * r, 20 * r, area.height - 30 * r]
  const x = linear(xAxis.low, xAxis.high, left, right)
  const y = linear(yAxis.low, yAxis.high, bottom, top)
  text(pen, 0, 10 * r, withUnit(yAxis.title, yAxis.unit), label)
  text(pen, (left + right) / 2, area.height - 3 * r, withUnit(xAxis.title, xAxis.unit), { ...label, align: 'center' })
  for (const { at, words } of yTicks) {
    line(pen, left, crisp(y(at)), right, crisp(y(at)), styles(pen).hair)
    text(pen, left - 5 * r, y(at) + 4 * r, words, { ...label, align: 'right' })
  }
  let free = Number.NEGATIVE_INFINITY
  for (const { at, words } of xTicks) {
    line(pen, crisp(x(at)), bottom, crisp(x(at)), bottom + 3 * r, styles(pen).tick)
    const half = widthOf(pen, words) / 2
    const center = Math.min(x(at), area.width - half)
    // Long numbers of which one would touch the one before are left out.
    if (center - half < free) continue
    free = center + half + 3 * r
    text(pen, center, bottom + 14 * r, words, { ...label, align: 'center' })
  }
  line(pen, left, crisp(bottom), right, crisp(bottom), styles(pen).rule)
  return { x, y, inside: (draw) => clipped(pen, left - 3 * r, top - 3 * r, right - left + 6 * r, bottom - top + 6 * r, draw) }
}

function ticksOf({ low, high, names }: Axis, count: number): { readonly at: number; readonly words: string }[] {
  if (names) return names.map((words, at) => ({ at, words }))
  const digits = digitsOf(niceStep(high - low, count))
  return ticks(low, high, count).map((at) => ({ at, words: fixed(at, digits) }))
}

/** Draws dots of one color and size, selected by index. */
export function dots(
  pen: Pen,
  plane: Plane,
  points: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number>; readonly shown: readonly number[] },
  style: { readonly color: string; readonly radius: number; readonly alpha?: number },
): void {
  const { context } = pen
  context.save()
  context.fillStyle = style.color
  context.globalAlpha = style.alpha ?? 1
  for (const at of points.shown) {
    const [x, y] = [plane.x(points.x[at]!), plane.y(points.y[at]!)]
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue
    context.beginPath()
    context.arc(x, y, style.radius * pen.r, 0, 2 * Math.PI)
    context.fill()
  }
  context.restore()
}

/** Draws a dot with a ring in the background color, so that it stands out from others. */
export function mark(pen: Pen, plane: Plane, x: number, y: number, color: string): void {
  const point = { x: [x], y: [y], shown: [0] }
  dots(pen, plane, point, { color: pen.colors.ground, radius: 5 })
  dots(pen, plane, point, { color, radius: 3.5 })
}
