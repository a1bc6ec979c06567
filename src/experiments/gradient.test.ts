/**
 * The gradient of whole networks on the GPU, smoothed, against directional differences: Richardson over h and h/2 (0.1 %).
 * Smooth spikes make the loss differentiable; a detached reset and an adaptive window are no derivatives and stay out.
 */

import { expect, test } from 'vitest'
import type * as z from 'zod'
import { type LayerSpec, layerSchema } from '../layers/schema'
import { recurrenceSchema } from '../neurons/recurrent-lif/schema'
import { madeData, small } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { slopesOf } from '../testing/slope'

const gpu = await testGpu()
const data = madeData(60, 10)

const surrogate = { kind: 'sigmoid', scale: 3 } as const
const lif = { kind: 'lif', decay: 0.6, threshold: 0.8, inputGain: 0.9 } as const
const noisy = { ...lif, kind: 'noisyLif' } as const
const hidden = [9, 14]
const normed = { kind: 'mlp', hidden, normalization: { kind: 'tdBatchNorm' }, bias: false } as const
const plain = { kind: 'mlp', hidden } as const
/** A stem, a block with a shortcut that changes shape, one that does not, global pooling and a linear layer. */
const layers = (list: LayerSpec[], normalization: 'tdBatchNorm' | 'none' = 'tdBatchNorm') =>
  ({ kind: 'layers', layers: list, normalization: { kind: normalization }, bias: normalization === 'none' }) as const
const layer = (spec: z.input<typeof layerSchema>): LayerSpec => layerSchema.parse(spec)
const stem = layer({ kind: 'conv', outputs: 5, stride: 2 })
const residual = (stride: number) => layer({ kind: 'residual', outputs: 8, stride })
/** A stem, a block with a shortcut that changes shape, one that does not, global pooling and a linear layer. */
const resnet = layers([stem, residual(2), residual(1), layer({ kind: 'globalPool' }), layer({ kind: 'linear', outputs: 9 })])
const pool = (how: 'average' | 'max', size: number) => layer({ kind: 'pool', how, size })
const pooled = (how: 'average' | 'max', normalization: 'tdBatchNorm' | 'none') =>
  layers([stem, pool(how, 2), layer({ kind: 'conv', outputs: 6, dropout: 0.2 }), pool(how, 3)], normalization)

/** Layers with different neurons, a block with a shortcut among them. */
const unlike = (normalization: 'tdBatchNorm' | 'none') =>
  layers(
    [
      stem,
      layer({ kind: 'conv', outputs: 6, neuron: { kind: 'relu' } }),
      layer({ kind: 'residual', outputs: 8, stride: 2, neuron: { kind: 'equations', text: ALIF } }),
      layer({ kind: 'linear', outputs: 9, neuron: { kind: 'plif', initialDecay: 0.4, threshold: 0.6 } }),
    ],
    normalization,
  )

const recurrent = (recurrence: z.input<typeof recurrenceSchema>, rest: object = {}) =>
  ({ kind: 'recurrent', hidden, recurrence: recurrenceSchema.parse(recurrence), ...rest }) as const
const ALIF = `param alpha = 0.7 in 0..1 learned
param theta = 0.8
b = 0.9*b[t-1] + s[t-1]
v = alpha*v[t-1] + x - theta*s[t-1]
s = spike(v - theta - 0.2*b)`
const LEARNED = `param alpha = 0.7 in 0..1 learned per neuron
param beta = 0.3 in 0..1 learned per channel
param gain = 0.9 learned
param bias = 0.1 learned per step
init w = 0.3*beta
w = alpha*w[t-1] + beta*tanh(v[t-1])
v = 0.6*v[t-1] + gain*x + bias - 0.4*s[t-1] - 0.2*w
s = spike(v - 0.5)`
const spikesIn = { kind: 'poisson', steps: 7 } as const

