/** An experiment in control: an agent with a memory acts in an environment that it sees a part of, and learns from rewards. Data, no code. */
import * as z from 'zod'
import { experienceSchema, STEPS_A_PASS } from '../../data/experience/schema'
import { startsSchema } from '../../data/parts/schema'
import { environmentShape } from '../../environments/schema'
import { WHERE_MEMORY_SPIKES } from '../../layers/memory/schema'
import { mixerSchema } from '../../layers/mixer/schema'
import { learnedTemperature, ppoSchema, sacDiscreteSchema, sacSchema, td3Schema, teamSchema } from '../../losses/control/schema'
import { agentSchema } from '../../networks/agent/schema'
import { neuronSchema } from '../../neurons/schema'
import { surrogateSchema } from '../../neurons/surrogate/schema'
import { targetSchema } from '../../optimizers/schema'
import { effectiveWhen, integer, number } from '../../schema'
import { change, changesOf, learning } from '../supervised/schema'
import { VERSION } from '../version'

/** The fields of every off-policy algorithm: its replay buffer, what is drawn from it, and how target networks follow. */
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
    unit: 'time steps',
    help: 'The number of newest time steps of every environment that updates can learn from.',
  }),
  randomRollouts: integer(1, 1_000_000, 10, {
    label: 'Random rollouts',
    term: 'replay',
    unit: 'rollouts',
    help: 'Rollouts at first in which every action is equally likely, and nothing is learned.',
  }),
  target: targetSchema.default({ kind: 'soft', rate: 0.005 }),
}

const offPolicySchemas = [
  sacDiscreteSchema.extend({ kind: z.literal('sacd'), ...replay }),
  sacSchema.extend({ kind: z.literal('sac'), ...replay }),
  td3Schema.extend({ kind: z.literal('td3'), ...replay }),
] as const
/** The labels of the off-policy algorithms. */
const OFF_POLICY = { sacd: 'SAC for discrete actions', sac: 'SAC', td3: 'TD3' } as const

export type OffPolicySpec = z.infer<(typeof offPolicySchemas)[number]>
export const isOffPolicy = <A extends { readonly kind: string }>(algorithm: A): algorithm is Extract<A, { kind: OffPolicySpec['kind'] }> =>
  algorithm.kind in OFF_POLICY

/** Updates of the critics for one of the policy. */
export const updatesPerPolicy = (algorithm: OffPolicySpec): number => (algorithm.kind === 'td3' && algorithm.delay?.every) || 1

const dataSchema = z.discriminatedUnion('kind', [experienceSchema]).meta({
  label: 'Data',
  help: 'What is learned from: the agent’s own steps in an environment.',
  choices: { experience: 'experience' },
})

const encoderSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('direct'),
      steps: integer(2, 1025, 65, {
        label: 'Time steps',
        term: 'rollout',
        symbol: 'T',
        unit: 'steps',
        help: 'Time steps of a rollout, the last of which is the first of the next: one more than the steps of every environment between two rounds of learning. The memory is carried on; gradients reach back within one rollout.',
      }),
    }),
  ])
  .meta({ label: 'Rollout', term: 'rollout', help: 'How experience is cut into sequences.', choices: { direct: 'rollout' } })

const rewardScale = number(0.0001, 100, 1, {
  label: 'Reward scale',
  term: 'return',
  help: 'What rewards are multiplied with where they are learned from and where the agent sees the last one. Returns are shown as the environment pays them.',
  rare: true,
})

const teamAlgorithm = teamSchema.extend({
  kind: z.literal('team'),
  mixer: mixerSchema.default(mixerSchema.parse({ kind: 'monotonic' })),
  exploration: teamSchema.shape.exploration.default(teamSchema.shape.exploration.parse({})),
  target: targetSchema.default({ kind: 'hard', every: 200 }),
  sequences: integer(1, 4096, 32, {
    label: 'Sequences',
    term: 'replay',
    help: 'Sequences of one update, each of all agents of an environment.',
  }),
  length: integer(1, 1024, 32, {
    label: 'Sequence length',
    term: 'replay',
    unit: 'steps',
    help: 'Steps of a sequence. An episode of as many steps or fewer is learned from as a whole, from its start; of a longer one a part, and the memory is empty where that begins.',
  }),
  capacity: integer(3, 1_000_000, 1024, {
    label: 'Replay',
    term: 'replay',
    unit: 'time steps',
    help: 'Time steps of every environment in the replay buffer. The newest replaces the oldest.',
  }),
  updates: integer(1, 256, 4, { label: 'Updates', term: 'replay', help: 'Updates behind each rollout.' }),
  rewardScale,
})

/** The input of PPO's critic. Absent if the agent itself estimates values. */
const criticSchema = z
  .discriminatedUnion('kind', [z.strictObject({ kind: z.literal('state') })])
  .meta({
    label: 'Critic',
    term: 'mappo',
    help: 'What values are learned from. The agent’s own come from what it observes and remembers: in a team, IPPO. A critic that sees the state of the environment as well (MAPPO) is needed for training alone: agents act on what they observe either way.',
    choices: { state: 'sees the state (MAPPO)' },
    absent: 'the agent’s own values',
    rare: true,
  })
  .optional()

