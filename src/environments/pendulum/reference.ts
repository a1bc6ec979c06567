/**
 * A pendulum in float64, as in Pendulum-v1 of Gymnasium: the reward is that of the state before the step, and the angle advances with the
 * new velocity.
 */
import { between, clip, type Rules } from '../record/reference'
import { PENDULUM_SEEN, type PendulumSpec } from './schema'

/** The angle without whole turns, in [-pi, pi]. */
export const wrapped = (angle: number): number => angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI))

export const pendulumRules = ({ mask, limit }: PendulumSpec): Rules => ({
  limit,
  start(draw) {
    const [angle, speed] = draw(0)
    return [between(-Math.PI, Math.PI, angle), between(-1, 1, speed)]
  },
  observe: ([, , th, w]) => PENDULUM_SEEN[mask].map((i) => [Math.cos(th!), Math.sin(th!), w!][i]!),
  step([, , th, w], [action]) {
    const torque = 2 * clip(action!, -1, 1)
    const reward = -(wrapped(th!) ** 2 + 0.1 * w! ** 2 + 0.001 * torque ** 2)
    const faster = clip(w! + 0.05 * (15 * Math.sin(th!) + 3 * torque), -8, 8)
    return { own: [th! + 0.05 * faster, faster], reward, terminated: false }
  },
})
