/**
 * Two links in float64, as in Acrobot-v1 of Gymnasium: one classical Runge-Kutta step of 0.2 with the equations of Sutton and Barto's
 * book.
 */
import { wrapped } from '../pendulum/reference'
import { between, clip, type Rules } from '../record/reference'
import { ACROBOT_SEEN, type AcrobotSpec } from './schema'

const plus = (s: readonly number[], k: readonly number[], h: number) => s.map((x, i) => x + h * k[i]!)

export const acrobotRules = ({ mask, limit }: AcrobotSpec): Rules => ({
  limit,
  start: (draw) => draw(0).map((u) => between(-0.1, 0.1, u)),
  observe([, , th1, th2, w1, w2]) {
    const numbers = [Math.cos(th1!), Math.sin(th1!), Math.cos(th2!), Math.sin(th2!), w1!, w2!]
    return ACROBOT_SEEN[mask].map((i) => numbers[i]!)
  },
  step([, , ...s], [action]) {
    const slope = (state: readonly number[]) => slopes(state, action! - 1)
    const k1 = slope(s)
    const k2 = slope(plus(s, k1, 0.1))
    const k3 = slope(plus(s, k2, 0.1))
    const k4 = slope(plus(s, k3, 0.2))
    const [th1, th2, w1, w2] = s.map((x, i) => x + (0.2 / 6) * (k1[i]! + 2 * k2[i]! + 2 * k3[i]! + k4[i]!))
    const own = [wrapped(th1!), wrapped(th2!), clip(w1!, -4 * Math.PI, 4 * Math.PI), clip(w2!, -9 * Math.PI, 9 * Math.PI)]
    const terminated = -Math.cos(own[0]!) - Math.cos(own[0]! + own[1]!) > 1
    return { own, reward: terminated ? 0 : -1, terminated }
  },
})

function slopes([th1, th2, w1, w2]: readonly number[], torque: number): number[] {
  const [sin, cos] = [Math.sin(th2!), Math.cos(th2!)]
  const [d1, d2] = [3.5 + cos, 1.25 + 0.5 * cos]
  const p2 = 4.9 * Math.sin(th1! + th2!)
  const p1 = -0.5 * w2! ** 2 * sin - w2! * w1! * sin + 14.7 * Math.sin(th1!) + p2
  const second = (torque + (d2 / d1) * p1 - 0.5 * w1! ** 2 * sin - p2) / (1.25 - d2 ** 2 / d1)
  return [w1!, w2!, -(d2 * second + p1) / d1, second]
}
