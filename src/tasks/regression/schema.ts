/** An experiment in regression: every sample has a number as its target, and the readout’s value is the prediction. Data, no code. */
import * as z from 'zod'
import { functionSchemas } from '../../data/functions/schema'
import { validationSchema } from '../../data/parts/schema'
import { readoutSchema } from '../../layers/readout/schema'
import { termSchemas } from '../../losses/terms/schema'
import { networkSchema } from '../../networks/schema'
import { anyNeuronSchema } from '../../neurons/schema'
import { anySurrogateSchema } from '../../neurons/surrogate/schema'
import { integer } from '../../schema'
import { changes, learning, run } from '../supervised/schema'
import { VERSION } from '../version'

const encoderSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('direct'),
      steps: integer(1, 1000, 16, {
        label: 'Steps',
        term: 'timeStep',
        symbol: 'T',
        help: 'Time steps per sample. Memory and time grow with it.',
      }),
    }),
    z.strictObject({ kind: z.literal('rows') }),
  ])
  .meta({
    label: 'Encoder',
    term: 'encoder',
    help: 'How numbers become input over time. Direct: the same currents at every step. Step by step: one row of the sequence at each step.',
    choices: { direct: 'direct', rows: 'step by step' },
  })

const lossSchema = z
  .discriminatedUnion('kind', [z.strictObject({ kind: z.literal('squared') }), z.strictObject({ kind: z.literal('absolute') })])
  .meta({
    label: 'Loss',
    term: 'squaredError',
    help: 'What training minimizes: the mean of (y − target)², or of |y − target|, which is less sensitive to outliers. Only networks that classify take a teacher (distillation) or learn forward in time.',
    choices: { squared: 'squared error', absolute: 'absolute error' },
  })

const dataSchema = z.discriminatedUnion('kind', functionSchemas).meta({
  label: 'Data set',
  help: 'The data to train on: generated from a seed, with a number as the target of each sample.',
  choices: { function: 'function of x', addingNumbers: 'adding problem' },
})

export const regressionSchema = z.strictObject({
  version: z.literal(VERSION),
  task: z.literal('regression'),
  data: dataSchema.default({
    kind: 'function',
    batch: 100,
    train: 4096,
    test: 512,
    seed: 1,
    shape: 'sine',
    cycles: 1.5,
    noise: 0.1,
  }),
  encoder: encoderSchema.default({ kind: 'direct', steps: 16 }),
  network: networkSchema.default({
    kind: 'mlp',
    hidden: [64, 64],
    normalization: { kind: 'none' },
    bias: true,
    dropout: 0,
    initialization: 'pytorch',
  }),
  neuron: anyNeuronSchema.default({ kind: 'lif', decay: 0.8, threshold: 1, inputGain: 1, reset: 'zero', resetTo: 0, detachReset: false }),
  surrogate: anySurrogateSchema.default({ kind: 'rect', window: 'fixed', width: 1 }),
  readout: readoutSchema.default({ kind: 'mean' }),
  loss: lossSchema.default({ kind: 'squared' }),
  validation: validationSchema,
  ...termSchemas,
  ...learning,
  run,
  changes,
})
export type RegressionSpec = z.infer<typeof regressionSchema>
