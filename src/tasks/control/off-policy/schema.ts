/** What algorithms have that learn from kept experience: a buffer, what is drawn from it, and how targets follow. Data, no code. */
import * as z from 'zod'
import { sacDiscreteSchema, sacSchema, td3Schema } from '../../../losses/control/schema'
import { targetSchema } from '../../../optimizers/schema'
import { integer } from '../../../schema'

const replay = {
  updates: integer(1, 1024, 16, {
    label: 'Updates',
    term: 'replay',
    help: 'Updates of critics and policy behind each rollout. As many as it has steps is one for so many environment steps as there are environments.',
  }),
  batch: integer(1, 1024, 32, { label: 'Sequences', term: 'replay', help: 'Sequences that one update learns from.' }),
  sequence: integer(2, 1024, 32, {
    label: 'Sequence',
    term: 'replay',
    unit: 'steps',
    help: 'Transitions of a sequence. It begins with an empty memory, anywhere in an episode, and what lies behind the end of that episode does not count.',
  }),
  buffer: integer(8, 1_000_000, 4096, {
    label: 'Buffer',
    term: 'replay',
    unit: 'moments',
    help: 'Newest moments of every environment that are kept to be learned from.',
  }),
  randomRollouts: integer(1, 1_000_000, 10, {
    label: 'Random rollouts',
    term: 'replay',
    unit: 'rollouts',
    help: 'Rollouts at first in which every action is equally likely, and nothing is learned.',
  }),
  target: targetSchema.default({ kind: 'soft', rate: 0.005 }),
}

export const offPolicySchemas = [
  sacDiscreteSchema.extend({ kind: z.literal('sacd'), ...replay }),
  sacSchema.extend({ kind: z.literal('sac'), ...replay }),
  td3Schema.extend({ kind: z.literal('td3'), ...replay }),
] as const
/** What each is called. */
export const OFF_POLICY = { sacd: 'SAC for discrete actions', sac: 'SAC', td3: 'TD3' } as const

export type OffPolicySpec = z.infer<(typeof offPolicySchemas)[number]>
export const isOffPolicy = <A extends { readonly kind: string }>(algorithm: A): algorithm is Extract<A, { kind: OffPolicySpec['kind'] }> =>
  algorithm.kind in OFF_POLICY
