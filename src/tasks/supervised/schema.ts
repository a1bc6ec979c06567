/** How a network is trained on batches of samples, for every task that does so: the fields of its learning and of its run. Data, no code. */
import * as z from 'zod'
import { outputRegularization } from '../../losses/schema'
import { termSchemas } from '../../losses/terms/schema'
import {
  averageSchema,
  clipNorm,
  groupSchema,
  learningRate,
  optimizerSchema,
  scheduleSchema,
  warmUpSteps,
  weightDecay,
} from '../../optimizers/schema'
import { integer, number } from '../../schema'

export const learning = {
  optimizer: optimizerSchema.default({ kind: 'adam', rate: 1e-3, weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }),
  schedule: scheduleSchema.default({ kind: 'constant' }),
  warmUpSteps,
  clipNorm,
  average: averageSchema,
  groups: z
    .strictObject({
      neuron: groupSchema.default({ rateFactor: 1, decayFactor: 1 }),
      norm: groupSchema.default({ rateFactor: 1, decayFactor: 1 }),
    })
    .default({ neuron: { rateFactor: 1, decayFactor: 1 }, norm: { rateFactor: 1, decayFactor: 1 } }),
}

const epochs = number(0.01, 10_000, 10, { label: 'Epochs', term: 'batch', help: 'Passes over the training data. Fractions are allowed.' })
const evaluateEvery = integer(0, 10_000_000, 0, {
  label: 'Evaluate every',
  unit: 'steps',
  help: 'How often the whole test set is evaluated. 0: at the end of each epoch.',
  rare: true,
})

export const run = z
  .strictObject({
    epochs,
    seed: integer(0, 4_294_967_295, 2025, {
      label: 'Seed',
      term: 'seed',
      help: 'The same seed on the same adapter reproduces the run bit for bit.',
    }),
    evaluateEvery,
    microBatches: integer(1, 256, 1, {
      label: 'Micro-batches',
      term: 'batch',
      help: 'Splits a batch that does not fit in memory. Gradients accumulate; batch statistics are computed for each part.',
      rare: true,
    }),
  })
  .default({ epochs: 10, seed: 2025, evaluateEvery: 0, microBatches: 1 })

/** Values set anew from a training step on, in a continuing run; `experiments/changes.ts` maps each to its path in the experiment. */
export const change = z.strictObject({
  /** The number of completed training steps at which the change takes effect. */
  step: z.int().min(1).max(1_000_000_000),
  rate: learningRate(1e-3).unwrap().optional(),
  weightDecay: weightDecay(0).unwrap().optional(),
  clipNorm: clipNorm.unwrap().optional(),
  schedule: scheduleSchema.optional(),
  epochs: epochs.unwrap().optional(),
  evaluateEvery: evaluateEvery.unwrap().optional(),
})
export const MAX_CHANGES = 200

/** Changes in the order of their steps; absent where there are none. */
export const changesOf = <C extends z.ZodType<{ readonly step: number }>>(changeSchema: C) =>
  z
    .array(changeSchema)
    .min(1)
    .max(MAX_CHANGES)
    .refine(
      (list) => list.every(({ step }, i) => i === 0 || step > list[i - 1]!.step),
      'The changes are in the order of their steps, one for each step.',
    )
    .optional()
export const changes = changesOf(change.extend({ ...termSchemas, regularization: outputRegularization }))
