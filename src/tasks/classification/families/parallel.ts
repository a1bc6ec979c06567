/**
 * Parallel spiking neurons (Fang et al., NeurIPS 2023, arXiv 2304.12760), which see several steps at once and have no loop over time.
 * Networks, data and training are those of the lab, not the paper's.
 */
import { presets } from './preset'

export const PARALLEL = presets('PSN', [
  {
    name: 'parallel-s-mnist-small',
    title: 'Digits, 49 steps, parallel neurons',
    summary:
      '7 × 7 pixels, one per step, through two layers of sliding PSN, each of which sees the newest 16 steps by weights that it learns. All steps are computed at once. Not the paper’s size or training.',
    group: 'for a laptop',
    experiment: {
      data: { kind: 'mnist', batch: 64 },
      encoder: { kind: 'pixels', pool: 4 },
      network: { kind: 'mlp', hidden: [64, 64], initialization: 'kaiming', normalization: { kind: 'tdBatchNorm' } },
      neuron: { kind: 'psn', form: 'sliding', order: 16 },
      surrogate: { kind: 'atan', scale: 2 },
      readout: { kind: 'mean' },
      optimizer: { kind: 'adamw', rate: 0.01, weightDecay: 0.01 },
      schedule: { kind: 'cosine' },
      run: { epochs: 2, seed: 0 },
    },
  },
])
