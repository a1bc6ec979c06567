/** How the loss around the weights is painted on a plane: curves against the gradient, and a map with lines of equal loss. */
import type { LossCurve, LossSurface } from '../../../readings/loss-landscape'
import { between, contour } from '../../base/contours'
import { field, line, type Pen, stroke, styles, text } from '../../base/draw'
import { linear, ticks } from '../../base/scale'
import { mark, type Plane } from '../../shared/plane'

/** The ends of the axis of losses, with some room. */
export function endsOf({ spiking, smooth }: LossCurve): readonly [low: number, high: number] {
  const losses = [...spiking, ...(smooth ?? [])].filter(Number.isFinite)
  const [low, high] = [Math.min(...losses), Math.max(...losses)]
  const room = 0.05 * (high - low) || 0.5
  return [low - room, high + room]
}

export function paintCurve(
  pen: Pen,
  plane: Plane,
  { at, spiking, smooth, slope }: LossCurve,
  [low, high]: readonly [number, number],
): void {
  const { colors, r } = pen
  const [first, last] = [at[0]!, at.at(-1)!]
  const here = spiking[(at.length - 1) / 2]!
  plane.inside(() => {
    line(pen, plane.x(0), plane.y(low), plane.x(0), plane.y(high), styles(pen).rule)
    line(pen, plane.x(first), plane.y(here + slope * first), plane.x(last), plane.y(here + slope * last), styles(pen).soft)
    for (const [losses, color] of [
      [smooth, colors.u],
      [spiking, colors.spk],
    ] as const)
      if (losses)
        stroke(pen, { color, width: 1.5 * r }, (context) => {
          for (const [i, loss] of losses.entries()) if (Number.isFinite(loss)) context.lineTo(plane.x(at[i]!), plane.y(loss))
        })
    mark(pen, plane, 0, here, colors.ink)
  })
}

export interface LossMap extends Pick<LossSurface, 'at'> {
  readonly axes: readonly [x: string, y: string]
  readonly losses: Float32Array
  readonly range: readonly [low: number, high: number]
  /** The difference of the loss between two neighboring lines. */
  readonly step: number
}

/** Cells of the map on a side, between which colors step. */
const CELLS = 96

export function paintMap(pen: Pen, plane: Plane, { axes, at, losses, range: [low, high], step }: LossMap): void {
  const size = at.length
  const [first, last] = [at[0]!, at.at(-1)!]
  const [left, right, top, bottom] = [plane.x(first), plane.x(last), plane.y(last), plane.y(first)]
  const place = (cell: number) => ((size - 1) * (cell + 0.5)) / CELLS
  const part = (value: number) => (value - low) / (high - low || 1)
  field(pen, CELLS, CELLS, (c, r) => part(between(losses, size, place(c), place(CELLS - 1 - r))), left, top, right - left, bottom - top)
  const toPlane = linear(0, size - 1, first, last)
  for (const level of ticks(low, high, (high - low) / step))
    stroke(pen, { color: pen.colors.ink2, width: 0.75 * pen.r }, (context) => {
      for (const [x1, y1, x2, y2] of contour(losses, size, level)) {
        context.moveTo(plane.x(toPlane(x1)), plane.y(toPlane(y1)))
        context.lineTo(plane.x(toPlane(x2)), plane.y(toPlane(y2)))
      }
    })
  mark(pen, plane, 0, 0, pen.colors.ink)
  // With two other runs as axes, each of them is at 1 on its own axis.
  if (first === 0) {
    named(pen, plane, 1, 0, axes[0])
    named(pen, plane, 0, 1, axes[1])
  }
}

/** A run at one of the two ends: its name is left of the end of the first axis, and right of that of the second. */
function named(pen: Pen, plane: Plane, x: number, y: number, name: string): void {
  const { colors, r } = pen
  const [dx, dy, align] = x > y ? ([-8, -8, 'right'] as const) : ([8, 16, 'left'] as const)
  mark(pen, plane, x, y, colors.spk)
  text(pen, plane.x(x) + dx * r, plane.y(y) + dy * r, name, { color: colors.ink, align, halo: true })
}
