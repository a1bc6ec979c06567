/** A convolutional network on a task that needs delays: when a red and a green flash come one after the other, how long between them. */
import { expect, test } from 'vitest'
import type { DataSet, SampleSet } from '../data/streams'
import { randomKey, uniform } from '../engine/random'
import { readSafetensors } from '../interop/safetensors'
import { small } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { openFor, readWeights } from '../testing/open'

const gpu = await testGpu()

const [STEPS, SIDE] = [18, 3]
/** The steps between the flashes, by class. */
const LAGS = [3, 7]

/** One pixel flashes red and, some steps later, green: as latencies, a brighter value is an earlier spike. */
function flashes(count: number, seed: number): SampleSet {
  const images = new Uint8Array(count * 28)
  const labels = Uint32Array.from({ length: count }, (_, i) => i % LAGS.length)
  const at = (step: number) => Math.round(255 * (1 - step / (STEPS - 1)))
  for (let i = 0; i < count; i++) {
    const key = randomKey(seed, i)
    const pixel = Math.floor(SIDE ** 2 * uniform(key, 0))
    const first = Math.floor(6 * uniform(key, 1))
    images[i * 28 + 3 * pixel] = at(first)
    images[i * 28 + 3 * pixel + 1] = at(first + LAGS[labels[i]!]!)
  }
  return {
    count,
    streams: { images: { shape: [28], type: 'u8', values: images }, labels: { shape: [1], type: 'u32', values: labels } },
  }
}
const data: DataSet = { train: flashes(640, 1), test: flashes(200, 2) }

async function trained(seed: number, delays: object | undefined) {
  const e = small({
    data: { kind: 'own', batch: 32, height: SIDE, width: SIDE, channels: 3, classes: 2, train: 640, test: 200 },
    encoder: { kind: 'latency', steps: STEPS },
    network: {
      kind: 'layers',
      layers: [{ kind: 'conv', outputs: 16, kernel: 1, stride: 1, padding: 0, dropout: 0 }],
      normalization: { kind: 'none' },
      initialization: 'kaiming',
      delays,
    } as NonNullable<Parameters<typeof small>[0]>['network'],
    // Silent for a step after a spike, and almost without memory: only what arrives together is noticed.
    neuron: { kind: 'lif', decay: 0.1, inputGain: 2, resetTo: -10 },
    surrogate: { kind: 'atan', scale: 2 },
    readout: { kind: 'sum' },
    optimizer: { kind: 'adamw', rate: 0.02, weightDecay: 0.1 },
    schedule: { kind: 'cosine' },
    run: { epochs: 12, seed },
  })
  using run = await openFor(gpu, e, data)
  run.submit(run.built.totalSteps)
  const { values } = await run.evaluate()
  const { tensors } = readSafetensors(await readWeights(run))
  return { accuracy: values.testAccuracy!, delay: tensors.find(({ name }) => name.endsWith('.delay'))?.data }
}

const learned = { kind: 'learned', per: 'axon', max: 10, sigma: 4, narrowing: 160, rateFactor: 10 }

// Two delays have one difference, which training from other seeds may leave between the lags.
test('all test samples are right with whole delays, which differ by one of the lags', async () => {
  const { accuracy, delay } = await trained(1, learned)
  const [red, green] = [...delay!].map(Math.round) as [number, number]
  expect(LAGS).toContain(red - green)
  expect(accuracy).toBe(1)
})

test.each([
  ['without delays', undefined],
  ['with the same delay everywhere', { kind: 'fixed', steps: 4 }],
])('%s it stays at chance', async (_, delays) => {
  const { accuracy } = await trained(1, delays)
  expect(Math.abs(accuracy - 1 / 2)).toBeLessThan(0.1)
})
