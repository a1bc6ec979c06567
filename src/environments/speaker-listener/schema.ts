/**
 * Speaker and listener: one knows which landmark is the goal and cannot move, the other moves and receives a word per step
 * (`simple_speaker_listener` of the particle environments). Its settings and shape. Data, no code.
 */
import * as z from 'zod'
import type { EnvironmentMap } from '../map/schema'
import { bodyNames, episodeLimit, headNames, landmarkBody, MOVES, movingBody, numbered, planar, range } from '../particles/schema'
import { type EnvironmentShape, STATE_HEAD } from '../record/schema'

export const LANDMARKS = 3
/** The color of a landmark: the value of its own component, and of the others. */
export const SPEAKER_COLOR = { FULL: 0.65, FAINT: 0.15 } as const

export const speakerListenerSchema = z.strictObject({ kind: z.literal('speakerListener'), limit: episodeLimit() })
export type SpeakerListenerSpec = z.infer<typeof speakerListenerSchema>

const SPEAKER = STATE_HEAD.own
const GOAL = SPEAKER + 4
const MESSAGE = GOAL + LANDMARKS
const MARKS = MESSAGE + LANDMARKS
const LISTENER = MARKS + 2 * LANDMARKS
/** Offsets of the parts of the state. The goal and the last message have one word per landmark, 1 or 0. */
export const SPEAKER_WORDS = { SPEAKER, GOAL, MESSAGE, MARKS, LISTENER, words: LISTENER + 4 } as const
/** The size of the listener's observation: velocity, landmarks, message. The speaker observes the goal as a color, in the first three. */
export const LISTENER_OBSERVATIONS = 2 + 2 * LANDMARKS + LANDMARKS

export const speakerListenerShape = ({ limit }: SpeakerListenerSpec): EnvironmentShape => ({
  agents: 2,
  observations: LISTENER_OBSERVATIONS,
  action: { kind: 'discrete', count: MOVES.length },
  state: SPEAKER_WORDS.words,
  available: true,
  mixer: SPEAKER_WORDS.words - GOAL,
  limit,
  names: {
    observations: [
      'velocity x or goal red',
      'velocity y or goal green',
      'landmark 1 x or goal blue',
      ...planar(numbered('landmark', LANDMARKS)).slice(1),
      ...numbered('word', LANDMARKS),
    ],
    state: [
      ...headNames,
      ...bodyNames('speaker'),
      ...numbered('goal', LANDMARKS),
      ...numbered('word', LANDMARKS),
      ...planar(numbered('landmark', LANDMARKS)),
      ...bodyNames('listener'),
    ],
    actions: MOVES.map((move, i) => (i < LANDMARKS ? `${move}, or word ${i + 1}` : move)),
  },
  hidden: range(4, SPEAKER),
})

export const speakerListenerMap = (): EnvironmentMap => ({
  frame: [-1.5, -1.5, 1.5, 1.5],
  bordered: false,
  bodies: [
    movingBody('speaker', 0, SPEAKER),
    movingBody('listener', 1, LISTENER),
    ...range(LANDMARKS).map((i) => landmarkBody(`landmark ${i + 1}`, MARKS + 2 * i)),
  ],
  goals: [{ body: 1, known: 0, words: range(LANDMARKS, GOAL), landmarks: range(LANDMARKS, 2) }],
  messages: [{ from: 0, to: 1, words: range(LANDMARKS, MESSAGE) }],
})
