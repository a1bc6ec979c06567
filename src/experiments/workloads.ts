/** The workloads that devices are compared by: experiments and their data. Node, the bench's page and the lab time the same work. */

import type { DataSet, SampleSet } from '../data/streams'
import { presetNamed } from './presets'
import { type Experiment, parseExperiment } from './schema'

/** Training steps that are timed. */
export interface Workload {
  readonly title: string
  readonly experiment: Experiment
  /** Its samples, if they are not those of the experiment. */
  readonly data?: () => DataSet
  /** The same work for another framework, where it can do it (`peer.ts`). */
  readonly peer?: PeerWork
}

/** Two LIF layers, 784-hidden-10, or two convolutions with tdBN and LIF; batch and time steps. */
export type PeerWork =
  | { readonly kind: 'dense'; readonly hidden: number; readonly batch: number; readonly steps: number }
  | { readonly kind: 'convolution'; readonly batch: number; readonly steps: number }

/** Images of one gray whose Poisson spikes have a density of 33/255 = 0.13, or of noise, so that a convolution has something to see. */
export function grayData(count = 4096, noise = false): DataSet {
  const bytes = (n: number) =>
    noise ? Uint8Array.from({ length: n * 784 }, (_, i) => Math.imul(i, 2654435761) >>> 24) : new Uint8Array(n * 784).fill(33)
  const samples = (n: number): SampleSet => ({
    count: n,
    streams: {
      images: { shape: [28, 28, 1], type: 'u8', values: bytes(n) },
      labels: { shape: [1], type: 'u32', values: Uint32Array.from({ length: n }, (_, i) => i % 10) },
    },
  })
  return { train: samples(count), test: samples(100) }
}

/** The version and task of the first presets. */
const { version, task } = presetNamed('window')!.experiment
const KIND = { version, task }

/** The usual workload of published benchmarks: Bernoulli(0.13) input drawn in the step, two LIF layers, cross-entropy of the mean rate, Adam. */
const poissonStep = (hidden: number, batch: number, steps: number): Experiment =>
  parseExperiment({
    ...KIND,
    data: { kind: 'mnist', batch },
    encoder: { kind: 'poisson', steps },
    network: { kind: 'mlp', hidden: [hidden] },
    neuron: { kind: 'lif', decay: 0.9, threshold: 1 },
    surrogate: { kind: 'rect', window: 'fixed', width: 1 },
    readout: { kind: 'spiking' },
    run: { epochs: 1000 },
  })

/** Two convolutions with tdBN and PLIF on images of 28 x 28, T 4, SGD with momentum: the workload on which the code of the MPD-AGL paper was timed. */
const convolutionStep = parseExperiment({
  ...KIND,
  data: { kind: 'mnist', batch: 32 },
  encoder: { kind: 'direct', steps: 4 },
  network: { kind: 'layers' },
  neuron: { kind: 'plif', initialDecay: 0.2, threshold: 0.5 },
  surrogate: { kind: 'rect', window: 'adaptive' },
  optimizer: { kind: 'sgd', rate: 0.1, momentum: 0.9 },
  run: { epochs: 1000 },
})

/** S-MNIST as in the paper, 784 steps of one pixel through 64-128-128, with batches of 32; initial weights that make every layer fire. */
const pixelStep = (recurrence: { kind: 'skip'; span: number } | { kind: 'adaptive'; spans: number }): Experiment => {
  const { experiment } = presetNamed('s-mnist')!
  return parseExperiment({
    ...experiment,
    data: { kind: 'mnist', batch: 32 },
    network: { kind: 'recurrent', hidden: [64, 128, 128], initialization: 'kaiming', recurrence },
    run: { ...experiment.run, microBatches: 1 },
  })
}
/** Workloads that need real digits, because the firing rate affects the time of a step. */
export const SEQUENCES = {
  skip: { title: 'S-MNIST 64-128-128, T 784, B 32, span 16', experiment: pixelStep({ kind: 'skip', span: 16 }) },
  adaptive: { title: 'S-MNIST 64-128-128, T 784, B 32, spans 1 to 51', experiment: pixelStep({ kind: 'adaptive', spans: 51 }) },
} as const

const dense = (hidden: number, batch: number, steps: number) => ({
  title: `784-${hidden}-10, B ${batch}, T ${steps}`,
  experiment: poissonStep(hidden, batch, steps),
  peer: { kind: 'dense', hidden, batch, steps } as const,
})

export const WORKLOADS = {
  small: dense(256, 64, 10),
  large: dense(1000, 128, 25),
  pictures: {
    title: 'conv16-pool-conv32-pool-10 on 28x28, B 32, T 4',
    experiment: convolutionStep,
    peer: { kind: 'convolution', batch: 32, steps: 4 },
  },
} as const

const preset = (name: string): Workload => {
  const { title, experiment } = presetNamed(name)!
  return { title, experiment }
}

/** The workloads of the table of a device, the quickest first. */
export const DEVICE_WORKLOADS: readonly Workload[] = [
  { ...WORKLOADS.small, data: () => grayData() },
  { ...WORKLOADS.pictures, data: () => grayData(4096, true) },
  preset('grsn-cart'),
  preset('riddle-qmix'),
  { ...WORKLOADS.large, data: () => grayData() },
]
