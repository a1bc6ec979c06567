/** A corridor with a fork at its end, the goal on one side of it, and the agent; a sign shows the goal while it can be observed. */
import { crisp, line, type Pen, type Place, stroke } from '../../../base/draw'
import { arrow, disc, type EnvironmentRenderer, numberOf, type Scene, stateValues, weightOf } from './renderer'

const LENGTH = 10
/** The value of the state word "goal shown" at which the sign shows the goal. */
const NOW = 1
const [GOAL, TOLD] = [4, 5]
const cellsOf = (spec: Scene['spec']): number => numberOf(spec, 'length', LENGTH) + (spec.active === true ? 1 : 0) + 1

function paint(pen: Pen, place: Place, scene: Scene): void {
  const { colors, r } = pen
  const [x = 0, y = 0, goal = 1, told = 0] = stateValues(scene)
  const w = weightOf(place, r)
  const cells = cellsOf(scene.spec)
  // Long corridors are flat: a cell is as high as there is room for, at most as wide as it is high.
  const high = Math.min(place.height / 3, 34 * r)
  const fork = Math.min(high, 0.2 * place.width)
  const wide = Math.min((place.width - fork) / (cells - 1), fork)
  const [left, middle] = [place.x + (place.width - fork - (cells - 1) * wide) / 2, place.y + place.height / 2]
  const across = (at: number) => (at < cells - 1 ? left + (at + 0.5) * wide : left + (cells - 1) * wide + fork / 2)
  const down = (at: number) => middle - at * high
  const end = left + (cells - 1) * wide + fork
  const edge = { color: colors.edge, width: 1.25 * w }
  stroke(pen, edge, (path) => {
    path.moveTo(end - fork, middle - high / 2)
    path.lineTo(left, middle - high / 2)
    path.lineTo(left, middle + high / 2)
    path.lineTo(end - fork, middle + high / 2)
    path.lineTo(end - fork, middle + 1.5 * high)
    path.lineTo(end, middle + 1.5 * high)
    path.lineTo(end, middle - 1.5 * high)
    path.lineTo(end - fork, middle - 1.5 * high)
    path.lineTo(end - fork, middle - high / 2)
  })
  if (wide > 6 * r)
    for (let at = 1; at < cells - 1; at++) {
      const wall = crisp(left + at * wide)
      line(pen, wall, middle - high / 2, wall, middle + high / 2, { color: colors.hair })
    }
  const radius = Math.min(0.34 * high, 0.34 * Math.max(wide, 12 * r))
  const hidden = scene.isHidden(GOAL)
  disc(pen, across(cells - 1), down(goal), radius, hidden ? null : colors.win, {
    color: hidden ? colors.fix : colors.win,
    width: 1.75 * w,
    ...(hidden && { dash: [3 * w, 2 * w] }),
  })
  disc(pen, across(x), down(y), radius, colors.u)
  if (told === NOW) {
    const from = down(y) - (goal > 0 ? 1 : -1) * 0.1 * high
    arrow(
      pen,
      across(x),
      from,
      across(x),
      from - goal * 0.75 * high,
      { color: scene.isHidden(TOLD) ? colors.win : colors.ink, width: 2 * w },
      7 * w,
    )
  }
}

export const tMaze: EnvironmentRenderer = {
  ratio: (spec) => Math.min(6, Math.max(1.6, cellsOf(spec) / 3)),
  paint,
  legend: 'The ring is the goal; a green arrow shows its side while the agent sees it. Goal shown: 0 not yet, 1 now, 2 before.',
}
