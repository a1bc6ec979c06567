/** The switch riddle in float64: the reference implementation of shaders/environments/switch-riddle.wgsl. */
import { pick } from '../record/reference'
import type { TeamRules } from '../record/team'
import { daysOf, RIDDLE_ACTIONS, RIDDLE_WORDS, type SwitchRiddleSpec, VISITS } from './schema'

const { VISITOR, LIGHT, BEEN } = RIDDLE_WORDS

export const switchRiddleRules = ({ agents }: SwitchRiddleSpec): TeamRules => ({
  // Its last day is an end, not a time-out.
  limit: Number.POSITIVE_INFINITY,
  start: (draw) => [pick(draw(0)[0], agents), 0, ...new Array<number>(agents).fill(0)],
  observe: (state) =>
    Array.from({ length: agents }, (_, i) => {
      const inside = i === state[VISITOR]
      return [Number(inside), inside ? state[LIGHT]! : 0]
    }),
  step(state, actions, draw, given) {
    const [day, visitor, light] = [state[0]! + 1, state[VISITOR]!, state[LIGHT]!]
    const action = RIDDLE_ACTIONS[actions[visitor]!]
    const been = state.slice(BEEN).with(visitor, 1)
    const next = given?.[0] ?? pick(draw(day, VISITS)[0], agents)
    const reward = action === 'tell' ? (been.every((one) => one === 1) ? 1 : -1) : 0
    return {
      own: [next, action === 'switch' ? 1 - light : light, ...been],
      rewards: actions.map(() => reward),
      terminated: action === 'tell' || day >= daysOf(agents),
    }
  },
})
