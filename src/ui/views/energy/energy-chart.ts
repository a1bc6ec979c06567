/** Draws the path of a run between the energy of a sample and a metric: older parts fainter, the changes of a weight, and the present point. */
import { setting } from '../../../format'
import { ENERGY } from '../../../studies/outcome'
import { type Pen, stroke, text } from '../../base/draw'
import { dots, drawPlane, mark, roundEnds } from '../../shared/plane'
import { metricTitle, scaleOf } from '../../state/labels/metric-labels'
import { type EnergyPath, evenPoints, type PathPoint } from './energy-path'

/** Points of the drawn line, and the parts of it that have a color of their own. */
const [MOST, PARTS] = [480, 24] as const
/** The maximum number of changes that are named; the newest ones are. */
const MAX_NAMED = 8

export function drawEnergyPath(pen: Pen, { metric, points, changes }: EnergyPath): void {
  const { colors, r, area } = pen
  const drawn = evenPoints(points, MOST)
  const [x, y] = [drawn.map(({ energy }) => energy), drawn.map(({ value }) => scaleOf(metric) * value)]
  const [xEnds, yEnds] = [roundEnds(x), roundEnds(y)]
  const plane = drawPlane(
    pen,
    { low: Math.max(0, xEnds[0]), high: xEnds[1], title: ENERGY.short, unit: ENERGY.unit },
    { low: yEnds[0], high: yEnds[1], title: metricTitle(metric), unit: metric.unit },
  )
  const place = ({ energy, value }: PathPoint) => [plane.x(energy), plane.y(scaleOf(metric) * value)] as const
  const length = Math.ceil(drawn.length / PARTS)
  for (let from = 0; from < drawn.length - 1; from += length)
    stroke(pen, { color: colors.u, width: 1.5, alpha: 0.25 + (0.75 * from) / drawn.length }, (path) => {
      for (const point of drawn.slice(from, from + length + 1)) path.lineTo(...place(point))
    })
  const at = { x: changes.map(({ energy }) => energy), y: changes.map(({ value }) => scaleOf(metric) * value) }
  dots(pen, plane, { ...at, shown: changes.map((_, i) => i) }, { color: colors.ink2, radius: 3 })
  for (const change of changes.slice(-MAX_NAMED)) {
    const [px, py] = place(change)
    const left = px > area.width / 2
    const words = `weight ${setting(change.weight)}`
    text(pen, left ? px - 6 * r : px + 6 * r, Math.max(32 * r, py - 6 * r), words, {
      color: colors.ink2,
      align: left ? 'right' : 'left',
      halo: true,
    })
  }
  const now = drawn.at(-1)
  if (now) mark(pen, plane, now.energy, scaleOf(metric) * now.value, colors.u)
}
