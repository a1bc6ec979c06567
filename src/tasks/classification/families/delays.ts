/**
 * Learned delays (Hammouamri et al., ICLR 2024, arXiv 2306.17670) on a task that needs delays. Network, data and training are those of the
 * lab, not the paper's.
 */
import { presets } from './preset'

export const DELAYS = presets('Delays', [
  {
    name: 'coincidence',
    title: 'Coincidence by learned delays',
    summary:
      'Two spikes, whose lag is the class, and neurons almost without memory, which notice only what arrives together: each learns two delays that make up for a lag. A synthetic task, not from the paper.',
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
  },
  {
    name: 'delayed-cue-delays',
    title: 'Delayed cue by learned delays',
    summary:
      'Four cues of 5 steps, 30 steps of noise, then the response at the last step, and neurons that forget within a few steps: only delays that reach from the cue to the response help. With a delay of one step everywhere, the same training ends at chance level. A synthetic task, not from the paper.',
    group: 'tasks',
    experiment: {
      data: { kind: 'delayedCue', batch: 32, train: 1280, delay: 30 },
      encoder: { kind: 'rows' },
      network: {
        kind: 'mlp',
        hidden: [32],
        initialization: 'kaiming',
        delays: { kind: 'learned', max: 40, sigma: 10, narrowing: 240, rateFactor: 50 },
      },
      neuron: { kind: 'lif', decay: 0.5, reset: 'subtract' },
      surrogate: { kind: 'atan', scale: 2 },
      readout: { kind: 'last', steps: 1 },
      optimizer: { kind: 'adam', rate: 0.01 },
      schedule: { kind: 'cosine' },
      run: { epochs: 8, seed: 1 },
    },
  },
  {
    name: 'shd-delays',
    title: 'Spiking Heidelberg Digits by learned delays',
    summary:
      'Your own copy of the Spiking Heidelberg Digits through two layers of 64 with learned delays of up to 250 ms. Longest delay, bias, dropout, surrogate and the ratio of learning rates as in the code of Hammouamri et al.; a quarter of its neurons, 20 of its 150 epochs, 250 steps of 5.6 ms and not of 10, tdBN and not batch normalization, the mean of the outputs and not the sum of their probabilities, and one schedule. Needs a GPU.',
    experiment: {
      data: { kind: 'shd', batch: 64 },
      encoder: { kind: 'rows' },
      network: {
        kind: 'mlp',
        hidden: [64, 64],
        normalization: { kind: 'tdBatchNorm' },
        bias: false,
        dropout: 0.4,
        initialization: 'kaiming',
        // 250 ms of 1.4 s in 250 steps; half of it as the first width, which narrows over a quarter of 20 epochs.
        delays: { kind: 'learned', max: 45, sigma: 22, narrowing: 640, rateFactor: 100 },
      },
      neuron: { kind: 'lif', decay: 0.5, detachReset: true },
      surrogate: { kind: 'atan', scale: 5 },
      readout: { kind: 'mean' },
      optimizer: { kind: 'adam', rate: 5e-3 },
      schedule: { kind: 'oneCycle' },
      run: { epochs: 20, seed: 0 },
    },
  },
])
