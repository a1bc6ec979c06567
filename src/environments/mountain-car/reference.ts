/** A car in a valley in float64, as in MountainCarContinuous-v0 of Gymnasium. */
import { between, clip, type Rules } from '../record/reference'
import { MOUNTAIN_CAR_SEEN, type MountainCarSpec } from './schema'

const LEFT_END = -1.2

export const mountainCarRules = ({ mask, limit, cost }: MountainCarSpec): Rules => ({
  limit,
  start: (draw) => [between(-0.6, -0.4, draw(0)[0]), 0],
  observe: (state) => MOUNTAIN_CAR_SEEN[mask].map((i) => state[2 + i]!),
  step([, , p, v], [action]) {
    const applied = clip(action!, -1, 1)
    const speed = clip(v! + 0.0015 * applied - 0.0025 * Math.cos(3 * p!), -0.07, 0.07)
    const position = clip(p! + speed, LEFT_END, 0.6)
    const own = [position, position === LEFT_END && speed < 0 ? 0 : speed]
    const terminated = own[0]! >= 0.45 && own[1]! >= 0
    const paid = cost === 'asked' ? action! : applied
    return { own, reward: (terminated ? 100 : 0) - 0.1 * paid ** 2, terminated }
  },
})
