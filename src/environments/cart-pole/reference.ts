/** A pole on a cart in float64, as in CartPole-v1 of Gymnasium: positions advance with the velocities before the step. */
import { between, type Rules } from '../record/reference'
import { CART_POLE_SEEN, type CartPoleSpec } from './schema'

const [TRACK, LEAN] = [2.4, (12 * Math.PI) / 180]

export const cartPoleRules = ({ mask, limit }: CartPoleSpec): Rules => ({
  limit,
  start: (draw) => draw(0).map((u) => between(-0.05, 0.05, u)),
  observe: (state) => CART_POLE_SEEN[mask].map((i) => state[2 + i]!),
  step([, , x, v, th, w], [action]) {
    const [sin, cos] = [Math.sin(th!), Math.cos(th!)]
    const push = ((action === 1 ? 10 : -10) + 0.05 * w! ** 2 * sin) / 1.1
    const turning = (9.8 * sin - cos * push) / (0.5 * (4 / 3 - (0.1 * cos ** 2) / 1.1))
    const rushing = push - (0.05 * turning * cos) / 1.1
    const own = [x! + 0.02 * v!, v! + 0.02 * rushing, th! + 0.02 * w!, w! + 0.02 * turning]
    return { own, reward: 1, terminated: Math.abs(own[0]!) > TRACK || Math.abs(own[2]!) > LEAN }
  },
})
