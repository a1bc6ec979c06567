/** An experiment in classification: every sample has one of several labels. Data, no code. */
import * as z from 'zod'
import { dataSchema } from '../../data/datasets/schema'
import { encoderSchema } from '../../data/encoders/schema'
import { validationSchema } from '../../data/parts/schema'
import { readoutSchema } from '../../layers/readout/schema'
import { lossSchema, outputRegularization } from '../../losses/schema'
import { termSchemas } from '../../losses/terms/schema'
import { networkSchema } from '../../networks/schema'
import { learningRule } from '../../neurons/online/schema'
import { anyNeuronSchema } from '../../neurons/schema'
import { anySurrogateSchema } from '../../neurons/surrogate/schema'
import { change, changesOf, learning, run } from '../supervised/schema'
import { VERSION } from '../version'
import { distillationSchema, distillationTemperature, distillationWeight } from './distillation/schema'

export const classificationSchema = z.strictObject({
  version: z.literal(VERSION),
  task: z.literal('classification'),
  data: dataSchema.default({ kind: 'mnist', batch: 100 }),
  encoder: encoderSchema.default({ kind: 'direct', steps: 4 }),
  network: networkSchema.default({
    kind: 'mlp',
    hidden: [128],
    normalization: { kind: 'none' },
    bias: true,
    dropout: 0,
    initialization: 'pytorch',
  }),
  neuron: anyNeuronSchema.default({ kind: 'lif', decay: 0.5, threshold: 1, inputGain: 1, reset: 'zero', resetTo: 0, detachReset: false }),
  surrogate: anySurrogateSchema.default({ kind: 'rect', window: 'fixed', width: 1 }),
  readout: readoutSchema.default({ kind: 'mean' }),
  loss: lossSchema.default({ kind: 'crossEntropyOfMean' }),
  learning: learningRule,
  validation: validationSchema,
  ...termSchemas,
  distillation: distillationSchema,
  ...learning,
  run,
  changes: changesOf(
    change.extend({
      ...termSchemas,
      regularization: outputRegularization,
      distillationWeight: distillationWeight.unwrap().optional(),
      distillationTemperature: distillationTemperature.unwrap().optional(),
    }),
  ),
})
export type ClassificationSpec = z.infer<typeof classificationSchema>
