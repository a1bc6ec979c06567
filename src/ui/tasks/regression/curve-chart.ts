/** A function and its approximation by the network, which develops over the time steps. */
import type { Curve } from '../../../tasks/regression/detail'
import { line, type Pen, stroke } from '../../base/draw'
import { evenly } from '../../base/scale'
import { dots, drawPlane, mark, type Plane, roundEnds } from '../../shared/plane'

/** The largest number of steps drawn; more are thinned evenly. */
const MAX_LINES = 24

/** The pinned sample, on the curve. */
export interface Pinned {
  readonly x: number
  readonly prediction: number
}

/** The network's output over x if the sequence ended after a step, counted from 0. */
export const curveAt = ({ readout, x }: Curve, step: number): Float32Array => readout.subarray(step * x.length, (step + 1) * x.length)

/** Mean distance of the network from the function after a step. */
export function distanceAt(curve: Curve, step: number): number {
  const values = curveAt(curve, step)
  return values.reduce((sum, y, i) => sum + Math.abs(y - curve.target[i]!), 0) / values.length
}

/** The opacity of a step's curve: later steps are stronger. */
export const strengthOf = (step: number, steps: number): number => (steps === 1 ? 1 : 0.28 + 0.4 * (step / (steps - 1)))

/** @param step the highlighted step, from 0 */
export function drawCurve(pen: Pen, curve: Curve, step: number, pinned: Pinned | null): void {
  const { colors, r } = pen
  const { x, target, readout, samples, steps } = curve
  const [low, high] = roundEnds([...target, ...readout, ...samples.y])
  const plane = drawPlane(pen, { low: x[0]!, high: x.at(-1)!, title: 'x', unit: null }, { low, high, title: 'y', unit: null })
  const path = (values: ArrayLike<number>) => (context: CanvasRenderingContext2D) => trace(context, plane, x, values)
  plane.inside(() => {
    const all = Array.from(samples.x, (_, at) => at)
    dots(pen, plane, { ...samples, shown: all }, { color: colors.ink3, radius: 1.25, alpha: 0.4 })
    for (const at of evenly(steps, MAX_LINES, step))
      if (at !== step) stroke(pen, { color: colors.u, width: r, alpha: strengthOf(at, steps) }, path(curveAt(curve, at)))
    stroke(pen, { color: colors.u, width: 2.25 * r }, path(curveAt(curve, step)))
    stroke(pen, { color: colors.ink, width: 1.25 * r, dash: [5 * r, 3 * r] }, path(target))
    if (!pinned) return
    const at = plane.x(pinned.x)
    line(pen, at, plane.y(low), at, plane.y(high), { color: colors.edge, dash: [2, 2] })
    mark(pen, plane, pinned.x, pinned.prediction, colors.u)
  })
}

function trace(context: CanvasRenderingContext2D, { x, y }: Plane, at: ArrayLike<number>, values: ArrayLike<number>): void {
  let open = false
  for (let i = 0; i < values.length; i++) {
    const height = y(values[i]!)
    if (!Number.isFinite(height)) open = false
    else if (open) context.lineTo(x(at[i]!), height)
    else {
      context.moveTo(x(at[i]!), height)
      open = true
    }
  }
}
