/** Two quantities against each other on labeled axes, for the phase plane and the surrogate's curve. */

import { fixed, significant } from '../../../format'
import { box, clipped, crisp, line, type Pen, styles, text } from '../../base/draw'
import { digitsOf, linear, niceStep, type Scale, ticks } from '../../base/scale'
import { type Range, SIZE } from './stacked-plots'

export interface Plane {
  readonly x: Scale
  readonly y: Scale
}

/** The range of the values with some padding; what is not finite has no place. */
export function paddedSpan(values: readonly number[]): Range {
  const finite = values.filter(Number.isFinite)
  const [low, high] = [Math.min(...finite), Math.max(...finite)]
  if (!(low <= high)) return [-1, 1]
  const room = 0.06 * (high - low) || 0.1 * Math.max(1, Math.abs(low))
  return [low - room, high + room]
}

/** Draws axes with their names, and then what `content` draws, clipped to the plane. */
export function drawPlane(
  pen: Pen,
  names: readonly [x: string, y: string],
  spans: readonly [x: Range, y: Range],
  content: (plane: Plane) => void,
): void {
  const { area, colors, r } = pen
  const [left, right, top, bottom] = [44 * r, area.width - 8 * r, 20 * r, area.height - 36 * r]
  const plane = { x: linear(...spans[0], left, right), y: linear(...spans[1], bottom, top) }
  if (!area.figure) box(pen, 0, 0, area.width, area.height, colors.plate)
  box(pen, left, top, right, bottom, colors.ground)
  const label = (tick: number, digits: number) => (Math.abs(tick) >= 1e5 ? significant(tick) : fixed(tick, digits))
  const [across, up] = [Math.max(2, Math.floor((right - left) / (60 * r))), Math.max(2, Math.floor((bottom - top) / (38 * r)))]
  const quiet = { color: colors.ink3, size: SIZE }
  for (const tick of ticks(...spans[0], across)) {
    const x = crisp(plane.x(tick))
    line(pen, x, top, x, bottom, tick === 0 ? styles(pen).rule : styles(pen).hair)
    text(pen, x, bottom + 14 * r, label(tick, digitsOf(niceStep(spans[0][1] - spans[0][0], across))), { ...quiet, align: 'center' })
  }
  for (const tick of ticks(...spans[1], up)) {
    const y = crisp(plane.y(tick))
    line(pen, left, y, right, y, tick === 0 ? styles(pen).rule : styles(pen).hair)
    text(pen, left - 5 * r, y + 4 * r, label(tick, digitsOf(niceStep(spans[1][1] - spans[1][0], up))), { ...quiet, align: 'right' })
  }
  text(pen, right, bottom + 30 * r, names[0], { color: colors.ink2, size: SIZE, align: 'right' })
  text(pen, left, top - 7 * r, names[1], { color: colors.ink2, size: SIZE })
  clipped(pen, left, top, right - left, bottom - top, () => content(plane))
}

export function disc({ context, r }: Pen, x: number, y: number, radius: number, color: string): void {
  context.fillStyle = color
  context.beginPath()
  context.arc(x, y, radius * r, 0, 2 * Math.PI)
  context.fill()
}
