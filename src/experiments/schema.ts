/**
 * The experiment: one versioned JSON value from which everything is built. The schema is the single source of type,
 * default, range, label, unit and help. Frozen per version: changing a field or a default makes a new version and a migration.
 */
import * as z from 'zod'
import { dataSchema } from '../data/datasets/schema'
import { encoderSchema } from '../data/encoders/schema'
import { initialization } from '../layers/initialization/schema'
import { readoutSchema } from '../layers/readout/schema'
import { layerSchema } from '../layers/schema'
import { tdBatchNormSchema } from '../layers/td-batch-norm/schema'
import { lossSchema } from '../losses/schema'
import { lifSchema } from '../neurons/lif/schema'
import { plifSchema } from '../neurons/plif/schema'
import { recurrenceSchema } from '../neurons/recurrent-lif/schema'
import { surrogateSchema } from '../neurons/surrogate/schema'
import { clipNorm, groupSchema, optimizerSchema, scheduleSchema, warmUpSteps } from '../optimizers/schema'
import { field, flag, integer, number } from '../schema'

export const VERSION = 1

const neuronSchema = z
  .discriminatedUnion('kind', [lifSchema, plifSchema])
  .meta({ label: 'Model', help: 'How a neuron integrates its input and fires.', choices: { lif: 'LIF', plif: 'PLIF, learned decay' } })
export type NeuronSpec = z.infer<typeof neuronSchema>

const normalizationSchema = z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('none') }), tdBatchNormSchema]).meta({
  label: 'Normalization',
  help: 'Whether currents are normalized over the batch and time before they reach the neuron.',
  choices: { none: 'none', tdBatchNorm: 'tdBN' },
})

const mlpSchema = z.strictObject({
  kind: z.literal('mlp'),
  hidden: field(z.array(z.int().min(1).max(8192)).max(64), {
    label: 'Hidden layers',
    help: 'Neurons of each hidden layer, in order.',
    unit: 'neurons',
  }).default([128]),
  normalization: normalizationSchema.default({ kind: 'none' }),
  bias: flag(true, {
    label: 'Bias',
    help: 'A learned constant current for each neuron. Of no use in front of a normalization, which takes it away again.',
    rare: true,
  }),
  dropout: number(0, 0.95, 0, {
    label: 'Dropout',
    help: 'The chance that a neuron gets no current for a whole sequence, in training.',
    control: 'slider',
    step: 0.05,
    rare: true,
  }),
  initialization,
})

const layersSchema = z.strictObject({
  kind: z.literal('layers'),
  layers: field(z.array(layerSchema).max(64), {
    label: 'Layers',
    help: 'From the picture to the last hidden layer. A linear layer to the classes follows them.',
  }).default([
    { kind: 'conv', outputs: 16, kernel: 3, stride: 1, padding: 1, dropout: 0 },
    { kind: 'pool', how: 'average', size: 2 },
    { kind: 'conv', outputs: 32, kernel: 3, stride: 1, padding: 1, dropout: 0 },
    { kind: 'pool', how: 'average', size: 2 },
  ]),
  width: number(1 / 16, 1, 1, {
    label: 'Width',
    help: 'The share of each layer’s channels and neurons that is built: a narrow network learns on a laptop.',
    scale: 'log',
  }),
  normalization: normalizationSchema.default({ kind: 'tdBatchNorm', alpha: 1, epsilon: 1e-5, momentum: 0.1 }),
  bias: flag(false, {
    label: 'Bias',
    help: 'A learned constant current for each channel. Of no use in front of a normalization, which takes it away again.',
    rare: true,
  }),
  outputBias: flag(true, { label: 'Output bias', help: 'A learned constant for each class.' }),
  initialization,
})

const recurrentSchema = z.strictObject({
  kind: z.literal('recurrent'),
  hidden: field(z.array(z.int().min(1).max(2048)).min(1).max(16), {
    label: 'Hidden layers',
    help: 'Neurons of each hidden layer, in order; at least one layer. Each also hears its own spikes, as the recurrence says.',
    unit: 'neurons',
  }).default([64]),
  recurrence: recurrenceSchema.default({ kind: 'vanilla' }),
  normalization: normalizationSchema.default({ kind: 'none' }),
  bias: flag(true, {
    label: 'Bias',
    help: 'A learned constant current for each neuron. Of no use in front of a normalization, which takes it away again.',
    rare: true,
  }),
  dropout: number(0, 0.95, 0, {
    label: 'Dropout',
    help: 'The chance that a neuron gets no current from the layer before for a whole sequence, in training.',
    control: 'slider',
    step: 0.05,
    rare: true,
  }),
  initialization,
  inputScale: number(0.01, 100, 1, {
    label: 'Input scale',
    help: 'Multiplies the first weights of the first layer, so that its neurons fire neither never nor always before training.',
    scale: 'log',
    rare: true,
  }),
})

const networkSchema = z.discriminatedUnion('kind', [mlpSchema, layersSchema, recurrentSchema]).meta({
  label: 'Network',
  help: 'How layers follow each other.',
  choices: { mlp: 'fully connected', layers: 'a list of layers', recurrent: 'recurrent' },
})

export const experimentSchema = z.strictObject({
  version: z.literal(VERSION),
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
  neuron: neuronSchema.default({ kind: 'lif', decay: 0.5, threshold: 1, inputGain: 1, reset: 'zero', resetTo: 0, detachReset: false }),
  surrogate: surrogateSchema.default({ kind: 'rect', window: 'fixed', width: 1 }),
  readout: readoutSchema.default({ kind: 'mean' }),
  loss: lossSchema.default({ kind: 'crossEntropyOfMean' }),
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
  run: z
    .strictObject({
      epochs: number(0.01, 10_000, 10, { label: 'Epochs', help: 'How often training goes through the data. A fraction is allowed.' }),
      seed: integer(0, 4_294_967_295, 2025, { label: 'Seed', help: 'The same seed on the same adapter gives the same run, bit for bit.' }),
      evaluateEvery: integer(0, 10_000_000, 0, {
        label: 'Evaluate every',
        unit: 'steps',
        help: 'How often the whole test set is answered. 0: at the end of each epoch.',
        rare: true,
      }),
      microBatches: integer(1, 256, 1, {
        label: 'Micro-batches',
        help: 'Parts that a batch is cut into where it does not fit the adapter. Gradients add; statistics are per part.',
        rare: true,
      }),
    })
    .default({ epochs: 10, seed: 2025, evaluateEvery: 0, microBatches: 1 }),
})

/** As a person or a link may write it: whatever is left out is the default. */
export type ExperimentInput = z.input<typeof experimentSchema>
/** As everything inside sees it: parsed, with its defaults filled in. */
export type Experiment = z.infer<typeof experimentSchema>

/** @throws z.ZodError on anything that is not an experiment of this version. */
export const parseExperiment = (value: unknown): Experiment => experimentSchema.parse(value)

/** The groups of the form, in order, each with the top-level fields it shows. */
export const FORM_GROUPS = [
  { title: 'Data', fields: ['data'] },
  { title: 'Encoding', fields: ['encoder'] },
  { title: 'Network', fields: ['network', 'readout'] },
  { title: 'Neuron and surrogate', fields: ['neuron', 'surrogate'] },
  { title: 'Learning', fields: ['optimizer', 'schedule', 'warmUpSteps', 'clipNorm', 'loss', 'groups'] },
  { title: 'Run', fields: ['run'] },
] as const
