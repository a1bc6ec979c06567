/** Small made-up data that can be learned: each class lights its own pixels, with noise. Only tests import it. */
import { randomKey, uniform } from '../engine/random'
import type { DataSet, Samples } from '../experiments/samples'
import { type Experiment, type ExperimentInput, parseExperiment, VERSION } from '../experiments/schema'

export function madeSamples(count: number, seed: number, classes = 10): Samples {
  const images = new Uint8Array(count * 784)
  const key = randomKey(seed, 1)
  const labels = Uint8Array.from({ length: count }, (_, i) => i % classes)
  for (let i = 0; i < count; i++)
    for (let p = 0; p < 784; p++) {
      const own = p % classes === labels[i]
      images[i * 784 + p] = uniform(key, i * 784 + p) < (own ? 0.6 : 0.1) ? 255 * uniform(key ^ 1, i * 784 + p) : 0
    }
  return { images, labels, count }
}

export const madeData = (train = 600, test = 130): DataSet => ({ train: madeSamples(train, 1), test: madeSamples(test, 2) })

/** Pictures of ten classes that a convolution can tell apart: each a chequer of its own cell, with noise. [side, side, channels] */
function chequered(count: number, seed: number, side: number, channels: number): Samples {
  const size = side * side * channels
  const key = randomKey(seed, 2)
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 10)
  const images = Uint8Array.from({ length: count * size }, (_, at) => {
    const label = labels[Math.floor(at / size)]!
    const place = Math.floor((at % size) / channels)
    const [across, down] = [1 + (label % 4), 1 + Math.floor(label / 4) * 2]
    const lit = (Math.floor((place % side) / across) + Math.floor(Math.floor(place / side) / down)) % 2 === 0
    return 255 * (lit === uniform(key, at) < 0.95 ? 0.8 : 0.1)
  })
  return { images, labels, count }
}
export const madePictures = (side: number, channels: number): DataSet => ({
  train: chequered(640, 1, side, channels),
  test: chequered(100, 2, side, channels),
})

/** A small experiment: 20 samples a batch, 3 steps, two hidden layers, unless said. */
export const small = (change: Omit<ExperimentInput, 'version'> = {}): Experiment =>
  parseExperiment({
    version: VERSION,
    data: { kind: 'mnist', batch: 20 },
    encoder: { kind: 'direct', steps: 3 },
    network: { kind: 'mlp', hidden: [13, 24], normalization: { kind: 'tdBatchNorm' }, bias: false },
    neuron: { kind: 'lif', decay: 0.5, threshold: 1 },
    surrogate: { kind: 'rect', window: 'adaptive' },
    run: { epochs: 2, seed: 3 },
    ...change,
  })
