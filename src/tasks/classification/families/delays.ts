/**
 * Learned delays (Hammouamri et al., ICLR 2024, arXiv 2306.17670) on a task that needs delays. Network, data and training are those of the
 * lab, not the paper's.
 */
import { type Preset, preset } from './preset'

export const DELAYS: readonly Preset[] = [
  preset({
    name: 'coincidence',
    title: 'Coincidence by learned delays',
    summary:
      'Two spikes, whose lag is the class, and neurons almost without memory, which notice only what arrives together: each learns two delays that make up for a lag. A synthetic task, not from the paper.',
    family: 'Delays',
    group: 'tasks',
    experiment: {
      data: { kind: 'coincidence', batch: 32, train: 1280, classes: 3, lag: 4 },
      encoder: { kind: 'rows' },
      network: {
        kind: 'mlp',
        hidden: [48],
        bias: false,
        initialization: 'kaiming',
        delays: { kind: 'learned', max: 20, sigma: 4, narrowing: 400, rateFactor: 20 },
      },
      // Silent for a step after a spike: two spikes that arrive a step apart fire once.
      neuron: { kind: 'lif', decay: 0.1, inputGain: 2, resetTo: -10 },
      surrogate: { kind: 'atan', scale: 2 },
      readout: { kind: 'sum' },
      optimizer: { kind: 'adamw', rate: 0.02, weightDecay: 0.4 },
      schedule: { kind: 'cosine' },
      run: { epochs: 16, seed: 1 },
    },
  }),
]
