/** The kinds of networks: parameters, ranges, texts. Data, no code. */
import * as z from 'zod'
import { delaysSchema, listedDelaysSchema } from '../layers/delay/schema'
import { initialization } from '../layers/initialization/schema'
import { layerSchema } from '../layers/schema'
import { type NormalizationSpec, normalizationSchema } from '../layers/td-batch-norm/schema'
import { listedRecurrenceSchema, recurrenceSchema } from '../neurons/recurrent-lif/schema'
import { field, flag, number } from '../schema'
import type { AgentSpec } from './agent/schema'
import type { DetectorSpec } from './detector/schema'
import { fusionSchema } from './fusion/schema'
import type { LatentSpec } from './latent/schema'

const bias = flag(true, {
  label: 'Bias',
  term: 'current',
  help: 'A learned constant current for each neuron. Redundant before a normalization, which removes it.',
  rare: true,
})

const mlpSchema = z.strictObject({
  kind: z.literal('mlp'),
  hidden: field(z.array(z.int().min(1).max(8192)).max(64), {
    label: 'Hidden layers',
    help: 'Neurons of each hidden layer, in order. In a list of layers, each layer may have another kind of neuron.',
    unit: 'neurons',
  }).default([128]),
  normalization: normalizationSchema.default({ kind: 'none' }),
  bias,
  dropout: number(0, 0.95, 0, {
    label: 'Dropout',
    term: 'dropout',
    help: 'The probability that a neuron receives no current for a whole sequence, in training.',
    control: 'slider',
    step: 0.05,
    rare: true,
  }),
  initialization,
  delays: delaysSchema,
})

const layersSchema = z.strictObject({
  kind: z.literal('layers'),
  layers: field(z.array(layerSchema).max(64), {
    label: 'Layers',
    help: 'From the input to the last hidden layer. A linear layer to the classes follows.',
  }).default([
    { kind: 'conv', outputs: 16, kernel: 3, stride: 1, padding: 1, dropout: 0 },
    { kind: 'pool', how: 'average', size: 2 },
    { kind: 'conv', outputs: 32, kernel: 3, stride: 1, padding: 1, dropout: 0 },
    { kind: 'pool', how: 'average', size: 2 },
  ]),
  /** How a second stream of a sample, images in step with the events, is fused with the first. Absent: only events are used. */
  fusion: fusionSchema.optional(),
  recurrence: listedRecurrenceSchema.optional(),
  delays: listedDelaysSchema,
  width: number(1 / 16, 1, 1, {
    label: 'Width',
    help: 'Multiplies each layer’s number of channels or neurons. A narrow network trains on a laptop.',
    scale: 'log',
  }),
  normalization: normalizationSchema.default({ kind: 'tdBatchNorm', alpha: 1, epsilon: 1e-5, momentum: 0.1 }),
  bias: flag(false, {
    label: 'Bias',
    term: 'current',
    help: 'A learned constant current for each channel. Redundant before a normalization, which removes it.',
    rare: true,
  }),
  outputBias: flag(true, { label: 'Output bias', term: 'readout', help: 'A learned constant for each class.' }),
  initialization,
})

const recurrentSchema = z.strictObject({
  kind: z.literal('recurrent'),
  hidden: field(z.array(z.int().min(1).max(2048)).min(1).max(16), {
    label: 'Hidden layers',
    help: 'Neurons of each hidden layer, in order; at least one layer. Each layer also receives its own spikes, as set under Recurrence. In a list of layers, which takes a recurrence too, each layer may have another kind of neuron.',
    unit: 'neurons',
  }).default([64]),
  recurrence: recurrenceSchema.default({ kind: 'vanilla' }),
  normalization: normalizationSchema.default({ kind: 'none' }),
  bias,
  dropout: number(0, 0.95, 0, {
    label: 'Dropout',
    term: 'dropout',
    help: 'The probability that a neuron receives no feed-forward current for a whole sequence, in training.',
    control: 'slider',
    step: 0.05,
    rare: true,
  }),
  initialization,
  inputScale: number(0.01, 100, 1, {
    label: 'Input scale',
    term: 'initialization',
    help: 'Multiplies the initial weights of the first layer, so that before training its neurons fire sometimes but not always.',
    scale: 'log',
    rare: true,
  }),
})

export const networkSchema = z.discriminatedUnion('kind', [mlpSchema, layersSchema, recurrentSchema]).meta({
  label: 'Network',
  help: 'The architecture: how layers are connected.',
  choices: { mlp: 'fully connected', layers: 'a list of layers', recurrent: 'recurrent' },
})
/** Networks that are a list of layers. */
export type LayeredSpec = z.infer<typeof networkSchema>
export type NetworkSpec = LayeredSpec | LatentSpec | DetectorSpec | AgentSpec

/** How currents are normalized; in a latent model and in an agent not at all. */
export const normalizationOf = (network: NetworkSpec): NormalizationSpec =>
  network.kind === 'latent' || network.kind === 'agent' ? { kind: 'none' } : network.normalization

/** Training steps until the first values of running statistics weigh under 1 % in them; 0 where there are none. */
export const warmUpOf = (normalization: NormalizationSpec): number =>
  normalization.kind === 'none' ? 0 : Math.max(1, Math.ceil(Math.log(0.01) / Math.log1p(-normalization.momentum)))
