/** Draws a sweep's runs by the energy of a sample and the deciding metric, with their names, and the front along those that no other beats. */
import { withUnit } from '../../../format'
import type { FrontRun } from '../../../studies/front'
import { ENERGY, type OutcomeInfo } from '../../../studies/outcome'
import { cutTo, line, type Pen, styles, text } from '../../base/draw'
import { dots, drawPlane, mark, roundEnds } from '../../shared/plane'

/** Beyond this many runs, only those on the front are named. */
const MAX_NAMED = 12

export function drawFront(pen: Pen, deciding: OutcomeInfo, runs: readonly FrontRun[]): void {
  const [x, y] = [runs.map(({ energy }) => ENERGY.scale * energy), runs.map(({ value }) => deciding.scale * value)]
  const [xEnds, yEnds] = [roundEnds(x), roundEnds(y)]
  const plane = drawPlane(
    pen,
    { low: xEnds[0], high: xEnds[1], title: ENERGY.short, unit: ENERGY.unit },
    { low: yEnds[0], high: yEnds[1], title: deciding.title, unit: deciding.unit },
  )
  const front = runs.flatMap(({ onFront }, i) => (onFront ? [i] : []))
  const { colors, r, area } = pen
  for (const [at, i] of front.entries()) {
    const next = front[at + 1]
    if (next !== undefined) line(pen, plane.x(x[i]!), plane.y(y[i]!), plane.x(x[next]!), plane.y(y[next]!), styles(pen).train)
  }
  dots(pen, plane, { x, y, shown: runs.flatMap(({ onFront }, i) => (onFront ? [] : [i])) }, { color: colors.ink3, radius: 3 })
  for (const i of front) mark(pen, plane, x[i]!, y[i]!, colors.u)
  for (const [i, { title, onFront }] of runs.entries()) {
    if (!onFront && runs.length > MAX_NAMED) continue
    const [px, py] = [plane.x(x[i]!), plane.y(y[i]!)]
    const left = px > area.width / 2
    const name = cutTo(pen, title, (left ? px : area.width - px) - 8 * r)
    const color = onFront ? colors.ink : colors.ink3
    // There is always room above a point on the front.
    text(pen, left ? px - 6 * r : px + 6 * r, Math.max(32 * r, py - 6 * r), name, { color, align: left ? 'right' : 'left', halo: true })
  }
}

export const frontTitle = (deciding: OutcomeInfo): string =>
  `${deciding.title} against ${withUnit(ENERGY.short.toLowerCase(), ENERGY.unit)}`
