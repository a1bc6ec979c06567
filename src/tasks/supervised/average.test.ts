/** Evaluations use the average of the weights; training, live views and repetition know nothing of it. */
import { describe, expect, test } from 'vitest'
import type { DataSet } from '../../data/streams'
import type { Run } from '../../experiments/run'
import type { Experiment } from '../../experiments/schema'
import { readSafetensors, writeSafetensors } from '../../interop/safetensors'
import { averageDecay } from '../../optimizers/reference'
import { expectClose } from '../../testing/close'
import { madeData, small } from '../../testing/data'
import { testGpu } from '../../testing/gpu'
import { lossesOf, openFor, readWeights, weightsOf, writeWeights } from '../../testing/open'

const gpu = await testGpu()
const data = madeData(200, 50)

const of = (more: Parameters<typeof small>[0]) =>
  small({
    network: { kind: 'mlp', hidden: [20], normalization: { kind: 'tdBatchNorm' }, bias: false },
    encoder: { kind: 'direct', steps: 4 },
    ...more,
  })
const plain = of({})
const averaged = of({ average: { kind: 'exponential', decay: 0.99 } })

async function withRun<T>(e: Experiment, use: (run: Run) => Promise<T>, set: DataSet = data): Promise<T> {
  using run = await openFor(gpu, e, set)
  return await use(run)
}
const bitsOf = async (run: Run, which: 'network' | 'average') => {
  const { values, statistics } = run.built.networks[0]![which]!
  return [new Uint32Array(await run.read(values)), new Uint32Array(await run.read(statistics))]
}
const floatsOf = async (run: Run, which: 'network' | 'average') => (await bitsOf(run, which)).map(({ buffer }) => new Float32Array(buffer))

test('training has the same bits with it as without it', async () => {
  const trained = async (run: Run) => {
    run.submit(8)
    return [await lossesOf(run), await weightsOf(run)]
  }
  expect(await withRun(averaged, trained)).toEqual(await withRun(plain, trained))
})

test('is what float64 says of the weights and statistics of each step', async () => {
  await withRun(averaged, async (run) => {
    let expected = (await floatsOf(run, 'network')).map((values) => Float64Array.from(values))
    expect(await bitsOf(run, 'average')).toEqual(await bitsOf(run, 'network'))
    for (let n = 1; n <= 6; n++) {
      run.submit(1)
      const d = averageDecay(0.99, n)
      const now = await floatsOf(run, 'network')
      expected = expected.map((e, k) => e.map((value, i) => d * value + (1 - d) * now[k]![i]!))
    }
    const found = await floatsOf(run, 'average')
    const close = { absolute: 6 * 2 ** -24, relative: 6 * 2 ** -24, reason: 'a rounding a step' }
    for (const [k, values] of found.entries()) expectClose(values, expected[k]!, close)
  })
})

describe('an evaluation', () => {
  /** Gives the averages other values than the weights. */
  const withFirstWeights = async (run: Run) => {
    const { average } = run.built.networks[0]!
    const first = [await run.read(average!.values), await run.read(average!.statistics)].map((bytes) => new Float32Array(bytes))
    run.submit(10)
    run.compiled.write(average!.values, first[0]!)
    run.compiled.write(average!.statistics, first[1]!)
  }

  test('is of the average: that of the first weights where those are the average', async () => {
    const first = await withRun(plain, (run) => run.evaluate())
    await withRun(averaged, async (run) => {
      await withFirstWeights(run)
      expect(await run.evaluate()).toEqual(first)
    })
  })

  test('leaves the weights that are trained to the bit, also where it is stopped', async () => {
    await withRun(averaged, async (run) => {
      await withFirstWeights(run)
      const before = [await bitsOf(run, 'network'), await bitsOf(run, 'average')]
      await run.evaluate()
      expect([await bitsOf(run, 'network'), await bitsOf(run, 'average')]).toEqual(before)
      await expect(
        run.evaluate(() => {
          throw new Error('stopped')
        }),
      ).rejects.toThrow('stopped')
      expect([await bitsOf(run, 'network'), await bitsOf(run, 'average')]).toEqual(before)
    })
  })

  test('pinned samples stay those of the weights that are trained', async () => {
    const shown = async (run: Run) => {
      run.submit(10)
      const encoder = run.gpu.device.createCommandEncoder()
      run.encodePinned(encoder)
      run.gpu.device.queue.submit([encoder.finish()])
      return new Uint32Array(await run.read(run.built.pinned.graph.outputs.value))
    }
    expect(await withRun(averaged, shown)).toEqual(await withRun(plain, shown))
  })
})

test('a run continues from a checkpoint to the bit, with its average', async () => {
  await withRun(averaged, async (run) => {
    run.submit(5)
    const checkpoint = await run.checkpoint()
    run.submit(5)
    const first = [await bitsOf(run, 'network'), await bitsOf(run, 'average'), await run.evaluate()]
    run.reset()
    expect(await bitsOf(run, 'average')).toEqual(await bitsOf(run, 'network'))
    run.restore(checkpoint)
    run.submit(5)
    expect([await bitsOf(run, 'network'), await bitsOf(run, 'average'), await run.evaluate()]).toEqual(first)
  })
})

describe('a file of weights', () => {
  test('has both, and says which is which', async () => {
    await withRun(averaged, async (run) => {
      run.submit(5)
      const file = await readWeights(run)
      const { tensors, metadata } = readSafetensors(file)
      expect(metadata.weights).toContain('“average.” are their average, which evaluations use')
      const names = tensors.map(({ name }) => name)
      expect(names).toEqual(expect.arrayContaining(['linear1.weight', 'average.linear1.weight', 'average.norm1.running_mean']))
      expect(names.filter((name) => name.startsWith('average.')).length).toBe(names.length / 2)
      const before = [await bitsOf(run, 'network'), await bitsOf(run, 'average')]
      run.submit(2)
      writeWeights(run, file)
      expect([await bitsOf(run, 'network'), await bitsOf(run, 'average')]).toEqual(before)
    })
  })

  test('without an average begins one, and one with it is read by a network that keeps none', async () => {
    const both = await withRun(averaged, async (run) => {
      run.submit(5)
      return readWeights(run)
    })
    const trained = writeSafetensors(readSafetensors(both).tensors.filter(({ name }) => !name.startsWith('average.')))
    await withRun(averaged, async (run) => {
      writeWeights(run, trained)
      expect(await bitsOf(run, 'average')).toEqual(await bitsOf(run, 'network'))
    })
    await withRun(plain, async (run) => {
      writeWeights(run, both)
      expect(readSafetensors(await readWeights(run)).metadata.weights).toBeUndefined()
      expect(readSafetensors(await readWeights(run)).tensors).toEqual(readSafetensors(trained).tensors)
    })
  })
})
