/** Events of cameras and cochleas: of the simulated camera, and of opened files. None is from a paper: each summary says what is a reconstruction. */
import { presets } from './preset'

const conv = (outputs: number) => ({ kind: 'conv' as const, outputs })
const maximum = { kind: 'pool' as const, how: 'max' as const, size: 2 }

export const EVENTS = presets('Events', [
  {
    name: 'simulated-n-mnist',
    title: 'Simulated N-MNIST',
    summary:
      'MNIST in front of a simulated event camera, moved in three saccades as N-MNIST was recorded: 34 × 34, OFF and ON events counted in 10 steps, through two convolutions. A reconstruction, including camera, path and training.',
    experiment: {
      data: { kind: 'mnist', batch: 50 },
      encoder: { kind: 'camera' },
      network: {
        kind: 'layers',
        layers: [
          { kind: 'conv', outputs: 8, kernel: 5, stride: 2, padding: 2 },
          maximum,
          conv(16),
          maximum,
          { kind: 'linear', outputs: 64 },
        ],
      },
      neuron: { kind: 'lif', decay: 0.5, threshold: 1 },
      surrogate: { kind: 'atan', scale: 2 },
      optimizer: { kind: 'adam', rate: 3e-3 },
      schedule: { kind: 'cosine' },
      run: { epochs: 0.5, seed: 2025 },
    },
  },
  {
    name: 'n-mnist',
    title: 'N-MNIST',
    summary:
      'Your own copy of N-MNIST, digits recorded by an event camera in three saccades: 10 frames of 34 × 34, OFF and ON, through two convolutions. A reconstruction of common tutorials, including sizes and training.',
    experiment: {
      data: { kind: 'nMnist', batch: 50 },
      encoder: { kind: 'frames' },
      network: { kind: 'layers', layers: [conv(16), maximum, conv(32), maximum, { kind: 'linear', outputs: 128 }] },
      neuron: { kind: 'lif', decay: 0.5, threshold: 1 },
      surrogate: { kind: 'atan', scale: 2 },
      optimizer: { kind: 'adam', rate: 1e-3 },
      run: { epochs: 2, seed: 2025 },
    },
  },
  {
    name: 'dvs-gesture',
    title: 'DVS128 Gesture',
    summary:
      'Your own copy of DVS128 Gesture, eleven gestures of hands and arms: 16 frames of 64 × 64 through five convolutions with learned decays. A reconstruction after the PLIF paper, narrower and at half its resolution.',
    experiment: {
      data: { kind: 'dvsGesture', batch: 16, roll: 5 },
      encoder: { kind: 'frames' },
      network: {
        kind: 'layers',
        layers: [
          conv(32),
          maximum,
          conv(32),
          maximum,
          conv(32),
          maximum,
          conv(32),
          maximum,
          conv(32),
          maximum,
          { kind: 'linear', outputs: 128, dropout: 0.5 },
        ],
      },
      neuron: { kind: 'plif', initialDecay: 0.5, threshold: 1, detachReset: true },
      surrogate: { kind: 'atan', scale: 2 },
      optimizer: { kind: 'adam', rate: 1e-3 },
      schedule: { kind: 'cosine' },
      run: { epochs: 64, seed: 2025 },
    },
  },
  {
    name: 'shd',
    title: 'Spiking Heidelberg Digits',
    summary:
      'Your own copy of the Spiking Heidelberg Digits, spoken digits as spikes of a cochlea, 250 steps, through a recurrent layer of 128. A reconstruction of a common baseline, including its training.',
    counterpart: 'ssc-small',
    experiment: {
      data: { kind: 'shd', batch: 64 },
      encoder: { kind: 'rows' },
      network: { kind: 'recurrent', hidden: [128], recurrence: { kind: 'vanilla' } },
      neuron: { kind: 'lif', decay: 0.95, threshold: 1, detachReset: true },
      surrogate: { kind: 'fastSigmoid', scale: 10 },
      readout: { kind: 'mean' },
      optimizer: { kind: 'adam', rate: 1e-3 },
      run: { epochs: 20, seed: 2025 },
    },
  },
])
