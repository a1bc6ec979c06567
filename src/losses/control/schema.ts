/** Reinforcement learning: the offsets of a transition's words in a record, and the parameters of each algorithm. Data, no code. */
import * as z from 'zod'
import { field, flag, integer, number } from '../../schema'

/**
 * Where in a record, [timeSteps, rows, words], the words of a transition begin. Those of the transition from time step t to t + 1 are in the
 * record of time step t + 1; the actions available at time step t are in that of time step t.
 */
export interface TransitionWords {
  /** The index of a discrete action, or one word per dimension. */
  readonly action: number
  readonly reward: number
  /** Bits of TRANSITION_END, as a number. */
  readonly end: number
  /** One word per action, 1 or 0; null if all actions are always available. */
  readonly available: number | null
}

/** How a transition ended. A reset is void: it counts in no loss. */
export const TRANSITION_END = { terminated: 1, truncated: 2, reset: 4 } as const

/** In the order of their numbers in shaders/losses/control-choose.wgsl. */
export const CHOICES = ['categorical', 'epsilonGreedy', 'gaussian', 'tanhGaussian', 'deterministic'] as const
export type ChoiceKind = (typeof CHOICES)[number]

const gamma = number(0, 1, 0.99, {
  label: 'Discount',
  term: 'discount',
  symbol: 'γ',
  help: 'What a reward counts that comes one step later. Nearer 1 looks farther ahead, and learns more slowly.',
})

export const ppoSchema = z.strictObject({
  gamma,
  lambda: number(0, 1, 0.95, {
    label: 'GAE',
    term: 'advantage',
    symbol: 'λ',
    help: 'Generalized advantage estimation: how far rewards reach into the advantage of an action. 0 trusts the learned value after one step, 1 waits for all rewards.',
  }),
  clip: number(0.01, 1, 0.2, {
    label: 'Clip range',
    term: 'ppo',
    symbol: 'ε',
    help: 'How far the probability of an action may move from that of the run that is learned from before it has no more gradient.',
  }),
  clipValue: flag(true, {
    label: 'Clip values',
    term: 'ppo',
    help: 'A value that has moved farther than the clip from the one before, and is still the worse, has no gradient.',
    rare: true,
  }),
  valueWeight: number(0, 10, 0.5, {
    label: 'Value coefficient',
    term: 'value',
    help: 'What half the squared error of values counts in the loss.',
  }),
  entropyWeight: number(0, 1, 0.01, {
    label: 'Entropy coefficient',
    term: 'entropy',
    help: 'What is taken off the loss for undecided policies. More keeps it exploring.',
  }),
  normalize: flag(true, {
    label: 'Normalize advantages',
    term: 'advantage',
    help: 'Advantages of each minibatch have mean 0 and standard deviation 1.',
    rare: true,
  }),
})
export type PpoSpec = z.infer<typeof ppoSchema>

export const td3Schema = z.strictObject({
  gamma,
  explorationNoise: number(0, 2, 0.1, {
    label: 'Exploration',
    term: 'exploration',
    help: 'Standard deviation of what is added to actions while it acts.',
  }),
  targetNoise: number(0, 2, 0.2, {
    label: 'Target smoothing',
    term: 'criticTarget',
    help: 'Standard deviation of what is added to the action that a target is taken at, so that a peak of the critic is not all that counts.',
    rare: true,
  }),
  targetNoiseClip: number(0, 2, 0.5, {
    label: 'Max smoothing',
    term: 'criticTarget',
    help: 'What is added to that action is at most this.',
    rare: true,
  }),
  /** How often the policy learns; absent where it does with every update. */
  delay: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('delayed'),
        every: integer(2, 64, 2, {
          label: 'Policy every',
          term: 'policy',
          unit: 'updates',
          help: 'Updates of the critics for one of the policy, behind which the target networks follow. 2 as published.',
        }),
      }),
    ])
    .meta({
      label: 'Policy delay',
      term: 'policy',
      help: 'Whether the critics learn alone between two updates of the policy and of the target networks, as published, or all at once, as in the released code of GRSN.',
      choices: { delayed: 'delayed' },
      absent: 'with every update',
      rare: true,
    })
    .optional(),
  /** Which critic the policy learns from; absent where it is the smaller of both. */
  judge: z
    .discriminatedUnion('kind', [z.strictObject({ kind: z.literal('first') })])
    .meta({
      label: 'Policy learns from',
      term: 'actionValue',
      help: 'The critic whose value of its action the policy increases: the first one, as published, or the smaller of both, as in the released code of GRSN. Targets take the smaller one either way.',
      choices: { first: 'the first critic' },
      absent: 'the smaller critic',
      rare: true,
    })
    .optional(),
})
export type Td3Spec = z.infer<typeof td3Schema>

