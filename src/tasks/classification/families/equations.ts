/**
 * Neurons as equations: published models that are no case of the leaky neuron, on data where what they add shows or does no harm. The
 * texts are copies of those of the shelf, because links keep a preset as it is, also when the shelf changes.
 */
import { presets, type Settings } from './preset'

/** LIF whose threshold rises with each spike and falls over some 100 steps: a neuron remembers that it has spiked. */
const ADAPTIVE_THRESHOLD = `param alpha = 0.9 in 0..1
param rho = 0.99 in 0..1
param beta = 0.5 in 0..10
b = rho*b[t-1] + s[t-1]
v = alpha*v[t-1] + x - s[t-1]
s = spike(v - 1 - beta*b)`

const IZHIKEVICH = `param a = 0.02 in 0..1
param b = 0.2 in -1..1
param c = -0.65 in -2..2
param d = 0.08 in -1..1
init v = c
init w = b*c
u = v[t-1] + 4*v[t-1]^2 + 5*v[t-1] + 1.4 - w[t-1] + x
r = w[t-1] + a*(b*v[t-1] - w[t-1])
s = spike(u - 0.3)
v = (1 - s)*u + s*c
w = (1 - s)*r + s*(r + d)`

const ADLIF = `param alpha = 0.9 in 0.8187..0.9608 learned per neuron
param beta = 0.98 in 0.9672..0.9917 learned per neuron
param a = 0.2 in -1..1 learned per neuron
param b = 0.8 in 0..2 learned per neuron
w = beta*w[t-1] + a*u[t-1] + b*s[t-1]
u = alpha*(u[t-1] - s[t-1]) + (1 - alpha)*(x - w)
s = spike(u - 1)`

const BALANCED_RESONATOR = `param omega = uniform(5, 10) in 1..20 learned per neuron
param offset = uniform(0.1, 1) in 0.01..10 learned per neuron
param dt = 0.05 in 0.001..1
b = (sqrt(max(1 - (dt*omega)^2, 0)) - 1)/dt - offset - q[t-1]
u = u[t-1] + dt*(b*u[t-1] - omega*w[t-1]) + x
w = w[t-1] + dt*(omega*u[t-1] + b*w[t-1])
s = spike(u - 1 - q[t-1])
q = 0.9*q[t-1] + s`

const GATED = `param alpha = 0.6 in 0..1 learned per channel
param beta = 0.7 in 0..1 learned per channel
param gamma = 0.4 in 0..1 learned per channel
param tau = 0.25 in 0..1 learned per channel
param conduct = 0.9 in 0..1 learned per channel
param linear_decay = 0.05 in 0..1 learned per channel
param v_subreset = 0.5 in 0..1 learned per channel
leak = 1 - alpha*(1 - tau)
v = leak*v[t-1] - (1 - alpha)*linear_decay + x*(1 - beta*(1 - conduct)) - leak*v[t-1]*gamma*s[t-1] - (1 - gamma)*v_subreset*s[t-1]
s = spike(v - 1)`

const equations = (text: string) => ({ kind: 'equations', text }) as const

const digits = {
  data: { kind: 'mnist', batch: 64 },
  surrogate: { kind: 'atan', scale: 2 },
  optimizer: { kind: 'adam', rate: 2e-3 },
  run: { epochs: 1, seed: 1 },
} as const satisfies Settings

export const EQUATIONS = presets('Equations', [
  {
    name: 'alif-cue',
    title: 'Delayed cue, adaptive threshold',
    summary:
      'A delayed cue without recurrence: only the threshold, which rises with each spike and falls over some 100 steps, remembers the cue for 100 steps. A synthetic task.',
    experiment: {
      data: { kind: 'delayedCue', batch: 64, delay: 100, noise: 0.01 },
      encoder: { kind: 'rows' },
      network: { kind: 'recurrent', hidden: [64], recurrence: { kind: 'none' }, inputScale: 6 },
      neuron: equations(ADAPTIVE_THRESHOLD),
      surrogate: { kind: 'triangle', scale: 0.5 },
      readout: { kind: 'last', steps: 40 },
      optimizer: { kind: 'adam', rate: 0.01 },
      run: { epochs: 8, seed: 1 },
    },
  },
  {
    name: 'izhikevich-digits',
    title: 'Digits, Izhikevich neurons',
    summary: 'One hidden layer of tonic spiking Izhikevich neurons: a quadratic potential and a recovery variable.',
    experiment: {
      ...digits,
      encoder: { kind: 'direct', steps: 16 },
      network: { kind: 'mlp', hidden: [128] },
      neuron: equations(IZHIKEVICH),
    },
  },
  {
    name: 'adlif-digits',
    title: 'Digits, adaptive LIF',
    summary: 'One hidden layer of adaptive LIF (Bittar and Garner 2022) whose four parameters are learned per neuron.',
    experiment: { ...digits, encoder: { kind: 'direct', steps: 16 }, network: { kind: 'mlp', hidden: [128] }, neuron: equations(ADLIF) },
  },
  {
    name: 'glif-digits',
    title: 'Digits, gated LIF',
    summary:
      'The small convolutional network of common tutorials with gated LIF (Yao et al. 2022): which decay, which input and which reset, learned per channel.',
    experiment: {
      ...digits,
      encoder: { kind: 'direct', steps: 4 },
      network: {
        kind: 'layers',
        layers: [
          { kind: 'conv', outputs: 12, stride: 2 },
          { kind: 'conv', outputs: 24, stride: 2 },
          { kind: 'linear', outputs: 64 },
        ],
      },
      neuron: equations(GATED),
    },
  },
  {
    name: 'brf-pixels',
    title: 'Digits, pixel by pixel, balanced resonators',
    summary:
      '196 pixels, one a step, through balanced resonate-and-fire neurons (Higuchi et al. 2024) without recurrence: each remembers by oscillating at a frequency of its own; frequency and damping are learned.',
    experiment: {
      ...digits,
      encoder: { kind: 'pixels', pool: 2 },
      network: { kind: 'recurrent', hidden: [64], recurrence: { kind: 'none' }, inputScale: 5 },
      neuron: equations(BALANCED_RESONATOR),
      optimizer: { kind: 'adam', rate: 0.02 },
    },
  },
])
