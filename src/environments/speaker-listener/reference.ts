/** Speaker and listener in float64: the reference implementation of shaders/environments/speaker-listener.wgsl. */
import { bodyAt, distance, forceOf, moved, oneHot, places, pointAt, way } from '../particles/physics'
import { pick } from '../record/reference'
import type { TeamRules } from '../record/team'
import { LANDMARKS, LISTENER_OBSERVATIONS, SPEAKER_COLOR, SPEAKER_WORDS, type SpeakerListenerSpec } from './schema'

const { SPEAKER, GOAL, MESSAGE, MARKS, LISTENER } = SPEAKER_WORDS

const marksOf = (state: readonly number[]) => Array.from({ length: LANDMARKS }, (_, i) => pointAt(state, MARKS + 2 * i))

export const speakerListenerRules = ({ limit }: SpeakerListenerSpec): TeamRules => ({
  limit,
  start(draw) {
    const [speaker, listener, ...marks] = places(draw, 2 + LANDMARKS)
    const goal = pick(draw(3)[0], LANDMARKS)
    return [...speaker!, 0, 0, ...oneHot(goal, LANDMARKS), ...oneHot(-1, LANDMARKS), ...marks.flat(), ...listener!, 0, 0]
  },
  observe(state) {
    const listener = bodyAt(state, LISTENER)
    const color = state.slice(GOAL, MESSAGE).map((own) => (own === 1 ? SPEAKER_COLOR.FULL : SPEAKER_COLOR.FAINT))
    return [
      [...color, ...new Array<number>(LISTENER_OBSERVATIONS - LANDMARKS).fill(0)],
      [listener[2], listener[3], ...marksOf(state).flatMap((mark) => way(listener, mark)), ...state.slice(MESSAGE, MARKS)],
    ]
  },
  available: () => [
    [1, 1, 1, 0, 0],
    [1, 1, 1, 1, 1],
  ],
  step(state, [word, move]) {
    const listener = moved(bodyAt(state, LISTENER), forceOf(move!))
    const reward = -(distance(listener, marksOf(state)[state.slice(GOAL, MESSAGE).indexOf(1)]!) ** 2)
    const own = [...state.slice(SPEAKER, MESSAGE), ...oneHot(word!, LANDMARKS), ...state.slice(MARKS, LISTENER), ...listener]
    return { own, rewards: [reward, reward], terminated: false }
  },
})
