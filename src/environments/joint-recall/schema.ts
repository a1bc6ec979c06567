/**
 * Joint recall: each of two agents sees a sign of its own at the start, and `length` steps later both have to say theirs in the same step.
 * Its settings and shape. Data, no code.
 */
import * as z from 'zod'
import { integer } from '../../schema'
import { type EnvironmentShape, STATE_HEAD } from '../record/schema'

export const jointRecallSchema = z.strictObject({
  kind: z.literal('jointRecall'),
  length: integer(1, 1000, 8, {
    label: 'Length',
    unit: 'steps',
    help: 'Steps from the signs to the question: for so long each agent has to remember its own.',
  }),
})
export type JointRecallSpec = z.infer<typeof jointRecallSchema>

export const PAIR = 2
/** Offsets in the state: the signs, -1 or 1; whether they are shown now, and whether they are asked for. */
export const RECALL_WORDS = { SIGNS: STATE_HEAD.own, SHOWN: STATE_HEAD.own + PAIR, ASKED: STATE_HEAD.own + PAIR + 1 } as const

export const jointRecallShape = ({ length }: JointRecallSpec): EnvironmentShape => ({
  agents: PAIR,
  observations: 3 + PAIR,
  action: { kind: 'discrete', count: 2 },
  state: RECALL_WORDS.ASKED + 1,
  available: false,
  mixer: PAIR + 2,
  limit: length + 1,
  wonAbove: 0,
  names: {
    observations: ['sign', 'sign shown', 'asked', 'is agent 1', 'is agent 2'],
    state: ['step', 'episode', 'sign 1', 'sign 2', 'signs shown', 'asked'],
    actions: ['say −1', 'say 1'],
  },
  hidden: [RECALL_WORDS.SIGNS, RECALL_WORDS.SIGNS + 1],
})
