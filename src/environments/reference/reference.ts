/** The task reference in float64: the reference implementation of shaders/environments/reference.wgsl. */
import { bodyAt, distance, forceOf, moved, oneHot, places, pointAt, way } from '../particles/physics'
import { MOVES } from '../particles/schema'
import { pick } from '../record/reference'
import type { TeamRules } from '../record/team'
import { MARKS, REFERENCE_COLOR, REFERENCE_WORDS, type ReferenceSpec, VOCABULARY } from './schema'

const { GOALS, MESSAGES, PLACES, BODIES } = REFERENCE_WORDS

const marksOf = (state: readonly number[]) => Array.from({ length: MARKS }, (_, i) => pointAt(state, PLACES + 2 * i))
/** The goal that agent i knows, one word per landmark. */
const goalOf = (state: readonly number[], i: number) => state.slice(GOALS + MARKS * i, GOALS + MARKS * (i + 1))

export const referenceRules = ({ limit, localRatio }: ReferenceSpec): TeamRules => ({
  limit,
  start(draw) {
    const [one, two, ...marks] = places(draw, 2 + MARKS)
    const goals = [0, 1].flatMap((i) => oneHot(pick(draw(3)[i]!, MARKS), MARKS))
    return [...goals, ...oneHot(-1, 2 * VOCABULARY), ...marks.flat(), ...one!, 0, 0, ...two!, 0, 0]
  },
  observe: (state) =>
    [0, 1].map((i) => {
      const body = bodyAt(state, BODIES + 4 * i)
      const heard = MESSAGES + VOCABULARY * (1 - i)
      return [
        body[2],
        body[3],
        ...marksOf(state).flatMap((mark) => way(body, mark)),
        ...goalOf(state, i).map((own) => (own === 1 ? REFERENCE_COLOR.FULL : REFERENCE_COLOR.FAINT)),
        ...state.slice(heard, heard + VOCABULARY),
      ]
    }),
  step(state, actions) {
    const bodies = actions.map((action, i) => moved(bodyAt(state, BODIES + 4 * i), forceOf(action % MOVES.length)))
    const said = actions.flatMap((action) => oneHot(Math.floor(action / MOVES.length), VOCABULARY))
    const near = bodies.map((_, i) => -distance(bodies[1 - i]!, marksOf(state)[goalOf(state, i).indexOf(1)]!))
    const rewards = near.map((own) => localRatio * own + ((1 - localRatio) * (near[0]! + near[1]!)) / 2)
    const own = [...state.slice(GOALS, MESSAGES), ...said, ...state.slice(PLACES, BODIES), ...bodies.flat()]
    return { own, rewards, terminated: false }
  },
})
