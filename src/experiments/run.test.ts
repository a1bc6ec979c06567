/** The guarantees of a run: a halt persists, repetitions are bit-equal, evaluations leave no trace, micro-batches add up. */
import { describe, expect, test } from 'vitest'
import { countsOf, type DataSet } from '../data/streams'
import type { BuildOptions } from '../tasks/built'
import type { ClassificationDetail } from '../tasks/classification/detail'
import { madeData, small } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { lossesOf, openFor, weightsOf } from '../testing/open'
import { buildExperiment } from './build'
import { predictRunBytes, type Run, type RunOptions } from './run'
import { scalarStaging } from './scalars'
import type { Experiment } from './schema'

const gpu = await testGpu()
const data = madeData()

const withRun = async <T>(
  e: Experiment,
  use: (run: Run) => Promise<T>,
  options: RunOptions & BuildOptions = {},
  set: DataSet = data,
): Promise<T> => {
  using run = await openFor(gpu, e, set, options)
  return await use(run)
}

/** Weight decay 1 at rate 10 multiplies every weight by -9 a step: after some 40 steps it is no finite number. */
const doomed = small({ optimizer: { kind: 'sgd', rate: 10, momentum: 0, weightDecay: 1 } })

describe('a value that is not finite', () => {
  test('halts inside a submission of many steps, and the weights are those of the step before', async () => {
    const whole = await withRun(doomed, async (run) => {
      run.submit(80)
      const { halted, step } = await run.readMetrics(0)
      return { halted, step, weights: await weightsOf(run), statistics: await run.read(run.built.networks[0]!.network.statistics) }
    })
    expect(whole.halted).toBeDefined()
    expect(whole.step).toBe(whole.halted!.step)
    expect(whole.step).toBeGreaterThan(3)
    expect(whole.step).toBeLessThan(80)
    expect(new Float32Array(whole.weights.buffer).every(Number.isFinite)).toBe(true)
    const before = await withRun(doomed, async (run) => {
      run.submit(whole.step)
      expect((await run.readMetrics(0)).halted).toBeUndefined()
      return { weights: await weightsOf(run), statistics: await run.read(run.built.networks[0]!.network.statistics) }
    })
    expect(whole.weights).toEqual(before.weights)
    expect(new Uint32Array(whole.statistics)).toEqual(new Uint32Array(before.statistics))
  })

  test('is named with its step and where it was first seen, and training may continue once cleared', async () => {
    await withRun(doomed, async (run) => {
      run.submit(80)
      const { halted, step } = await run.readMetrics(0)
      expect(halted!.message).toMatch(/step \d+.*weights are those of the step before/)
      run.clearHalt()
      expect((await run.readMetrics(step)).halted).toBeUndefined()
    })
  })
})

describe('the same experiment', () => {
  test('gives the same losses bit for bit, however steps are packed into submissions, and again after reset', async () => {
    const e = small({ encoder: { kind: 'poisson', steps: 4 }, network: { kind: 'mlp', hidden: [20], dropout: 0.2 } })
    const inOne = await withRun(e, async (run) => {
      run.submit(12)
      return lossesOf(run)
    })
    const [apart, again] = await withRun(e, async (run) => {
      for (let i = 0; i < 12; i++) run.submit(1, { watched: i % 2 === 0 })
      const first = await lossesOf(run)
      run.reset()
      run.submit(12)
      return [first, await lossesOf(run)]
    })
    expect(apart).toEqual(inOne)
    expect(again).toEqual(inOne)
    expect(new Set(inOne).size).toBeGreaterThan(10)
  })

  test.each(['dense', 'tiled', 'subgroups', 'bits', 'events'])('gives the same bits with every product as %s', async (form) => {
    const e = small({ encoder: { kind: 'poisson', steps: 7 }, network: { kind: 'mlp', hidden: [70, 66] } })
    const keys = Object.keys(buildExperiment(e).tuningSpace)
    expect(keys.length).toBeGreaterThan(3)
    const losses = (tunedVariants: Record<string, string>) =>
      withRun(
        e,
        async (run) => {
          run.submit(6)
          return [await lossesOf(run), await weightsOf(run)]
        },
        { tunedVariants },
      )
    expect(await losses(Object.fromEntries(keys.map((key) => [key, form])))).toEqual(await losses({}))
  })

  test('continues bit-equal from a checkpoint', async () => {
    const e = small()
    await withRun(e, async (run) => {
      run.submit(5)
      const checkpoint = await run.checkpoint()
      run.submit(5)
      const first = await weightsOf(run)
      run.reset()
      run.restore(checkpoint)
      run.submit(5)
      expect(await weightsOf(run)).toEqual(first)
    })
  })
})

