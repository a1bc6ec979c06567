/** A chain of steps: the bit that is shown at its first, the agent on its way, and the question at its end. */
import { crisp, line, type Pen, type Place, text } from '../../../base/draw'
import { disc, type EnvironmentRenderer, numberOf, type Scene, weightOf } from './renderer'

const LENGTH = 10
const CONTEXT = 2
const lengthOf = (spec: Scene['spec']): number => numberOf(spec, 'length', LENGTH)

function paint(pen: Pen, place: Place, scene: Scene): void {
  const { colors, r } = pen
  const w = weightOf(place, r)
  const length = lengthOf(scene.spec)
  const [elapsed, context] = [scene.state[0] ?? 0, scene.state[CONTEXT] ?? 0]
  const pad = 16 * w
  const y = crisp(place.y + place.height / 2)
  const across = (step: number) => place.x + pad + (Math.min(step, length + 1) / (length + 1)) * (place.width - 2 * pad)
  line(pen, across(0), y, across(length + 1), y, { color: colors.edge, width: 1.25 * w })
  if (length <= 60) for (let step = 1; step <= length; step++) disc(pen, across(step), y, 2 * w, colors.rule)
  // The cue, which the agent only observes at the beginning.
  const seen = elapsed <= 1
  const color = seen ? colors.win : colors.fix
  disc(pen, across(0), y, 11 * w, seen ? colors['win-fill'] : colors.ground, {
    color,
    width: 1.75 * w,
    ...(!seen && { dash: [3 * w, 2 * w] }),
  })
  text(pen, across(0), y + 4.5 * w, String(context), { color, align: 'center', size: Math.max(12, (13 * w) / r), weight: 600 })
  disc(pen, across(length + 1), y, 11 * w, colors.ground, { color: colors.edge, width: 1.25 * w })
  text(pen, across(length + 1), y + 4.5 * w, '?', { color: colors.ink2, align: 'center', size: Math.max(12, (13 * w) / r) })
  disc(pen, across(elapsed), y - 17 * w, 5 * w, colors.u)
  line(pen, across(elapsed), y - 12 * w, across(elapsed), y - 3 * w, { color: colors.u, width: 1.5 * w })
}

export const memoryChain: EnvironmentRenderer = { ratio: () => 4, paint, legend: 'The bit is shown at first and asked for at the end.' }