test.each<[string, Parameters<typeof small>[0]]>([
  ['tdBN, constant input', { network: normed, neuron: lif, surrogate }],
  ['tdBN, spikes in', { network: normed, neuron: lif, surrogate, encoder: { kind: 'poisson', steps: 4 } }],
  ['tdBN, PLIF', { network: normed, neuron: { kind: 'plif', initialDecay: 0.4, threshold: 0.8, inputGain: 0.9 }, surrogate }],
  [
    'PLIF without norm',
    { network: plain, neuron: { kind: 'plif', initialDecay: 0.4, threshold: 0.8 }, surrogate, encoder: { kind: 'latency', steps: 5 } },
  ],
  ['reset subtract', { network: plain, neuron: { ...lif, reset: 'subtract' }, surrogate: { kind: 'atan', scale: 2 } }],
  ['reset subtractDelayed', { network: plain, neuron: { ...lif, reset: 'subtractDelayed' }, surrogate: { kind: 'gaussian', sigma: 0.5 } }],
  ['no reset, fast sigmoid', { network: plain, neuron: { ...lif, reset: 'none' }, surrogate: { kind: 'fastSigmoid', scale: 2 } }],
  [
    'hard reset, spiking readout, TET',
    { network: plain, neuron: { ...lif, resetTo: 0.2 }, surrogate, readout: { kind: 'spiking' }, loss: { kind: 'meanOfCrossEntropy' } },
  ],
  ['a small ResNet, PLIF', { network: resnet, neuron: { kind: 'plif', initialDecay: 0.4, threshold: 0.8 }, surrogate }],
  ['a small ResNet, spikes in', { network: resnet, neuron: lif, surrogate, encoder: { kind: 'poisson', steps: 3 } }],
  ['convolutions, average pooling', { network: pooled('average', 'tdBatchNorm'), neuron: lif, surrogate }],
  ['convolutions without norm, maximum pooling', { network: pooled('max', 'none'), neuron: lif, surrogate }],
  ['equations, tdBN', { network: normed, neuron: { kind: 'equations', text: ALIF }, surrogate, encoder: { kind: 'poisson', steps: 4 } }],
  ['PSN', { network: plain, neuron: { kind: 'psn' }, surrogate, encoder: { kind: 'poisson', steps: 5 } }],
  ['masked PSN, tdBN', { network: normed, neuron: { kind: 'psn', form: 'masked', order: 2, masking: 0.5 }, surrogate }],
  ['sliding PSN, a small ResNet', { network: resnet, neuron: { kind: 'psn', form: 'sliding', order: 3 }, surrogate }],
  ['equations, a small ResNet', { network: resnet, neuron: { kind: 'equations', text: ALIF }, surrogate }],
  [
    'equations, every kind of parameter, dropout and a spiking readout',
    { network: { ...plain, dropout: 0.2 }, neuron: { kind: 'equations', text: LEARNED }, surrogate, readout: { kind: 'spiking' } },
  ],
  [
    'equations, vanilla recurrence',
    { network: recurrent({ kind: 'vanilla' }), neuron: { kind: 'equations', text: ALIF }, surrogate, encoder: spikesIn },
  ],
  [
    'equations, a skip, tdBN and learned parameters',
    {
      network: recurrent({ kind: 'skip', span: 2 }, { normalization: { kind: 'tdBatchNorm' }, bias: false, dropout: 0.2 }),
      neuron: { kind: 'equations', text: LEARNED.replace('learned per step', '') },
      surrogate,
      encoder: spikesIn,
    },
  ],
  [
    'Gaussian delays of synapses, tdBN',
    { network: { ...normed, delays: { kind: 'learned', max: 5, sigma: 1.5 } }, neuron: lif, surrogate, encoder: spikesIn },
  ],
  [
    'Gaussian delays of neurons, constant input',
    { network: { ...plain, delays: { kind: 'learned', per: 'neuron', max: 4, sigma: 1 } }, neuron: lif, surrogate },
  ],
  [
    'Gaussian delays of axons, dropout, a spiking readout',
    {
      network: { ...plain, dropout: 0.2, delays: { kind: 'learned', per: 'axon', max: 3, sigma: 2 } },
      neuron: lif,
      surrogate,
      encoder: spikesIn,
      readout: { kind: 'spiking' },
    },
  ],
  ['drawn delays', { network: { ...plain, delays: { kind: 'random', max: 4 } }, neuron: lif, surrogate, encoder: spikesIn }],
  ['the same delay everywhere', { network: { ...plain, delays: { kind: 'fixed', steps: 2 } }, neuron: lif, surrogate, encoder: spikesIn }],
  [
    'Gaussian delays of channels, tdBN, average pooling, a linear layer',
    {
      network: {
        ...layers([stem, pool('average', 2), layer({ kind: 'conv', outputs: 6 }), layer({ kind: 'linear', outputs: 9 })]),
        delays: { kind: 'learned', max: 4, sigma: 1.5 },
      },
      neuron: lif,
      surrogate,
      encoder: spikesIn,
    },
  ],
  [
    'Gaussian delays of channels, constant input',
    { network: { ...pooled('max', 'none'), delays: { kind: 'learned', max: 3, sigma: 1 } }, neuron: lif, surrogate },
  ],
  ['a neuron for each layer: LIF, PLIF, equations and ReLU, tdBN', { network: unlike('tdBatchNorm'), neuron: lif, surrogate }],
  [
    'a neuron for each layer without norm, spikes in',
    { network: unlike('none'), neuron: lif, surrogate, encoder: { kind: 'poisson', steps: 4 } },
  ],
  ['dropout, squared error', { network: { ...normed, dropout: 0.3 }, neuron: lif, surrogate, loss: { kind: 'mseOfRate' } }],
  ['the chances of normal noise, tdBN', { network: normed, neuron: { ...noisy, noise: { kind: 'gaussian', sigma: 0.5 } } }],
  [
    'the chances of logistic noise, vanilla recurrence',
    { network: recurrent({ kind: 'vanilla' }), neuron: { ...noisy, noise: { kind: 'logistic', scale: 0.3 } }, encoder: spikesIn },
  ],
  ['vanilla recurrence', { network: recurrent({ kind: 'vanilla' }), neuron: lif, surrogate, encoder: spikesIn }],
  [
    'skip recurrence pixel by pixel, sum of currents',
    {
      network: recurrent({ kind: 'skip', span: 3 }),
      neuron: { ...lif, reset: 'subtract' },
      surrogate,
      encoder: { kind: 'pixels', pool: 7, permuted: true },
      readout: { kind: 'sum' },
    },
  ],
  [
    'adaptive recurrence, tdBN, dropout, PLIF, the last steps',
    {
      network: recurrent({ kind: 'adaptive', spans: 4 }, { normalization: { kind: 'tdBatchNorm' }, bias: false, dropout: 0.3 }),
      neuron: { kind: 'plif', initialDecay: 0.4, threshold: 0.8, inputGain: 0.9 },
      surrogate,
      encoder: spikesIn,
      readout: { kind: 'last', steps: 2 },
    },
  ],
  [
    'adaptive recurrence shared by the network, row by row, leaky integrator',
    {
      network: recurrent({ kind: 'adaptive', spans: 5, sharedBy: 'network' }, { inputScale: 2 }),
      neuron: lif,
      surrogate,
      encoder: { kind: 'rows' },
      readout: { kind: 'leaky', decay: 0.8 },
    },
  ],
  ['adaptive recurrence, constant input', { network: recurrent({ kind: 'adaptive', spans: 3 }), neuron: lif, surrogate }],
])('the gradient is the directional derivative: %s', async (_, change) => {
  const { numeric, analytic } = await slopesOf(gpu, small(change), data)
  expect(Math.abs(numeric)).toBeGreaterThan(1e-4)
  expect(Math.abs(analytic - numeric)).toBeLessThan(1e-3 * Math.abs(numeric))
})

/** A ReLU has a kink, which no difference may reach over: a width a sixteenth of the usual, and twice its tolerance for those that are left. */
test.each<[string, Parameters<typeof small>[0]]>([
  ['fully connected', { network: plain }],
  ['tdBN, spikes in, dropout', { network: { ...normed, dropout: 0.2 }, encoder: { kind: 'poisson', steps: 4 } }],
  ['a small ResNet, spikes in', { network: resnet, encoder: { kind: 'poisson', steps: 3 } }],
  ['convolutions without norm, maximum pooling', { network: pooled('max', 'none') }],
  ['a recurrent network that receives nothing of itself', { network: recurrent({ kind: 'none' }), encoder: spikesIn }],
])('the gradient of the analog network is the directional derivative: %s', async (_, change) => {
  const { numeric, analytic } = await slopesOf(gpu, small({ ...change, neuron: { kind: 'relu', inputGain: 0.9 } }), data, 0.0005)
  expect(Math.abs(numeric)).toBeGreaterThan(1e-4)
  expect(Math.abs(analytic - numeric)).toBeLessThan(2e-3 * Math.abs(numeric))
})
