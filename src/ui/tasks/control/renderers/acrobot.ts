/** Two links that hang from a joint, and the height that their end has to reach. */
import { line, type Pen, type Place } from '../../../base/draw'
import { arcArrow, disc, type EnvironmentRenderer, pushOf, rod, type Scene, stateValues, truthStyle, weightOf } from './renderer'

function paint(pen: Pen, place: Place, scene: Scene): void {
  const { colors, r } = pen
  const [first = 0, second = 0, speed1 = 0, speed2 = 0] = stateValues(scene)
  const w = weightOf(place, r)
  const unit = Math.min(place.width, place.height) / 4.4
  const [x, y] = [place.x + place.width / 2, place.y + place.height / 2]
  const [mx, my] = [x + unit * Math.sin(first), y + unit * Math.cos(first)]
  const sum = first + second
  line(pen, place.x, y - unit, place.x + place.width, y - unit, { color: colors.win, width: 1.25 * w, dash: [4 * w, 3 * w] })
  const angles = scene.isHidden(2) ? colors.fix : colors.u
  rod(pen, x, y, mx, my, angles, 5 * w)
  rod(pen, mx, my, mx + unit * Math.sin(sum), my + unit * Math.cos(sum), angles, 5 * w)
  for (const [jx, jy] of [
    [x, y],
    [mx, my],
  ] as const)
    disc(pen, jx, jy, 3.5 * w, colors.ink)
  // Angles are measured from hanging down; positive ones turn to the right.
  arcArrow(pen, x, y, 0.5 * unit, Math.PI / 2 - first, -0.15 * speed1, truthStyle(pen, scene.isHidden(4), w), 6 * w)
  arcArrow(pen, mx, my, 0.5 * unit, Math.PI / 2 - sum, -0.15 * speed2, truthStyle(pen, scene.isHidden(5), w), 6 * w)
  arcArrow(pen, mx, my, 0.26 * unit, -Math.PI / 2, -2 * pushOf(scene.action, 3), { color: colors.spk, width: 2 * w }, 6 * w)
}

export const acrobot: EnvironmentRenderer = {
  ratio: () => 1,
  paint,
  legend: 'The end is to reach the dashed line. Arrows: velocities, and in orange the torque.',
}
