/** Two lanes of steps, one for each agent: the sign that it is shown at the first step, the agent on its way, and the question at the end. */
import { crisp, line, type Pen, type Place, text } from '../../../base/draw'
import { disc, type EnvironmentRenderer, numberOf, type Scene, weightOf } from './renderer'

const LENGTH = 8
/** The indices in the state of the first sign, and of whether signs are shown. */
const [SIGNS, SHOWN] = [2, 4]
const AGENTS = [0, 1]
const lengthOf = (spec: Scene['spec']): number => numberOf(spec, 'length', LENGTH)

function paint(pen: Pen, place: Place, scene: Scene): void {
  const { colors, r } = pen
  const w = weightOf(place, r)
  const length = lengthOf(scene.spec)
  const [elapsed, shown] = [Math.min(scene.state[0] ?? 0, length), (scene.state[SHOWN] ?? 0) > 0]
  const radius = Math.min(10 * w, 0.16 * place.height)
  // Among many environments there is no room for signs as text: a full disc is +, an empty one −.
  const worded = radius > 7 * r
  const across = (step: number) => place.x + 1.6 * radius + (step / length) * (place.width - 3.2 * radius)
  const size = Math.max(12, (1.3 * radius) / r)
  for (const agent of AGENTS) {
    const y = crisp(place.y + place.height * (0.32 + 0.48 * agent))
    const own = colors[agent === 0 ? 'run-1' : 'run-2']
    const isPlus = (scene.state[SIGNS + agent] ?? 0) > 0
    line(pen, across(0), y, across(length), y, { color: colors.edge, width: 0.125 * radius })
    if (length <= 60) for (let step = 1; step < length; step++) disc(pen, across(step), y, 0.2 * radius, colors.rule)
    const color = shown ? colors.win : scene.isHidden(SIGNS + agent) ? colors.fix : colors.ink2
    const fill = shown ? colors['win-fill'] : colors.ground
    disc(pen, across(0), y, radius, worded ? fill : isPlus ? color : colors.ground, {
      color,
      width: 0.175 * radius,
      ...(!shown && worded && { dash: [3 * w, 2 * w] }),
    })
    disc(pen, across(length), y, radius, colors.ground, { color: colors.edge, width: 0.125 * radius })
    if (worded) {
      text(pen, across(0), y + 4.5 * w, isPlus ? '+' : '−', { color, align: 'center', size, weight: 600 })
      text(pen, across(length), y + 4.5 * w, '?', { color: colors.ink2, align: 'center', size })
    }
    disc(pen, across(elapsed), y - 1.6 * radius, 0.5 * radius, own)
    line(pen, across(elapsed), y - 1.1 * radius, across(elapsed), y - 0.3 * radius, { color: own, width: 0.15 * radius })
  }
}

export const jointRecall: EnvironmentRenderer = {
  ratio: () => 2.6,
  paint,
  numbers: false,
  legend:
    'Each agent sees its own sign at the first step; at the question, both have to say theirs at once. Drawn small, a full disc is + and an empty one −.',
}
