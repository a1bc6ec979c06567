/** A pendulum on its motor; up is 0. */
import { line, type Pen, type Place } from '../../../base/draw'
import { arcArrow, disc, type EnvironmentRenderer, pushOf, rod, type Scene, stateValues, truthStyle, weightOf } from './renderer'

function paint(pen: Pen, place: Place, scene: Scene): void {
  const { colors, r } = pen
  const [angle = 0, speed = 0] = stateValues(scene)
  const w = weightOf(place, r)
  const [x, y] = [place.x + place.width / 2, place.y + place.height / 2]
  const length = 0.4 * Math.min(place.width, place.height)
  line(pen, x, y - length - 5 * w, x, y - length + 3 * w, { color: colors.win, width: 1.5 * w })
  disc(pen, x, y, length, null, { color: colors.hair, width: w })
  // Positive angles turn to the left.
  rod(pen, x, y, x - length * Math.sin(angle), y - length * Math.cos(angle), scene.isHidden(2) ? colors.fix : colors.u, 7 * w)
  disc(pen, x, y, 3 * w, colors.ink)
  arcArrow(pen, x, y, 0.66 * length, -Math.PI / 2 - angle, -0.18 * speed, truthStyle(pen, scene.isHidden(3), w), 6 * w)
  arcArrow(pen, x, y, 0.3 * length, Math.PI / 2, -1.8 * pushOf(scene.action, 0), { color: colors.spk, width: 2 * w }, 6 * w)
}

export const pendulum: EnvironmentRenderer = {
  ratio: () => 1,
  paint,
  legend: 'The green mark is up. Arrows: speed, and in orange the torque.',
}
