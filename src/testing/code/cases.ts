/**
 * Small networks whose exported code was run with the frameworks themselves: every reset, learned decays, convolutions with tdBN and a
 * residual block, skips, and a table of features that was imported. Their weights were trained here and rounded to a byte each, so that
 * they fit a file. Only tests import it.
 */
import { readFileSync } from 'node:fs'
import { dataKey } from '../../data/datasets/schema'
import { importSet } from '../../data/import/import-set'
import type { DataSources } from '../../data/sources'
import { sources } from '../../headless/load-data'
import { FRAMEWORK_NAMES, type FrameworkName } from '../../interop/code/export'
import { type NamedTensor, writeSafetensors } from '../../interop/safetensors'
import { type ClassificationSpec, classificationSchema } from '../../tasks/classification/schema'
import { VERSION } from '../../tasks/version'
import { chosen } from '../files'
import { csvOf, irisLike } from '../table'

export const COUNT = 1000

interface CodeCase {
  /** The name of the case whose weights it uses. */
  readonly weights: string
  readonly experiment: ClassificationSpec
  /** The frameworks that can express the case; all if absent. */
  readonly frameworks?: readonly FrameworkName[]
}

export const frameworksOf = (name: string): readonly FrameworkName[] => CODE_CASES[name]!.frameworks ?? FRAMEWORK_NAMES

/** The rows per class, so many that a fifth of all rows is more test samples than are compared. */
const ROWS = 1750
const table = await importSet(chosen({ 'irises.csv': new TextEncoder().encode(csvOf(irisLike(ROWS))) }))

/** The sources of the samples of a case: the table is not stored in a browser. */
export const caseSources = (): DataSources => ({
  ...sources(),
  stored: async (data) => (dataKey(data) === dataKey(table.data) ? table.set : undefined),
})

const experimentOf = (of: object): ClassificationSpec =>
  classificationSchema.parse({ version: VERSION, task: 'classification', data: { kind: 'mnist', batch: 100 }, ...of })

const dense = (neuron: object, more: object = {}): CodeCase => ({
  weights: 'dense-hard',
  experiment: experimentOf({
    encoder: { kind: 'direct', steps: 8 },
    network: { kind: 'mlp', hidden: [32] },
    neuron: 'kind' in neuron ? neuron : { kind: 'lif', decay: 0.8, threshold: 1, ...neuron },
    surrogate: { kind: 'fastSigmoid', scale: 5 },
    ...more,
  }),
})

/** Convolutions with tdBN, and a residual block. */
const RESIDUAL = {
  kind: 'layers',
  layers: [
    { kind: 'conv', outputs: 4 },
    { kind: 'pool', how: 'max', size: 2 },
    { kind: 'residual', outputs: 8, stride: 2 },
    { kind: 'pool', how: 'average', size: 2 },
    { kind: 'linear', outputs: 16 },
  ],
}

/** An adaptive threshold; a name that Python has no room for, and every kind of learned parameter. */
const ADAPTIVE = `param lambda = 0.8 in 0..1 learned per neuron
param beta = 0.5 in 0..10 learned
param gain = 1 in 0..2 learned per step
param theta = 1
b = 0.9*b[t-1] + s[t-1]
v = lambda*v[t-1] + gain*x - theta*s[t-1]
s = spike(v - theta - beta*b)`

/** An adaptive threshold that learns less. */
const RECURRENT = `param lambda = 0.8 in 0..1 learned per neuron
param theta = 0.5
b = 0.9*b[t-1] + s[t-1]
v = lambda*v[t-1] + x - theta*s[t-1]
s = spike(v - theta - 0.2*b)`

/** Two compartments with a surrogate of their own. */
const COMPARTMENTS = `param alpha = uniform(0.3, 0.7) in 0..1 learned per channel
param theta = 1
surrogate(z) = 1/(5*abs(z) + 1)^2
d = alpha*d[t-1] + x - 0.5*s[t-1]
v = 0.5*v[t-1] + d
s = spike(v - theta)`