const fixedTemperature = z.strictObject({
  kind: z.literal('fixed'),
  alpha: number(0, 10, 0.1, {
    label: 'Fixed temperature',
    term: 'entropyTemperature',
    symbol: 'α',
    help: 'What a nat of entropy is worth, in rewards.',
  }),
})
/** The settings of a learned temperature. */
export const learnedTemperature = {
  kind: z.literal('learned'),
  initial: number(1e-6, 10, 1, {
    label: 'First temperature',
    term: 'entropyTemperature',
    symbol: 'α',
    help: 'What a nat of entropy is worth at first, in rewards.',
    scale: 'log',
  }),
  rate: number(1e-6, 1, 3e-4, {
    label: 'Temperature rate',
    term: 'entropyTemperature',
    help: 'The learning rate of the log of the temperature.',
    scale: 'log',
  }),
}
const temperatureMeta = {
  label: 'Temperature',
  term: 'entropyTemperature',
  help: 'What entropy counts against reward: fixed, or learned so that the policy keeps a target entropy.',
  choices: { learned: 'learned', fixed: 'fixed' },
}

/** SAC with continuous actions. */
export const sacSchema = z.strictObject({
  gamma,
  temperature: field(
    z.discriminatedUnion('kind', [
      z.strictObject({
        ...learnedTemperature,
        wanted: number(-10, 10, -1, {
          label: 'Target entropy',
          term: 'entropyTemperature',
          unit: 'nat',
          help: 'Of each dimension of an action.',
        }),
      }),
      fixedTemperature,
    ]),
    temperatureMeta,
  ).default({ kind: 'learned', initial: 1, rate: 3e-4, wanted: -1 }),
})
export type SacSpec = z.infer<typeof sacSchema>

/** SAC with discrete actions. */
export const sacDiscreteSchema = z.strictObject({
  gamma,
  temperature: field(
    z.discriminatedUnion('kind', [
      z.strictObject({
        ...learnedTemperature,
        share: number(0, 1, 0.7, {
          label: 'Target entropy',
          term: 'entropyTemperature',
          help: 'As a share of the entropy of choices that are all equally likely.',
        }),
      }),
      fixedTemperature,
    ]),
    temperatureMeta,
  ).default({ kind: 'learned', initial: 1, rate: 3e-4, share: 0.7 }),
})
export type SacDiscreteSpec = z.infer<typeof sacDiscreteSchema>

/** The settings of teams, and of single agents that learn the values of their actions. */
export const teamSchema = z.strictObject({
  gamma,
  lambda: number(0, 1, 0.6, {
    label: 'TD',
    term: 'tdLambda',
    symbol: 'λ',
    help: 'TD(λ): how far rewards reach into what a value is learned towards. 0 is one step and then the target network, 1 all rewards that came.',
  }),
  double: flag(true, {
    label: 'Double estimate',
    term: 'tdLambda',
    help: 'The learned network says which action is best, the target network what it is worth: values are overestimated less.',
  }),
  exploration: z.strictObject({
    start: number(0, 1, 1, { label: 'at first', term: 'exploration', symbol: 'ε', help: 'The probability of a random action.' }),
    end: number(0, 1, 0.05, { label: 'later', term: 'exploration', help: 'The probability at the end.' }),
    over: number(0, 1e9, 500, {
      label: 'falls over',
      term: 'exploration',
      unit: 'rollouts',
      help: 'It falls linearly over so many rollouts.',
    }),
  }),
})
