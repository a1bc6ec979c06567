/** A small network of two streams with attention, on generated signs by few subjects. */
import type { Experiment } from '../src/experiments/schema'

const conv = (outputs: number) => ({ kind: 'conv', outputs, kernel: 3, stride: 2, padding: 1 })

/** The experiment as a script passes it to `open`; missing settings have their defaults. */
export const twoStreams = {
  version: 2,
  task: 'classification',
  data: { kind: 'twoStreamSigns', batch: 4, trainSubjects: 1, testSubjects: 1 },
  encoder: { kind: 'frames', values: 'log' },
  network: { kind: 'layers', layers: [conv(4), conv(8), { kind: 'linear', outputs: 32 }], fusion: { kind: 'cmaV2', after: 2 } },
  neuron: { kind: 'lif', decay: 0.5, inputGain: 1, threshold: 0.3 },
  readout: { kind: 'perStep' },
  optimizer: { kind: 'adam', rate: 0.02 },
} as unknown as Experiment
