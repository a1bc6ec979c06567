/** Presets of regression. None is from a paper. */
import { presetsOf } from '../preset'
import { regressionSchema } from './schema'

const presets = presetsOf(regressionSchema, 'regression')

export const REGRESSION = presets('Basics', [
  {
    name: 'noisy-sine',
    title: 'Noisy sine',
    summary: 'x as a constant current, y is the mean output current over 16 steps; the training targets are noisy. Not from a paper.',
    experiment: {
      data: { kind: 'function' },
      network: { kind: 'mlp', hidden: [64, 64], initialization: 'kaiming' },
      neuron: { kind: 'lif', decay: 0.8, threshold: 1 },
      surrogate: { kind: 'atan', scale: 2 },
      optimizer: { kind: 'adam', rate: 3e-3 },
      run: { epochs: 20, seed: 1 },
    },
  },
  {
    name: 'adding-numbers',
    title: 'Adding problem',
    summary:
      'Two of 30 random numbers are marked, and their sum is the target (Hochreiter and Schmidhuber, 1997): a recurrent layer, a leaky-integrator readout, squared error. A reconstruction, including size and training.',
    experiment: {
      data: { kind: 'addingNumbers', batch: 64, steps: 30 },
      encoder: { kind: 'rows' },
      network: { kind: 'recurrent', hidden: [64], recurrence: { kind: 'vanilla' }, initialization: 'kaiming', inputScale: 4 },
      neuron: { kind: 'lif', decay: 0.95, threshold: 1 },
      surrogate: { kind: 'atan', scale: 2 },
      readout: { kind: 'leaky', decay: 0.5 },
      optimizer: { kind: 'adam', rate: 3e-3 },
      clipNorm: 1,
      run: { epochs: 30, seed: 1 },
    },
  },
])
