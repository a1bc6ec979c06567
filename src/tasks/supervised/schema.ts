/** How a network is trained on batches of samples, for every task that does so: the fields of its learning and of its run. Data, no code. */
import * as z from 'zod'
import { clipNorm, groupSchema, optimizerSchema, scheduleSchema, warmUpSteps } from '../../optimizers/schema'
import { integer, number } from '../../schema'

export const learning = {
  optimizer: optimizerSchema.default({ kind: 'adam', rate: 1e-3, weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }),
  schedule: scheduleSchema.default({ kind: 'constant' }),
  warmUpSteps,
  clipNorm,
  groups: z
    .strictObject({
      neuron: groupSchema.default({ rateFactor: 1, decayFactor: 1 }),
      norm: groupSchema.default({ rateFactor: 1, decayFactor: 1 }),
    })
    .default({ neuron: { rateFactor: 1, decayFactor: 1 }, norm: { rateFactor: 1, decayFactor: 1 } }),
}

export const run = z
  .strictObject({
    epochs: number(0.01, 10_000, 10, { label: 'Epochs', help: 'Passes over the training data. Fractions are allowed.' }),
    seed: integer(0, 4_294_967_295, 2025, { label: 'Seed', help: 'The same seed on the same adapter reproduces the run bit for bit.' }),
    evaluateEvery: integer(0, 10_000_000, 0, {
      label: 'Evaluate every',
      unit: 'steps',
      help: 'How often the whole test set is evaluated. 0: at the end of each epoch.',
      rare: true,
    }),
    microBatches: integer(1, 256, 1, {
      label: 'Micro-batches',
      help: 'Splits a batch that does not fit in memory. Gradients accumulate; batch statistics are computed for each part.',
      rare: true,
    }),
  })
  .default({ epochs: 10, seed: 2025, evaluateEvery: 0, microBatches: 1 })
