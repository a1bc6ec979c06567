/** The loss between spike trains against float64, central differences, TensorFlow.js, numbers worked out by hand, and the distances of the statistics. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import '@tensorflow/tfjs-backend-cpu'
import { describe, expect, test } from 'vitest'
import { activation } from '../../engine/graph'
import { padded, persistent } from '../../engine/tensor'
import { inspect } from '../../headless/readable-tensors'
import { discrepancy } from '../../readings/spike-trains/psp'
import { vanRossumDistance } from '../../readings/spike-trains/van-rossum'
import { equalBits, expectClose, noise } from '../../testing/close'
import { kernelGpu } from '../../testing/gpu'
import { nextMicroBatch } from '../kernels'
import { type SpikeTrainSpec, spikeTrainLoss } from './loss'
import { type SpikeTrainOptions, type SpikeTrainSize, spikeTrainLossOf } from './reference'

const gpu = await kernelGpu()

interface Part {
  readonly spikes: Float32Array
  readonly recorded: Float32Array
}

/** Spikes in a third of the bins, and where `graded` values between, as of a mean over trials. */
const draw = (length: number, seed: number, graded = false) => {
  const random = noise(seed)
  return Float32Array.from({ length }, () => (graded ? random() : Number(random() < 0.3)))
}
const drawPart = ({ steps, sets, samples, trials, cells }: SpikeTrainSize, seed: number, graded = false): Part => ({
  spikes: draw(steps * sets * samples * cells, seed),
  recorded: draw(steps * sets * trials * cells, seed + 1, graded),
})
/** Rows as in the kernel; padding holds numbers that must not be read. */
const padRows = (data: Float32Array, meant: number) => {
  const columns = padded(meant)
  const all = new Float32Array((data.length / meant) * columns).fill(9)
  data.forEach((v, i) => {
    all[Math.floor(i / meant) * columns + (i % meant)] = v
  })
  return all
}
const trim = (data: Float32Array, meant: number) => data.filter((_, i) => i % padded(meant) < meant)

/** Runs micro-batches, or where carried clips that follow each other, with zeros before the first. */
async function run(size: SpikeTrainSize, parts: readonly Part[], spec: SpikeTrainSpec, carried = false) {
  const { steps, sets, samples, trials, cells } = size
  const columns = padded(cells)
  const spikes = activation('spikes', [steps, sets * samples, cells], 'binary', true)
  const recorded = persistent('recorded', 'f32', [steps, sets * trials, columns])
  const micro = persistent('micro', 'u32', [1])
  const loss = persistent('loss', 'f32', [sets * parts.length])
  const trace = (rows: number) => persistent('trace', 'f32', [rows, columns])
  const traces = { spikes: trace(sets * samples), recorded: trace(sets * trials) }
  using bench = await inspect(gpu, [
    spikeTrainLoss('psp', spikes, sets, spec, { recorded, micro, loss, ...(carried && { traces }) }),
    nextMicroBatch({ micro }, {}),
  ])
  const grads: Float32Array[] = []
  const paddings: number[] = []
  for (const part of parts) {
    bench.write(spikes.value, padRows(part.spikes, cells))
    bench.write(recorded, padRows(part.recorded, cells))
    bench.run()
    const grad = await bench.f32(spikes.grad!)
    grads.push(trim(grad, cells))
    paddings.push(...grad.filter((_, i) => i % columns >= cells))
  }
  const left = carried ? await Promise.all([traces.spikes, traces.recorded].map(bench.f32)) : []
  return { loss: await bench.f32(loss), grads, padding: paddings, traces: left.map((all) => trim(all, cells)) }
}

const SIZES: readonly (readonly [string, SpikeTrainSize])[] = [
  ['one bin of one cell', { steps: 1, sets: 1, samples: 1, trials: 1, cells: 1 }],
  ['one train against one', { steps: 30, sets: 5, samples: 1, trials: 1, cells: 24 }],
  ['more cells than threads', { steps: 7, sets: 3, samples: 1, trials: 1, cells: 67 }],
  ['a set against a set', { steps: 9, sets: 2, samples: 3, trials: 5, cells: 6 }],
  ['a set against its mean', { steps: 12, sets: 1, samples: 4, trials: 1, cells: 3 }],
]
const reason = 'potentials are below 1 and have a few roundings a bin, of which the filter keeps tau; the gradient sums tau of them'
const closeTo = (spec: SpikeTrainSpec, terms: number) => ({ absolute: 2 ** -22 * spec.tau * terms, relative: 1e-6, reason })

