/** Optimizers, parameter groups and schedules: what a step does with a gradient. As torch.optim. Data, no code. */
import * as z from 'zod'
import { flag, integer, number } from '../schema'

export const learningRate = (initial: number) =>
  number(1e-7, 10, initial, {
    label: 'Learning rate',
    term: 'learningRate',
    symbol: 'η',
    help: 'The step size of the optimizer. The schedule multiplies it.',
    scale: 'log',
  })
export const weightDecay = (initial: number) =>
  number(0, 1, initial, {
    label: 'Weight decay',
    term: 'weightDecay',
    symbol: 'λ',
    help: 'Pulls every parameter of the group toward zero.',
    rare: true,
  })
const moments = {
  beta1: number(0, 0.9999, 0.9, { label: 'β₁', symbol: 'β₁', help: 'Decay of the running mean of the gradient.', rare: true }),
  beta2: number(0, 0.99999, 0.999, { label: 'β₂', symbol: 'β₂', help: 'Decay of the running mean of the squared gradient.', rare: true }),
  epsilon: number(1e-12, 0.1, 1e-8, {
    label: 'Epsilon',
    symbol: 'ε',
    help: 'Added to the denominator for numerical stability.',
    scale: 'log',
    rare: true,
  }),
}

export const optimizerSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('sgd'),
      rate: learningRate(0.1),
      momentum: number(0, 0.9999, 0.9, { label: 'Momentum', symbol: 'μ', help: 'The fraction of the previous step that carries over.' }),
      weightDecay: weightDecay(0),
    }),
    z.strictObject({ kind: z.literal('adam'), rate: learningRate(1e-3), weightDecay: weightDecay(0), ...moments }),
    z.strictObject({ kind: z.literal('adamw'), rate: learningRate(1e-3), weightDecay: weightDecay(0.01), ...moments }),
  ])
  .meta({
    label: 'Optimizer',
    term: 'optimizer',
    help: 'How a gradient becomes a parameter update.',
    choices: { sgd: 'SGD with momentum', adam: 'Adam', adamw: 'AdamW' },
  })
export type OptimizerSpec = z.infer<typeof optimizerSchema>

/** Factors on the optimizer's learning rate and weight decay for parameters of one role. */
export const groupSchema = z.strictObject({
  rateFactor: number(0, 1000, 1, {
    label: 'Learning-rate factor',
    term: 'learningRate',
    help: 'Multiplies the learning rate of this group. 0 freezes it.',
    rare: true,
  }),
  decayFactor: number(0, 1000, 1, {
    label: 'Weight-decay factor',
    term: 'weightDecay',
    help: 'Multiplies the weight decay of this group.',
    rare: true,
  }),
})
export type GroupSpec = z.infer<typeof groupSchema>

/** The fields of both ways to go through one cycle of the learning rate. */
const cycle = {
  riseFraction: number(0.001, 0.999, 0.3, {
    label: 'Warm-up fraction',
    help: 'The fraction of the run in which the learning rate rises.',
  }),
  divide: number(1, 1e6, 25, { label: 'Initial divisor', help: 'The learning rate starts at its maximum divided by this.' }),
  finalDivide: number(1, 1e8, 1e4, { label: 'Final divisor', help: 'The learning rate ends at its initial value divided by this.' }),
}

export const scheduleSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('constant') }),
    z.strictObject({ kind: z.literal('cosine') }),
    z.strictObject({
      kind: z.literal('step'),
      every: integer(1, 10_000_000, 3000, {
        label: 'Every',
        unit: 'steps',
        help: 'The learning rate is multiplied every this many steps.',
      }),
      factor: number(0.0001, 1, 0.1, { label: 'Factor', help: 'The factor by which the learning rate is multiplied.' }),
    }),
    z.strictObject({
      kind: z.literal('oneCycle'),
      ...cycle,
    }),
    z.strictObject({
      kind: z.literal('oneCycleByEpoch'),
      ...cycle,
      cycleMomentum: flag(true, {
        label: 'Cycle momentum',
        help: 'Momentum, or Adam’s β₁, falls from 0.95 to 0.85 while the learning rate rises, and returns as it falls.',
      }),
    }),
  ])
  .meta({
    label: 'Schedule',
    term: 'schedule',
    help: 'How the learning rate changes over the run.',
    choices: {
      constant: 'constant',
      cosine: 'cosine to 0',
      step: 'step decay',
      oneCycle: 'one cycle',
      oneCycleByEpoch: 'one cycle, updated each epoch',
    },
  })
export type ScheduleSpec = z.infer<typeof scheduleSchema>

/** Absent if nothing is averaged. */
export const averageSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('exponential'),
      decay: number(0, 0.999999, 0.9999, {
        label: 'Average decay',
        symbol: 'D',
        help: 'The share of the average that each step keeps: D (1 − exp(−n/2000)) at step n, so less at first. The average covers about 1/(1 − D) steps.',
      }),
    }),
  ])
  .meta({
    label: 'Average of weights',
    term: 'average',
    help: 'Evaluations use a running average of all weights and statistics instead of those of the last step. Training and live views use the weights themselves.',
    choices: { exponential: 'exponential' },
    absent: 'none',
    rare: true,
  })
  .optional()
export type AverageSpec = NonNullable<z.infer<typeof averageSchema>>

/** How a target network follows the learned one. */
export const targetSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('soft'),
      rate: number(0, 1, 0.005, {
        label: 'Target rate',
        symbol: 'τ',
        help: 'How far target weights move towards the learned ones at each update. Less is steadier and slower.',
      }),
    }),
    z.strictObject({
      kind: z.literal('hard'),
      every: integer(1, 1_000_000, 200, {
        label: 'Copy every',
        unit: 'updates',
        help: 'The learned weights are copied to the target network every this many updates.',
      }),
    }),
  ])
  .meta({
    label: 'Target network',
    term: 'targetNetwork',
    help: 'Learning targets are computed with a second set of weights that follows the learned ones: a little at each update, or by a copy at intervals.',
    choices: { soft: 'soft update', hard: 'hard update' },
  })
export type TargetSpec = z.infer<typeof targetSchema>

export const warmUpSteps = integer(0, 1_000_000, 0, {
  label: 'Warm-up',
  term: 'schedule',
  unit: 'steps',
  help: 'The learning rate rises linearly from 0 over this many steps; then the schedule applies.',
  rare: true,
})
export const clipNorm = number(0, 1e6, 0, {
  label: 'Clip norm',
  term: 'clipping',
  help: 'A gradient with a larger norm over all parameters is scaled down to this norm. 0 disables clipping.',
  rare: true,
})
