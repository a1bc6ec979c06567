/**
 * Reference: two agents walk and speak at once, and each knows the goal of the other alone (`simple_reference` of the particle
 * environments). Its settings and shape. Data, no code.
 */
import * as z from 'zod'
import type { EnvironmentMap } from '../map/schema'
import {
  bodyNames,
  episodeLimit,
  headNames,
  landmarkBody,
  localRatio,
  MOVES,
  movingBody,
  numbered,
  planar,
  range,
} from '../particles/schema'
import { type EnvironmentShape, STATE_HEAD } from '../record/schema'

export const MARKS = 3
export const VOCABULARY = 10
/** The color of a landmark: the value of its own component, and of the others. */
export const REFERENCE_COLOR = { FULL: 0.75, FAINT: 0.25 } as const

export const referenceSchema = z.strictObject({
  kind: z.literal('reference'),
  localRatio: localRatio('how near the other is to the goal that this one knows.'),
  limit: episodeLimit(),
})
export type ReferenceSpec = z.infer<typeof referenceSchema>

const GOALS = STATE_HEAD.own
const MESSAGES = GOALS + 2 * MARKS
const PLACES = MESSAGES + 2 * VOCABULARY
const BODIES = PLACES + 2 * MARKS
/** Offsets of the parts of the state. Goals are those that an agent knows; like messages they have one word per option, 1 or 0. */
export const REFERENCE_WORDS = { GOALS, MESSAGES, PLACES, BODIES, words: BODIES + 8 } as const
/** The size of an observation: velocity, landmarks, the goal of the other agent as a color, and its message. */
const REFERENCE_OBSERVATIONS = 2 + 2 * MARKS + MARKS + VOCABULARY

const agents = numbered('agent', 2)

export const referenceShape = ({ limit }: ReferenceSpec): EnvironmentShape => ({
  agents: 2,
  observations: REFERENCE_OBSERVATIONS,
  action: { kind: 'discrete', count: MOVES.length * VOCABULARY },
  state: REFERENCE_WORDS.words,
  available: false,
  mixer: REFERENCE_WORDS.words - GOALS,
  limit,
  names: {
    observations: [
      ...planar(['velocity']),
      ...planar(numbered('landmark', MARKS)),
      'other’s goal red',
      'other’s goal green',
      'other’s goal blue',
      ...numbered('word', VOCABULARY),
    ],
    state: [
      ...headNames,
      ...planar(agents, numbered('knows goal', MARKS)),
      ...planar(agents, numbered('word', VOCABULARY)),
      ...planar(numbered('landmark', MARKS)),
      ...agents.flatMap(bodyNames),
    ],
    actions: numbered('word', VOCABULARY).flatMap((word) => MOVES.map((move) => `${move}, ${word}`)),
  },
  hidden: [],
})

export const referenceMap = (): EnvironmentMap => ({
  frame: [-1.5, -1.5, 1.5, 1.5],
  bordered: false,
  bodies: [
    ...agents.map((name, i) => movingBody(name, i, BODIES + 4 * i)),
    ...range(MARKS).map((i) => landmarkBody(`landmark ${i + 1}`, PLACES + 2 * i)),
  ],
  goals: agents.map((_, i) => ({ body: 1 - i, known: i, words: range(MARKS, GOALS + MARKS * i), landmarks: range(MARKS, 2) })),
  messages: agents.map((_, i) => ({ from: i, to: 1 - i, words: range(VOCABULARY, MESSAGES + VOCABULARY * i) })),
})
