/** Joint recall in float64: the reference implementation of shaders/environments/joint-recall.wgsl. */
import type { TeamRules } from '../record/team'
import { type JointRecallSpec, PAIR, RECALL_WORDS } from './schema'

const { SIGNS, SHOWN, ASKED } = RECALL_WORDS
const agents = Array.from({ length: PAIR }, (_, i) => i)

export const jointRecallRules = ({ length }: JointRecallSpec): TeamRules => ({
  // The question is the end, not a time-out.
  limit: Number.POSITIVE_INFINITY,
  start: (draw) => [
    ...draw(0)
      .slice(0, PAIR)
      .map((u) => (u < 0.5 ? 1 : -1)),
    1,
    0,
  ],
  observe: (state) =>
    agents.map((i) => [state[SHOWN]! * state[SIGNS + i]!, state[SHOWN]!, state[ASKED]!, ...agents.map((j) => Number(i === j))]),
  step(state, actions) {
    const asked = state[ASKED] === 1
    const signs = state.slice(SIGNS, SIGNS + PAIR)
    const reward = Number(asked && actions.every((action, i) => 2 * action - 1 === signs[i]))
    return { own: [...signs, 0, Number(state[0]! + 1 === length)], rewards: actions.map(() => reward), terminated: asked }
  },
})
