/** Draws precision over recall, one line per class. Reads no state of the page. */
import { fixed } from '../../../format'
import { type Pen, stroke, text } from '../../base/draw'
import { drawPlane, type Plane } from '../../shared/plane'
import { type Curve, reachedBy } from './precision'
import { classColor } from './scene-chart'

export function drawCurves(pen: Pen, curves: readonly Curve[]): void {
  const { colors, r } = pen
  const plane = drawPlane(pen, { low: 0, high: 1, title: 'recall', unit: null }, { low: 0, high: 1, title: 'precision', unit: null })
  plane.inside(() => {
    for (const curve of curves) trace(pen, plane, curve)
  })
  // At the bottom left, where a curve only passes if almost nothing is detected.
  curves.forEach(({ name, classIndex, mean }, at) => {
    const [x, y] = [plane.x(0) + 8 * r, plane.y(0) - (10 + 15 * (curves.length - 1 - at)) * r]
    const end = x + text(pen, x, y, fixed(mean, 2), { color: classColor(colors, classIndex), weight: 600, halo: true })
    text(pen, end + 6 * r, y, name, { color: colors.ink2, halo: true })
  })
}

/** Draws a curve, which drops to 0 at the largest recall it reaches. */
function trace(pen: Pen, { x, y }: Plane, curve: Curve): void {
  const { colors, r } = pen
  const last = curve.values.length - 1
  const end = reachedBy(curve)
  stroke(pen, { color: classColor(colors, curve.classIndex), width: 1.75 * r }, (context) => {
    curve.values.forEach((value, at) => {
      if (at === 0) context.moveTo(x(0), y(value))
      else if (at / last <= end) context.lineTo(x(at / last), y(value))
    })
    if (end < 1) context.lineTo(x(end), y(0))
  })
}
