/** Two lanes of steps, one for each agent: the sign that it is shown at the first step, the agent on its way, and the question at the end. */
import { crisp, line, type Pen, text } from '../../../base/draw'
import { disc, type EnvironmentRenderer, numberOf, type Place, type Scene, weightOf } from './renderer'

const LENGTH = 8
/** The index in the state of the first sign, and of the word that says whether signs are shown. */
const [SIGNS, SHOWN] = [2, 4]
const AGENTS = [0, 1]
const lengthOf = (spec: Scene['spec']): number => numberOf(spec, 'length', LENGTH)

function paint(pen: Pen, place: Place, scene: Scene): void {
  const { colors, r } = pen
  const w = weightOf(place, r)
  const length = lengthOf(scene.spec)
  const [elapsed, shown] = [Math.min(scene.state[0] ?? 0, length), (scene.state[SHOWN] ?? 0) > 0]
  const pad = 16 * w
  const across = (step: number) => place.x + pad + (step / length) * (place.width - 2 * pad)
  const size = Math.max(12, (13 * w) / r)
  for (const agent of AGENTS) {
    const y = crisp(place.y + place.height * (0.32 + 0.48 * agent))
    line(pen, across(0), y, across(length), y, { color: colors.edge, width: 1.25 * w })
    if (length <= 60) for (let step = 1; step < length; step++) disc(pen, across(step), y, 2 * w, colors.rule)
    const color = shown ? colors.win : scene.isHidden(SIGNS + agent) ? colors.fix : colors.ink2
    disc(pen, across(0), y, 10 * w, shown ? colors['win-fill'] : colors.ground, {
      color,
      width: 1.75 * w,
      ...(!shown && { dash: [3 * w, 2 * w] }),
    })
    text(pen, across(0), y + 4.5 * w, (scene.state[SIGNS + agent] ?? 0) < 0 ? '−' : '+', { color, align: 'center', size, weight: 600 })
    disc(pen, across(length), y, 10 * w, colors.ground, { color: colors.edge, width: 1.25 * w })
    text(pen, across(length), y + 4.5 * w, '?', { color: colors.ink2, align: 'center', size })
    disc(pen, across(elapsed), y - 16 * w, 5 * w, colors[agent === 0 ? 'run-1' : 'run-2'])
    line(pen, across(elapsed), y - 11 * w, across(elapsed), y - 3 * w, { color: colors[agent === 0 ? 'run-1' : 'run-2'], width: 1.5 * w })
  }
}

export const jointRecall: EnvironmentRenderer = {
  ratio: () => 2.6,
  paint,
  numbers: false,
  legend: 'Each agent sees its own sign at the first step; at the question, both have to say theirs at once.',
}
