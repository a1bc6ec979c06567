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
