/** A cart on its track with the pole on it. */
import { crisp, line, type Pen, type Place, styles } from '../../../base/draw'
import { arcArrow, arrow, disc, type EnvironmentRenderer, pushOf, rod, type Scene, stateValues, truthStyle, weightOf } from './renderer'

/** The position of the end of the track, and the length of the pole. */
const [TRACK, POLE] = [2.4, 1]
const MARGIN = 0.45

function paint(pen: Pen, place: Place, scene: Scene): void {
  const { colors, r } = pen
  const [x = 0, speed = 0, angle = 0, turning = 0] = stateValues(scene)
  const w = weightOf(place, r)
  const unit = place.width / (2 * (TRACK + MARGIN))
  const across = (at: number) => place.x + place.width / 2 + at * unit
  const ground = crisp(place.y + 0.82 * place.height)
  const [half, high] = [0.26 * unit, 0.26 * unit]
  line(pen, across(-TRACK), ground, across(TRACK), ground, { color: colors.edge, width: w })
  for (const end of [-TRACK, TRACK])
    line(pen, across(end), ground - 0.18 * unit, across(end), ground + 0.1 * unit, { color: colors.spk, width: 1.5 * w })
  line(pen, crisp(across(0)), ground, crisp(across(0)), ground + 0.08 * unit, styles(pen).tick)
  const [joint, top] = [across(x), ground - high - 1.5 * w]
  pen.context.fillStyle = colors['u-fill']
  pen.context.fillRect(joint - half, top, 2 * half, high)
  pen.context.strokeStyle = colors.u
  pen.context.lineWidth = 1.25 * w
  pen.context.strokeRect(joint - half, top, 2 * half, high)
  rod(pen, joint, top, joint + POLE * unit * Math.sin(angle), top - POLE * unit * Math.cos(angle), colors.ink, 3.5 * w)
  disc(pen, joint, top, 2.5 * w, colors.u)
  const head = 6 * w
  arrow(pen, joint, top + high / 2, joint + 0.45 * unit * speed, top + high / 2, truthStyle(pen, scene.isHidden(3), w), head)
  arcArrow(pen, joint, top, 0.55 * unit, angle - Math.PI / 2, 0.4 * turning, truthStyle(pen, scene.isHidden(5), w), head)
  const push = pushOf(scene.action, 2)
  if (push !== 0) {
    const side = joint - push * (half + 3 * w)
    arrow(pen, side - push * 0.4 * unit, top + high / 2, side, top + high / 2, { color: colors.spk, width: 2 * w }, head)
  }
}

export const cartPole: EnvironmentRenderer = { ratio: () => 2.4, paint, legend: 'Arrows: velocities, and in orange the push.' }