export const CODE_CASES: Readonly<Record<string, CodeCase>> = {
  'dense-hard': dense({ reset: 'zero' }),
  'dense-soft': dense({ reset: 'subtract' }),
  'dense-delayed': dense(
    { reset: 'subtractDelayed', detachReset: true },
    { readout: { kind: 'spiking' }, loss: { kind: 'mseOfRate' }, surrogate: { kind: 'atan', scale: 2 } },
  ),
  'dense-none': dense({ reset: 'none' }, { readout: { kind: 'leaky', decay: 0.9 }, loss: { kind: 'meanOfCrossEntropy' } }),
  'dense-value': dense(
    { reset: 'zero', resetTo: -0.5, inputGain: 0.7 },
    { surrogate: { kind: 'gaussian', sigma: 0.4 }, readout: { kind: 'sum' } },
  ),
  'dense-ottt': {
    ...dense(
      { reset: 'subtract', detachReset: true },
      { readout: { kind: 'spiking' }, loss: { kind: 'meanOfCrossEntropy' }, learning: { kind: 'ottt' } },
    ),
    frameworks: ['spikingJelly'],
  },
  'dense-sltt': {
    ...dense({ reset: 'zero', detachReset: true }, { loss: { kind: 'meanOfCrossEntropy' }, learning: { kind: 'sltt' } }),
    frameworks: ['spikingJelly'],
  },
  'conv-plif': {
    weights: 'conv-plif',
    experiment: experimentOf({
      encoder: { kind: 'direct', steps: 4 },
      network: RESIDUAL,
      neuron: { kind: 'plif', initialDecay: 0.4, threshold: 1, detachReset: true },
      surrogate: { kind: 'atan', scale: 2 },
    }),
  },
  'dense-memoryless': dense({ decay: 0, reset: 'subtractDelayed' }, { readout: { kind: 'sum' } }),
  'conv-window': {
    weights: 'conv-plif',
    experiment: experimentOf({
      encoder: { kind: 'direct', steps: 4 },
      network: RESIDUAL,
      neuron: { kind: 'plif', initialDecay: 0.4, threshold: 1, reset: 'subtractDelayed' },
      surrogate: { kind: 'rect', window: 'adaptive' },
    }),
  },
  'dense-equations': {
    ...dense({ kind: 'equations', text: ADAPTIVE }, { readout: { kind: 'spiking' }, loss: { kind: 'mseOfRate' } }),
    weights: 'dense-equations',
  },
  'conv-equations': {
    weights: 'conv-equations',
    experiment: experimentOf({
      encoder: { kind: 'direct', steps: 4 },
      network: RESIDUAL,
      neuron: { kind: 'equations', text: COMPARTMENTS },
      surrogate: { kind: 'atan', scale: 2 },
    }),
  },
  'rows-window': {
    weights: 'rows-window',
    experiment: experimentOf({
      encoder: { kind: 'rows' },
      network: { kind: 'mlp', hidden: [24, 16], bias: false, normalization: { kind: 'tdBatchNorm' } },
      neuron: { kind: 'lif', decay: 0.6, threshold: 0.8, reset: 'subtract' },
      surrogate: { kind: 'rect', window: 'adaptive' },
      readout: { kind: 'perStep' },
    }),
  },
  'rows-delays': {
    weights: 'rows-delays',
    experiment: experimentOf({
      encoder: { kind: 'rows' },
      network: { kind: 'mlp', hidden: [24, 16], delays: { kind: 'learned', per: 'synapse', max: 9, sigma: 3 } },
      neuron: { kind: 'lif', decay: 0.8, threshold: 0.5 },
      surrogate: { kind: 'atan', scale: 2 },
      optimizer: { kind: 'adamw', rate: 0.01 },
    }),
  },
  'conv-delays': {
    weights: 'conv-delays',
    experiment: experimentOf({
      encoder: { kind: 'direct', steps: 5 },
      network: {
        kind: 'layers',
        layers: [
          { kind: 'conv', outputs: 4 },
          { kind: 'pool', how: 'average', size: 2 },
          { kind: 'conv', outputs: 8, stride: 2 },
          { kind: 'linear', outputs: 16 },
        ],
        delays: { kind: 'learned', per: 'axon', max: 3, interpolation: 'linear' },
      },
      neuron: { kind: 'lif', decay: 0.8, threshold: 1, reset: 'subtract', detachReset: true },
      surrogate: { kind: 'atan', scale: 2 },
    }),
  },
  'skips-learned': {
    weights: 'skips-learned',
    experiment: experimentOf({
      encoder: { kind: 'pixels', pool: 4, permuted: true, order: 3 },
      network: { kind: 'recurrent', hidden: [24, 24], inputScale: 2, recurrence: { kind: 'adaptive', spans: 5, temperatureFactor: 0.3 } },
      neuron: { kind: 'lif', decay: 0.5, threshold: 0.5, reset: 'subtract' },
      surrogate: { kind: 'triangle', scale: 1 },
      optimizer: { kind: 'adamw', rate: 0.01 },
    }),
  },
  'skip-plif': {
    weights: 'skip-plif',
    experiment: experimentOf({
      encoder: { kind: 'pixels', pool: 4 },
      network: { kind: 'recurrent', hidden: [24], inputScale: 2, recurrence: { kind: 'skip', span: 7 } },
      neuron: { kind: 'plif', initialDecay: 0.5, threshold: 0.5 },
      surrogate: { kind: 'atan', scale: 2 },
      optimizer: { kind: 'adamw', rate: 0.01 },
    }),
  },
  'skip-equations': {
    weights: 'skip-equations',
    experiment: experimentOf({
      encoder: { kind: 'pixels', pool: 4 },
      network: { kind: 'recurrent', hidden: [24], inputScale: 2, recurrence: { kind: 'skip', span: 7 } },
      neuron: { kind: 'equations', text: RECURRENT },
      surrogate: { kind: 'atan', scale: 2 },
      readout: { kind: 'spiking' },
      loss: { kind: 'mseOfRate' },
      optimizer: { kind: 'adamw', rate: 0.01 },
    }),
  },
  table: {
    weights: 'table',
    experiment: experimentOf({
      data: { ...table.data, batch: 100 },
      encoder: { kind: 'direct', steps: 8 },
      network: { kind: 'mlp', hidden: [24] },
      neuron: { kind: 'lif', decay: 0.8, threshold: 0.5 },
      surrogate: { kind: 'atan', scale: 2 },
      optimizer: { kind: 'adamw', rate: 0.01 },
    }),
  },
  'table-steps': {
    weights: 'table-steps',
    experiment: experimentOf({
      data: { ...table.data, batch: 100 },
      encoder: { kind: 'pixels' },
      network: { kind: 'recurrent', hidden: [24], inputScale: 2, recurrence: { kind: 'skip', span: 2 } },
      neuron: { kind: 'lif', decay: 0.8, threshold: 0.5 },
      surrogate: { kind: 'atan', scale: 2 },
      optimizer: { kind: 'adamw', rate: 0.01 },
    }),
  },
}

