/** Starting points: the networks of common tutorials, and a blank experiment. */
import { presets } from './preset'

const conv = (outputs: number) => ({ kind: 'conv' as const, outputs })

export const BASICS = presets('Basics', [
  {
    name: 'csnn',
    title: 'Tutorial convolutional network',
    summary:
      'The small convolutional network of common tutorials: convolution, normalization, integrate-and-fire, maximum pooling, twice; two linear layers.',
    experiment: {
      data: { kind: 'mnist', batch: 50 },
      encoder: { kind: 'direct', steps: 4 },
      network: {
        kind: 'layers',
        layers: [
          conv(32),
          { kind: 'pool', how: 'max', size: 2 },
          conv(32),
          { kind: 'pool', how: 'max', size: 2 },
          { kind: 'linear', outputs: 128 },
        ],
      },
      neuron: { kind: 'lif', decay: 1, threshold: 1, detachReset: true },
      surrogate: { kind: 'atan', scale: 2 },
      readout: { kind: 'spiking' },
      loss: { kind: 'mseOfRate' },
      optimizer: { kind: 'adam', rate: 1e-3 },
      run: { epochs: 1, seed: 2025 },
    },
  },
  {
    name: 'tutorial',
    title: 'Tutorial network',
    summary: 'The network of many introductory tutorials: 784–1000–10, 25 steps, arctangent surrogate, spiking output.',
    experiment: {
      data: { kind: 'mnist', batch: 128 },
      encoder: { kind: 'direct', steps: 25 },
      network: { kind: 'mlp', hidden: [1000] },
      neuron: { kind: 'lif', decay: 0.95, threshold: 1, reset: 'subtractDelayed', detachReset: true },
      surrogate: { kind: 'atan', scale: 2 },
      readout: { kind: 'spiking' },
      optimizer: { kind: 'adam', rate: 5e-4 },
      run: { epochs: 1, seed: 2025 },
    },
  },
  {
    name: 'noisy-lif-mnist',
    title: 'Noisy neurons',
    summary:
      'One hidden layer of neurons that fire by chance, which has a derivative: the noisy LIF of Noisy Spiking Neuron Nets (Ma, Yan and Tang, 2023). The network and its training are this lab’s own, not the paper’s.',
    experiment: {
      data: { kind: 'mnist', batch: 100 },
      encoder: { kind: 'direct', steps: 8 },
      network: { kind: 'mlp', hidden: [128] },
      neuron: { kind: 'noisyLif', decay: 0.5, noise: { kind: 'gaussian', sigma: 0.4 }, threshold: 1 },
      optimizer: { kind: 'adam', rate: 1e-3 },
      run: { epochs: 2, seed: 2025 },
    },
  },
  {
    name: 'ottt-mnist',
    title: 'Digits, 25 steps, learned online',
    summary:
      'Two hidden layers that learn forward in time by OTTT (Xiao et al., 2022): the gradient of each step is computed at that step, and the memory of training hardly grows with T. The network and its training are this lab’s own, not the paper’s.',
    experiment: {
      data: { kind: 'mnist', batch: 100 },
      encoder: { kind: 'direct', steps: 25 },
      network: { kind: 'mlp', hidden: [128, 128], initialization: 'kaiming' },
      neuron: { kind: 'lif', decay: 0.5, threshold: 1, reset: 'subtract', detachReset: true },
      surrogate: { kind: 'sigmoid', scale: 4 },
      readout: { kind: 'mean' },
      loss: { kind: 'meanOfCrossEntropy' },
      learning: { kind: 'ottt' },
      optimizer: { kind: 'adam', rate: 2e-3 },
      run: { epochs: 2, seed: 2025 },
    },
  },
  {
    name: 'temporal-xor-stream',
    title: 'Temporal XOR, an endless stream',
    summary:
      'One recurrent layer learns by e-prop (Bellec et al., 2020) from a stream that has no end: no sample comes twice, weights change at every time step, and potentials and traces go on from each sample to the next. Stop it when you like. The task and its training are this lab’s own.',
    experiment: {
      data: { kind: 'temporalXor', batch: 64, train: 6400, test: 1024, cueSteps: 3, delay: 2, noise: 0.02, stream: { kind: 'endless' } },
      encoder: { kind: 'rows' },
      network: { kind: 'recurrent', hidden: [64], recurrence: { kind: 'vanilla' } },
      neuron: { kind: 'lif', decay: 0.8, threshold: 1, reset: 'subtract', detachReset: true },
      surrogate: { kind: 'triangle', scale: 1 },
      readout: { kind: 'mean' },
      loss: { kind: 'meanOfCrossEntropy' },
      learning: { kind: 'eprop', broadcast: 'symmetric', updates: { kind: 'step' }, state: { kind: 'carried' } },
      optimizer: { kind: 'adam', rate: 5e-4 },
      run: { epochs: 10_000, seed: 2025, evaluateEvery: 500 },
    },
  },
  {
    name: 'blank',
    title: 'Blank',
    summary: 'One hidden layer and the defaults: a starting point.',
    experiment: { run: { epochs: 2, seed: 2025 } },
  },
])