describe('evaluation', () => {
  test('counts each sample once, also where the last batch is padded, and changes no later loss by a bit', async () => {
    const e = small({ encoder: { kind: 'poisson', steps: 4 } })
    const plain = await withRun(e, async (run) => {
      run.submit(8)
      return lossesOf(run)
    })
    await withRun(e, async (run) => {
      run.submit(4)
      const first = await run.evaluate()
      const second = await run.evaluate()
      const { confusion, predictions } = first.detail as ClassificationDetail
      const labels = data.test.streams.labels!.values
      expect([...confusion].reduce((a, b) => a + b)).toBe(data.test.count)
      for (let c = 0; c < 10; c++)
        expect([...confusion.subarray(c * 10, c * 10 + 10)].reduce((a, b) => a + b)).toBe(labels.filter((l) => l === c).length)
      const correct = labels.filter((l, i) => predictions[i] === l).length
      expect(first.values.testAccuracy).toBe(correct / data.test.count)
      expect(second).toEqual(first)
      run.submit(4)
      expect(await lossesOf(run)).toEqual(plain)
    })
  })
})

test('a mix of spans that evaluation was stopped in leaves the pinned samples with one span', async () => {
  const recurrence = { kind: 'adaptive', spans: 4, temperatureFactor: 1 } as const
  const e = small({ network: { kind: 'recurrent', hidden: [12], recurrence, inputScale: 6 }, encoder: { kind: 'poisson', steps: 9 } })
  await withRun(e, async (run) => {
    const pinned = async () => {
      const encoder = run.gpu.device.createCommandEncoder()
      run.encodePinned(encoder)
      run.gpu.device.queue.submit([encoder.finish()])
      return new Float32Array(await run.read(run.built.pinned.graph.outputs.value))
    }
    run.submit(3)
    const before = await pinned()
    await expect(run.evaluate(() => Promise.reject(new Error('Stopped.')))).rejects.toThrow('Stopped.')
    expect(await pinned()).toEqual(before)
    const { values } = await run.evaluate()
    expect(values.testLossMixed).not.toBe(values.testLoss)
    expect((await run.evaluate()).values).toEqual(values)
  })
})

describe('micro-batches', () => {
  test('give the loss of the whole batch, and its gradient, where there are no batch statistics', async () => {
    const network = { kind: 'mlp' as const, hidden: [20] }
    const surrogate = { kind: 'atan' as const, scale: 2 }
    const run = (microBatches: number) =>
      withRun(small({ network, surrogate, run: { epochs: 2, seed: 3, microBatches } }), async (r) => {
        r.submit(1)
        const { columns } = (await r.readMetrics(0)).rows
        return { loss: columns.trainLoss![0]!, accuracy: columns.trainAccuracy![0]!, norm: columns.gradientNorm![0]! }
      })
    const [one, four] = [await run(1), await run(4)]
    expect(four.loss).toBeCloseTo(one.loss, 5)
    expect(four.accuracy).toBe(one.accuracy)
    expect(Math.abs(four.norm - one.norm)).toBeLessThan(1e-5 * one.norm)
  })
})

/** A stem, a block with a shortcut that changes shape and one without, pooling, a linear layer. */
const resnet = small({
  network: {
    kind: 'layers',
    layers: [
      { kind: 'conv', outputs: 6, stride: 2 },
      { kind: 'residual', outputs: 8, stride: 2 },
      { kind: 'residual', outputs: 8 },
      { kind: 'pool', size: 2 },
      { kind: 'linear', outputs: 12 },
    ],
  },
  neuron: { kind: 'plif', initialDecay: 0.3, threshold: 0.5 },
})

test('what is predicted is what is allocated', async () => {
  for (const e of [
    small(),
    small({ encoder: { kind: 'poisson', steps: 5 }, readout: { kind: 'spiking' }, neuron: { kind: 'plif' } }),
    resnet,
    { ...resnet, run: { ...resnet.run, microBatches: 2 } },
  ]) {
    const before = gpu.allocated()
    await withRun(e, async (run) => {
      expect(gpu.allocated() - before).toBe(predictRunBytes(buildExperiment(e, { profile: gpu.info.profile, counts: countsOf(data) })))
      expect(run.compiled.byteLength).toBe(gpu.allocated() - before - scalarStaging(run.built))
    })
    expect(gpu.allocated()).toBe(before)
  }
})

test('a residual network learns the same bits in pooled memory and with a buffer for every tensor', async () => {
  const losses = async (pooled: boolean) => {
    using run = await openFor(gpu, resnet, data, { pooled })
    run.submit(5, { watched: true })
    return { losses: await lossesOf(run), weights: await weightsOf(run) }
  }
  const pooled = await losses(true)
  expect(pooled.losses).toHaveLength(5)
  expect(await losses(false)).toEqual(pooled)
})