/** The results of the frameworks for a case, made by `run.py` in this folder. */
export interface Golden {
  /** The versions of the frameworks, as text. */
  readonly versions: string
  readonly frameworks: Readonly<Record<string, GoldenRun>>
  /** CRC-32 of the spikes of each sample, little-endian, in base64: one byte a spike, layer by layer, [steps, channels, rows, columns]. */
  readonly spikes: string
}

interface GoldenRun {
  /** SHA-256 of the code that was run. */
  readonly code: string
  readonly loss: number
  readonly accuracy: number
  /** The loss of the first 100 training samples, in training mode. */
  readonly trainLoss: number
  readonly gradientNorm: number
  /** The number of spikes by layer. */
  readonly spikes: Readonly<Record<string, number>>
  /** Samples whose spikes differ from those in the list. */
  readonly differs: Readonly<Record<string, number>>
}

export const golden = (name: string): Golden => JSON.parse(readFileSync(new URL(`golden/${name}.json`, import.meta.url), 'utf8'))

// ---- weights

/** A tensor as bytes times a number. */
interface PackedTensor {
  readonly shape: readonly number[]
  readonly scale: number
  readonly values: string
}
export type PackedWeights = Readonly<Record<string, Readonly<Record<string, PackedTensor>>>>

export const WEIGHTS_FILE = new URL('weights.json', import.meta.url)

export function packed({ shape, data }: NamedTensor): PackedTensor {
  const scale = Math.fround(
    Math.max(
      1e-6,
      data.reduce((max, value) => Math.max(max, Math.abs(value)), 0),
    ) / 127,
  )
  const values = Int8Array.from(data, (value) => Math.round(value / scale))
  return { shape, scale, values: Buffer.from(values.buffer).toString('base64') }
}

/** The weights of a case as a file of the lab's. */
export function weightsFile(name: string): ArrayBuffer {
  const all = JSON.parse(readFileSync(WEIGHTS_FILE, 'utf8')) as PackedWeights
  const tensors = Object.entries(all[CODE_CASES[name]!.weights]!).map(([of, { shape, scale, values }]): NamedTensor => {
    const bytes = new Int8Array(Buffer.from(values, 'base64'))
    return { name: of, shape, data: Float32Array.from(bytes, (value) => value * scale) }
  })
  return writeSafetensors(tensors)
}