describe.each(SIZES)('%s', (_, size) => {
  const specs: SpikeTrainSpec[] = [
    { tau: 2, first: 0 },
    { tau: 10, first: 0 },
    { tau: 1, first: 0 },
    { tau: 3, first: Math.floor(size.steps / 3) },
    ...(Math.min(size.samples, size.trials) > 1 ? [{ tau: 4, first: 2, unbiased: true }] : []),
  ]
  test.each(specs)('tau $tau from bin $first, unbiased $unbiased: loss and gradient of float64', async (spec) => {
    const options: SpikeTrainOptions = { unbiased: false, ...spec }
    for (const graded of [false, true]) {
      const part = drawPart(size, 3, graded)
      const got = await run(size, [part], spec)
      const want = spikeTrainLossOf(size, part.spikes, part.recorded, options)
      expectClose(got.loss, want.loss, closeTo(spec, size.steps * size.cells))
      expectClose(got.grads[0]!, want.spikesGrad, closeTo(spec, 1))
      expect(got.padding.every((v) => v === 0)).toBe(true)
    }
  })
})

describe('by hand', () => {
  /** Trains of one cell, [steps, trains]. */
  const timeFirst = (trains: readonly (readonly number[])[]) =>
    Float32Array.from({ length: 4 * trains.length }, (_, i) => trains[i % trains.length]![Math.floor(i / trains.length)]!)
  const lossOf = async (samples: readonly number[][], trials: readonly number[][], unbiased = false) => {
    const size = { steps: 4, sets: 1, samples: samples.length, trials: trials.length, cells: 1 }
    return (await run(size, [{ spikes: timeFirst(samples), recorded: timeFirst(trials) }], { tau: 2, first: 0, unbiased })).loss[0]
  }
  test('two trains', async () => {
    expect(await lossOf([[1, 0, 1, 0]], [[0, 1, 0, 1]])).toBe(0.55078125)
  })
  test('two sets of two, biased and unbiased', async () => {
    const sets = [
      [
        [1, 0, 1, 0],
        [1, 1, 0, 0],
      ],
      [
        [0, 1, 0, 1],
        [1, 0, 0, 0],
      ],
    ] as const
    const [a, b] = sets.map((set) => set.map((train) => [...train]))
    expect(await lossOf(a!, b!)).toBe(0.1845703125)
    expect(await lossOf(a!, b!, true)).toBe(-0.05859375)
  })
})

const small: SpikeTrainSize = { steps: 10, sets: 3, samples: 2, trials: 2, cells: 5 }
const plain: SpikeTrainSpec = { tau: 2.5, first: 0 }

test('micro-batches add up to the whole batch', async () => {
  const parts = [drawPart(small, 3), drawPart(small, 5)]
  const got = await run(small, parts, plain)
  parts.forEach((part, i) => {
    const want = spikeTrainLossOf(small, part.spikes, part.recorded, { ...plain, unbiased: false })
    expectClose(got.loss.subarray(3 * i, 3 * i + 3), want.loss, closeTo(plain, 50))
    expectClose(
      got.grads[i]!,
      want.spikesGrad.map((g) => g / 2),
      closeTo(plain, 1),
    )
  })
})

describe('clips that follow each other', () => {
  const long: SpikeTrainSize = { ...small, steps: 20 }
  const whole = drawPart(long, 8)
  const half = (data: Float32Array, which: 0 | 1) => data.slice((which * data.length) / 2, ((which + 1) * data.length) / 2)
  const clips = ([0, 1] as const).map((which) => ({ spikes: half(whole.spikes, which), recorded: half(whole.recorded, which) }))

  test.each([false, true])('have the loss of one long clip, unbiased %s, and the gradients that do not cross the cut', async (unbiased) => {
    const spec = { ...plain, unbiased }
    const once = await run(long, [whole], spec, true)
    const twice = await run(small, clips, spec, true)
    expectClose(
      [0, 1, 2].map((set) => twice.loss[set]! + twice.loss[set + 3]!),
      once.loss,
      { relative: 2 ** -20, reason: 'the same sum in another order' },
    )
    // The micro-batches of the short ones count half.
    expect(
      equalBits(
        twice.grads[1]!.map((g) => 2 * g),
        half(once.grads[0]!, 1),
      ),
    ).toBe(true)
    expect(equalBits(twice.grads[0]!, half(once.grads[0]!, 0))).toBe(false)
    for (const [i, trace] of twice.traces.entries()) expect(equalBits(trace, once.traces[i]!)).toBe(true)
  })

  test('begin at 0 where nothing is carried', async () => {
    const carried = await run(small, clips, plain, true)
    const apart = await run(small, clips, plain)
    expect(equalBits(apart.loss.slice(0, 3), carried.loss.slice(0, 3))).toBe(true)
    expect(equalBits(apart.loss.slice(3), carried.loss.slice(3))).toBe(false)
  })
})

