/**
 * Presets of neural response. TeCoS-LVM (Ma et al., NeurIPS 2023) is reconstructed without its code, which was not at hand; sizes, rates
 * and training are our own.
 */
import { presetsOf } from '../preset'
import { responseSchema } from './schema'

const presets = presetsOf(responseSchema, 'response')
const learning = {
  optimizer: { kind: 'adamw', rate: 3e-3 },
  divergence: { weight: 1e-3, warmUpSteps: 500 },
  run: { epochs: 75, seed: 1, evaluateEvery: 500 },
} as const
const noisy = { kind: 'noisyLif', decay: 0.5, noise: { kind: 'gaussian', sigma: 0.2 } } as const
const trained = { data: { kind: 'retinaSim', batch: 64 }, neuron: noisy, ...learning } as const
const rates = { output: 'rate', latents: 0 } as const
const RECONSTRUCTION = 'Equations and training are a reconstruction (Ma et al., NeurIPS 2023): the paper’s code was not at hand.'

export const RESPONSE = presets('TeCoS-LVM', [
  {
    name: 'tecos-lvm',
    title: 'TeCoS-LVM',
    summary: `A spiking latent model with a GRU memory answers movies as a simulated retina does: noisy LIF neurons, one sample against the mean of ten trials, state carried from clip to clip. ${RECONSTRUCTION}`,
    group: 'tasks',
    counterpart: 'tecos-lvm-memoryless',
    asCounterpart: 'Version with memory',
    experiment: trained,
  },
  {
    name: 'tecos-lvm-memoryless',
    title: 'TeCoS-LVM without memory',
    summary: `The same without temporal conditioning: each step knows its own frame alone. ${RECONSTRUCTION}`,
    counterpart: 'tecos-lvm',
    asCounterpart: 'Memoryless version',
    experiment: { ...trained, network: { kind: 'latent', memory: { kind: 'none' } } },
  },
  {
    name: 'tecos-lvm-lengths',
    title: 'TeCoS-LVM, over other lengths',
    summary: `The same model as TeCoS-LVM, trained on clips of 30 bins and tested on pieces of 40, 60, 120 and 300 bins, the whole test movie, and the long one. ${RECONSTRUCTION}`,
    experiment: { ...trained, scoring: { pieces: [40, 60, 120, 300] } },
  },
  {
    name: 'tecos-lvm-trials',
    title: 'TeCoS-LVM on single trials',
    summary: `A tanh memory that is reset at each clip, trained against single recorded trials, with more noise, a larger divergence weight and a lower rate: it differs from TeCoS-LVM in six settings; Compare changes one at a time. ${RECONSTRUCTION}`,
    experiment: {
      ...trained,
      neuron: { ...noisy, noise: { kind: 'gaussian', sigma: 0.4 } },
      network: { kind: 'latent', memory: { kind: 'tanh', size: 128 } },
      state: 'reset',
      loss: { kind: 'psp', against: 'trials' },
      optimizer: { kind: 'adamw', rate: 2e-3 },
      divergence: { weight: 0.01, warmUpSteps: 500 },
    },
  },
  {
    name: 'tecos-lvm-deterministic',
    title: 'TeCoS-LVM, deterministic neurons',
    summary: `The same model with LIF neurons that fire at the threshold: only the latent varies from trial to trial. ${RECONSTRUCTION}`,
    experiment: { ...trained, neuron: { kind: 'lif', decay: 0.5 }, surrogate: { kind: 'gaussian', sigma: 0.4 } },
  },
  {
    name: 'response-window',
    title: 'Window model, rates',
    summary:
      'Rates from the last 20 frames by two convolutions, trained by their Poisson likelihood: what can be known without a memory. A control, not from the paper.',
    experiment: {
      ...trained,
      encoder: { kind: 'rows', window: 20 },
      network: { kind: 'latent', ...rates, stimulus: { kind: 'conv', channels: [16, 16], kernel: 5 }, memory: { kind: 'none' } },
      state: 'reset',
      loss: { kind: 'poisson' },
      optimizer: { kind: 'adamw', rate: 2e-3 },
    },
  },
  {
    name: 'response-gru',
    title: 'GRU, rates',
    summary:
      'Rates from a GRU over the frames, trained by their Poisson likelihood: a memory without spikes and without a latent. A control, not from the paper.',
    experiment: { ...trained, network: { kind: 'latent', ...rates }, loss: { kind: 'poisson' }, optimizer: { kind: 'adamw', rate: 2e-3 } },
  },
])
