/** Remembering a bit, with the rules of bsuite: each step gives the observation of the time before it. */
import type { Rules } from '../record/reference'
import type { MemoryChainSpec } from './schema'

export const memoryChainRules = ({ length }: MemoryChainSpec): Rules => ({
  limit: Number.POSITIVE_INFINITY,
  start: (draw) => [draw(0)[0] < 0.5 ? 1 : 0],
  observe([elapsed, , context]) {
    const time = Math.max(0, elapsed! - 1)
    return [1 - time / length, 0, time === 0 ? 2 * context! - 1 : 0]
  },
  step([elapsed, , context], [action]) {
    const terminated = elapsed === length
    return { own: [context!], reward: terminated ? (action === context ? 1 : -1) : 0, terminated }
  },
})