test('an unbiased loss of a single train is refused', () => {
  const spikes = activation('spikes', [3, 2, 4], 'binary', true)
  const one = (name: string) => persistent(name, 'u32', [1])
  const tensors = { recorded: persistent('r', 'f32', [3, 4, 4]), micro: one('micro'), loss: persistent('loss', 'f32', [2]) }
  expect(() => spikeTrainLoss('psp', spikes, 2, { ...plain, unbiased: true }, tensors)).toThrow('no pair of different ones')
})

describe('the statistics of spike trains', () => {
  test('have the same discrepancies', async () => {
    const size: SpikeTrainSize = { steps: 40, sets: 1, samples: 6, trials: 4, cells: 1 }
    const part = drawPart(size, 9)
    const trains = (data: Float32Array, count: number) =>
      Array.from({ length: count }, (_, n) => Uint8Array.from({ length: size.steps }, (_, t) => data[t * count + n]!))
    const want = discrepancy(trains(part.spikes, 6), trains(part.recorded, 4), 5)
    for (const unbiased of [false, true]) {
      const { loss } = await run(size, [part], { tau: 5, first: 0, unbiased })
      expect(Math.abs(loss[0]! - (unbiased ? want.unbiased! : want.biased))).toBeLessThan(1e-5)
    }
  })

  test('have its square times 2 tau - 1 as van Rossum distance, squared, once the potentials have run out', async () => {
    const tau = 3
    const [a, b] = [
      [2, 5, 6, 20],
      [1, 6, 14],
    ]
    const of = (spikes: number[]) => Float32Array.from({ length: 120 }, (_, t) => Number(spikes.includes(t)))
    const size: SpikeTrainSize = { steps: 120, sets: 1, samples: 1, trials: 1, cells: 1 }
    const { loss } = await run(size, [{ spikes: of(a!), recorded: of(b!) }], { tau, first: 0 })
    const distance = vanRossumDistance(Float64Array.from(a!), Float64Array.from(b!), -1 / Math.log(1 - 1 / tau))
    expect((2 * tau - 1) * loss[0]!).toBeCloseTo(distance ** 2, 5)
  })
})

describe('the reference', () => {
  const { spikes, recorded } = drawPart(small, 3, true)

  test.each([false, true])('has the gradient of central differences, unbiased %s', (unbiased) => {
    const options = { tau: 2.5, first: 3, unbiased }
    const lossAt = (i: number, by: number) => {
      const moved = Float64Array.from(spikes, (v, k) => v + (k === i ? by : 0))
      return spikeTrainLossOf(small, moved, recorded, options).loss.reduce((a, b) => a + b) / small.sets
    }
    const { spikesGrad } = spikeTrainLossOf(small, spikes, recorded, options)
    for (let i = 0; i < spikes.length; i += 7) {
      const numeric = (lossAt(i, 1e-3) - lossAt(i, -1e-3)) / 2e-3
      expect(Math.abs(spikesGrad[i]! - numeric)).toBeLessThan(1e-12)
    }
  })

  test('is that of TensorFlow.js, with its gradient: the filter as a matrix', () => {
    const { steps, sets, samples, trials, cells } = small
    const tau = 2.5
    const filter = tf.tensor2d(
      Array.from({ length: steps }, (_, t) => Array.from({ length: steps }, (_, s) => (s > t ? 0 : (1 - 1 / tau) ** (t - s) / tau))),
    )
    const meanOf = (y: tf.Tensor, trains: number) => {
      const potentials = tf.reshape(tf.matMul(filter, tf.reshape(y, [steps, -1]) as tf.Tensor2D), [steps, sets, trains, cells])
      return tf.mean(potentials, 2)
    }
    const target = meanOf(tf.tensor1d(recorded), trials)
    const loss = (y: tf.Tensor) => tf.div(tf.sum(tf.square(tf.sub(meanOf(y, samples), target))), sets) as tf.Scalar
    const theirs = tf.valueAndGrad(loss)(tf.tensor1d(spikes))
    const want = spikeTrainLossOf(small, spikes, recorded, { tau, first: 0, unbiased: false })
    expect(theirs.value.dataSync()[0]).toBeCloseTo(want.loss.reduce((a, b) => a + b) / sets, 5)
    expectClose(theirs.grad.dataSync<'float32'>(), want.spikesGrad, { absolute: 1e-7, reason: 'float32' })
  })
})

test('two runs give the same bits', async () => {
  const size = SIZES[1]![1]
  const part = drawPart(size, 3)
  const [once, twice] = [await run(size, [part], plain), await run(size, [part], plain)]
  expect(equalBits(once.loss, twice.loss) && equalBits(once.grads[0]!, twice.grads[0]!)).toBe(true)
})
