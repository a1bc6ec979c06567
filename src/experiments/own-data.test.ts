/** Experiments on data sets of other shapes: odd sizes, color, several shards, augmented and normalized. */
import { describe, expect, test } from 'vitest'
import { type DataSpec, dataSchema } from '../data/datasets/schema'
import { finishSet } from '../data/import/set'
import { streamsOf } from '../data/sources'
import type { Op } from '../engine/kernel'
import { dispatchesOf } from '../engine/memory'
import type { ClassificationDetail } from '../tasks/classification/detail'
import { small } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { lossesOf, openFor } from '../testing/open'
import { buildExperiment } from './build'
import { check } from './check'

const gpu = await testGpu()

/** 5 by 5 pixels in color: 75 bytes, in rows of 76. Class 0 is red, class 1 green, class 2 blue, with noise. */
const made = await finishSet({
  train: part(120, 1),
  test: part(30, 2),
  name: 'colors',
})
function part(count: number, seed: number) {
  const labels = Uint8Array.from({ length: count }, (_, n) => n % 3)
  const images = Uint8Array.from({ length: count * 75 }, (_, i) => {
    const noise = (Math.imul(i + seed, 2654435761) >>> 24) / 2
    return i % 3 === labels[Math.floor(i / 75)] ? 255 - noise : noise
  })
  return { count, height: 5, width: 5, channels: 3 as const, images, labels, imagesPath: 'images', labelsPath: 'labels' }
}
const data = (change: Partial<DataSpec> = {}) => dataSchema.parse({ ...made.data, batch: 20, ...change })
const shaders = (ops: readonly Op[]) => ops.flatMap(dispatchesOf).map((d) => d.kernel.shader)

test('a CIFAR of full size comes in shards that fit a binding', () => {
  const built = buildExperiment(small({ data: { kind: 'cifar10' } }))
  const gathers = built.programs.accumulate!.flatMap(dispatchesOf).filter((d) => d.tensors[0]!.name.startsWith('train.images.shard'))
  expect(gathers.map((d) => d.tensors[0]!.shape[0])).toEqual([21_845, 21_845, 6310])
})

test('training augments and evaluation does not; both normalize; neither does what is not asked for', () => {
  const plain = buildExperiment(small({ data: data() })).programs
  const changed = buildExperiment(small({ data: data({ crop: 2, normalize: true }) })).programs
  for (const name of ['accumulate', 'evaluate', 'pinned'] as const) {
    expect(shaders(plain[name]!)).not.toContain('data/augment')
    expect(shaders(plain[name]!)).not.toContain('data/direct-encode-table')
    expect(shaders(changed[name]!).includes('data/augment')).toBe(name === 'accumulate')
    expect(shaders(changed[name]!)).toContain('data/direct-encode-table')
  }
})

describe('a custom data set', () => {
  const train = async (change: Partial<DataSpec>) => {
    using run = await openFor(gpu, small({ data: data(change), run: { epochs: 40, seed: 3 } }), streamsOf(made.set))
    run.submit(150)
    const losses = await lossesOf(run)
    const { values, detail } = await run.evaluate()
    return { losses, accuracy: values.testAccuracy!, confusion: (detail as ClassificationDetail).confusion }
  }

  test.each([{}, { normalize: true }, { normalize: true, crop: 1, flip: true, cutout: 2 }])(
    'is learned with %j, the same each time',
    async (change) => {
      const { losses, accuracy, confusion } = await train(change)
      const last = losses.slice(-5).reduce((a, b) => a + b) / 5
      expect(last).toBeLessThan(losses[0]! / 2)
      expect(accuracy).toBeGreaterThan(0.9)
      expect({ cells: confusion.length, sum: confusion.reduce((a, b) => a + b, 0) }).toEqual({ cells: 9, sum: 30 })
      expect((await train(change)).losses).toEqual(losses)
    },
  )

  test('is learned otherwise where it is augmented', async () => {
    expect((await train({ crop: 1 })).losses).not.toEqual((await train({})).losses)
  })
})

test('what would hide every image, or have no effect, is said', () => {
  const problems = (change: Partial<DataSpec>, encoder: 'direct' | 'latency' = 'direct') =>
    check(small({ data: data(change), encoder: { kind: encoder } })).map(({ path, severity }) => `${severity} ${path}`)
  expect(problems({ crop: 4, cutout: 4, flip: true, normalize: true })).toEqual([])
  expect(problems({ crop: 5 })).toEqual(['error data.crop'])
  expect(problems({ cutout: 5 })).toEqual(['error data.cutout'])
  expect(problems({ normalize: true }, 'latency')).toEqual(['warning data.normalize'])
  expect(problems({ batch: 119 })).toEqual([])
  expect(problems({ batch: 120 })).toEqual(['warning data.batch'])
  expect(problems({ batch: 121 })).toEqual(['error data.batch'])
  expect(check(small({ data: { kind: 'own' } })).map(({ message }) => message)).toEqual([
    expect.stringContaining('No custom data set is selected'),
  ])
})