const algorithmSchema = z
  .discriminatedUnion('kind', [
    ppoSchema.extend({
      kind: z.literal('ppo'),
      epochs: integer(1, 50, 4, { label: 'PPO epochs', term: 'ppo', help: 'Passes over each rollout.' }),
      minibatches: integer(1, 64, 4, {
        label: 'Minibatches',
        term: 'ppo',
        help: 'Parts that the environments of a rollout are dealt into, in a new order at each pass. Time is never cut.',
      }),
      critic: criticSchema,
      rewardScale,
    }),
    teamAlgorithm,
    ...offPolicySchemas.map((schema) => schema.extend({ rewardScale })),
  ])
  .meta({
    label: 'Algorithm',
    term: 'policy',
    help: 'How rewards become a policy. PPO learns from what it has just done; TD3 and SAC from all that they kept. Agents of one environment share their weights: PPO has each learn for itself (IPPO), or from a critic that sees the state (MAPPO); values of a team are learned together, from replayed episodes. Only networks that classify take a teacher (distillation) or learn forward in time.',
    choices: { ppo: 'PPO, recurrent', ...OFF_POLICY, team: 'values of a team (QMIX, VDN)' },
  })

const run = z
  .strictObject({
    epochs: number(0.01, 100_000, 12, {
      label: 'Environment steps',
      term: 'episode',
      unit: '× 10,000',
      help: 'Steps of all environments together, in ten thousands. The curves are over them.',
    }),
    seed: integer(0, 4_294_967_295, 1, {
      label: 'Seed',
      term: 'seed',
      help: 'The same seed on the same adapter reproduces the run bit for bit.',
    }),
    evaluateEvery: integer(0, 10_000_000, 0, {
      label: 'Evaluate every',
      unit: 'training steps',
      help: 'How often the evaluation episodes are played. 0: twenty times in a run.',
      rare: true,
    }),
    microBatches: integer(1, 1, 1, {
      label: 'Micro-batches',
      term: 'batch',
      help: 'A rollout is dealt into minibatches instead.',
      fact: true,
    }),
  })
  .default({ epochs: 12, seed: 1, evaluateEvery: 0, microBatches: 1 })

/** Fields of an algorithm that may change during training: those that need no other network and no other experience. */
const live = {
  gamma: ppoSchema.shape.gamma.unwrap().optional(),
  lambda: ppoSchema.shape.lambda.unwrap().optional(),
  clip: ppoSchema.shape.clip.unwrap().optional(),
  valueWeight: ppoSchema.shape.valueWeight.unwrap().optional(),
  entropyWeight: ppoSchema.shape.entropyWeight.unwrap().optional(),
  explorationNoise: td3Schema.shape.explorationNoise.unwrap().optional(),
  exploration: teamSchema.shape.exploration.optional(),
  temperatureRate: learnedTemperature.rate.unwrap().optional(),
}

/** The neuron of a new experiment. */
export const USUAL_NEURON = { kind: 'lif', inputGain: 0.5, reset: 'subtract' } as const

export const controlSchema = z.strictObject({
  version: z.literal(VERSION),
  task: z.literal('control'),
  data: dataSchema.default(experienceSchema.parse({ kind: 'experience' })),
  encoder: encoderSchema.default({ kind: 'direct', steps: 65 }),
  network: agentSchema.default(agentSchema.parse({ kind: 'agent' })),
  neuron: effectiveWhen(neuronSchema, ...WHERE_MEMORY_SPIKES).default(neuronSchema.parse(USUAL_NEURON)),
  surrogate: effectiveWhen(surrogateSchema, ...WHERE_MEMORY_SPIKES).default({ kind: 'atan', scale: 2 }),
  algorithm: algorithmSchema.default(algorithmSchema.parse({ kind: 'ppo' })),
  validation: startsSchema,
  ...learning,
  run,
  changes: changesOf(change.extend(live)),
})
export type ControlSpec = z.infer<typeof controlSchema>

/** An experiment with one of the algorithms. */
export type By<K extends ControlSpec['algorithm']['kind']> = Extract<ControlSpec['algorithm'], { readonly kind: K }>

export const shapeOf = ({ data }: ControlSpec) => environmentShape(data.environment)

/** Steps of each environment in one training step. */
export const rolloutSteps = ({ encoder }: ControlSpec): number => encoder.steps - 1

/** Training steps of a pass, a fraction if a pass is not a whole number of rollouts. */
export const stepsAPass = (e: ControlSpec): number => STEPS_A_PASS / (e.data.batch * rolloutSteps(e))

/** The number of rows over which an update's metrics are averaged: agents of a minibatch, or sequences. */
export function sizeOfBatch(e: ControlSpec): number {
  const { algorithm } = e
  if (algorithm.kind === 'ppo') return (e.data.batch * shapeOf(e).agents) / algorithm.minibatches
  return algorithm.kind === 'team' ? algorithm.sequences : algorithm.batch
}
