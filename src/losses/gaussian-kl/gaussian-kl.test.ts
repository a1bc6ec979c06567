/** The divergence of normal distributions against float64, central differences and TensorFlow.js; its weight, micro-batches, and small values. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import '@tensorflow/tfjs-backend-cpu'
import { describe, expect, test } from 'vitest'
import { activation } from '../../engine/graph'
import { padded, persistent, tensor } from '../../engine/tensor'
import { inspect } from '../../headless/readable-tensors'
import { expectClose, expectWithin, noise, sumBound } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { addKl, gaussianKl, gaussianKlUnits, type KlSpec } from './loss'
import { gaussianKlOf, type KlSize } from './reference'

const gpu = await kernelGpu()
const SIZES = [
  [1, 1, 1],
  [7, 3, 5],
  [30, 5, 16],
  [3, 67, 33],
] as const
const PLAIN: KlSpec = { beta: 1, warmUpSteps: 0 }

/** Means and logarithms of variances, within `reach` of 0. */
const draw = ({ steps, rows, size }: KlSize, seed: number, reach = 1.5) => {
  const random = noise(seed)
  return Float32Array.from({ length: steps * rows * 2 * size }, () => (2 * random() - 1) * reach)
}
/** Rows of statistics as in the kernels; padding holds numbers that must not be read. */
const padRows = (data: Float32Array, meant: number) => {
  const columns = padded(meant)
  const all = new Float32Array((data.length / meant) * columns).fill(9)
  data.forEach((v, i) => {
    all[Math.floor(i / meant) * columns + (i % meant)] = v
  })
  return all
}
const split = (data: Float32Array, meant: number) => ({
  meant: data.filter((_, i) => i % padded(meant) < meant),
  padding: data.filter((_, i) => i % padded(meant) >= meant),
})

interface Part {
  readonly posterior: Float32Array
  readonly prior: Float32Array
}

/** Runs micro-batches at a step; the rest of the loss is `error`. */
async function run(
  { steps, rows, size }: KlSize,
  parts: readonly Part[],
  spec = PLAIN,
  { standard = false, clock = 0, error = 0, each = 1 } = {},
) {
  const total = (rows * parts.length) / each
  const [posterior, prior] = ['posterior', 'prior'].map((name) => activation(name, [steps, rows, 2 * size], 'dense', true))
  const t = {
    clock: persistent('clock', 'u32', [1], Uint32Array.of(clock)),
    micro: persistent('micro', 'u32', [1]),
    kl: persistent('kl', 'f32', [rows * parts.length]),
    divergence: persistent('divergence', 'f32', [total]),
    error: persistent('error', 'f32', [total], new Float32Array(total).fill(error)),
    loss: persistent('loss', 'f32', [total]),
  }
  const units = tensor('units', 'f32', [steps, rows, padded(size)])
  const given = standard ? undefined : prior
  const { clock: c, micro, kl } = t
  using bench = await inspect(gpu, [
    gaussianKl('kl', posterior!, given, spec, { clock: c, micro, kl }),
    gaussianKlUnits('kl', posterior!, given, units),
    addKl(rows / each, spec, t),
  ])
  const posteriorGrads: Float32Array[] = []
  const priorGrads: Float32Array[] = []
  for (const part of parts) {
    bench.write(posterior!.value, padRows(part.posterior, 2 * size))
    if (given) bench.write(given.value, padRows(part.prior, 2 * size))
    bench.run()
    posteriorGrads.push(await bench.f32(posterior!.grad!))
    if (given) priorGrads.push(await bench.f32(given.grad!))
  }
  const result = {
    posteriorGrads,
    priorGrads,
    kl: await bench.f32(t.kl),
    units: await bench.f32(units),
    loss: await bench.f32(t.loss),
    divergence: await bench.f32(t.divergence),
    micro: (await bench.u32(t.micro))[0],
  }
  return result
}

/** WGSL promises exp to 3 + 2|x| units in the last place; x is the difference of two logarithms below 1.5. */
const close = { relative: 24 * 2 ** -23, absolute: 1e-7, reason: 'exp of numbers below 3, and a few roundings' }

/** A gradient to the logarithm of a variance is a difference: it is as exact as its terms are. */
function expectGradient(got: Float32Array, want: Float64Array, of: KlSize, { posterior, prior }: Part) {
  const bounds = Float64Array.from(want, (_, i) => {
    const column = i % (2 * of.size)
    const [mean, log] = column < of.size ? [i, i + of.size] : [i - of.size, i]
    const precision = Math.exp(-prior[log]!)
    const apart = Math.abs(posterior[mean]! - prior[mean]!)
    const terms = column < of.size ? apart * precision : 0.5 * (Math.exp(posterior[log]!) * precision + 1 + apart * apart * precision)
    return (close.relative * terms) / of.rows
  })
  expectWithin(got, want, bounds, 'exp of numbers below 3, a few roundings, and the difference of terms')
}

describe.each([
  ['a prior of its own', false],
  ['the standard normal prior', true],
] as const)('with %s', (_, standard) => {
  test.each(SIZES)('%i steps, %i rows, %i units: rows, units and gradients of float64', async (steps, rows, size) => {
    const of: KlSize = { steps, rows, size }
    const posterior = draw(of, 1)
    const part = { posterior, prior: standard ? new Float32Array(posterior.length) : draw(of, 2) }
    const got = await run(of, [part], PLAIN, { standard })
    const want = gaussianKlOf(of, part.posterior, standard ? undefined : part.prior)
    const terms = steps * size
    expectClose(got.kl, want.kl, {
      relative: sumBound(terms, 1) + close.relative,
      reason: 'a sum of terms of one sign, each exp and a few roundings',
    })
    const units = split(got.units, size)
    expectClose(units.meant, want.units, close)
    const posteriorGrad = split(got.posteriorGrads[0]!, 2 * size)
    expectGradient(posteriorGrad.meant, want.posteriorGrad, of, part)
    const paddings = [units.padding, posteriorGrad.padding]
    if (!standard) {
      const priorGrad = split(got.priorGrads[0]!, 2 * size)
      expectGradient(priorGrad.meant, want.priorGrad, of, part)
      paddings.push(priorGrad.padding)
    }
    for (const padding of paddings) expect(padding.every((v) => v === 0)).toBe(true)
  })
})

const small: KlSize = { steps: 3, rows: 4, size: 3 }
const two = [
  { posterior: draw(small, 5), prior: draw(small, 6) },
  { posterior: draw(small, 7), prior: draw(small, 8) },
]

test('micro-batches add up to the whole batch, and so does the loss that the divergence is part of', async () => {
  const spec = { beta: 0.25, warmUpSteps: 0 }
  const got = await run(small, two, spec, { error: 10 })
  expect(got.micro).toBe(2)
  two.forEach(({ posterior, prior }, i) => {
    const want = gaussianKlOf(small, posterior, prior)
    const own = (all: Float32Array) => all.subarray(i * small.rows, (i + 1) * small.rows)
    expectClose(own(got.kl), want.kl, close)
    expectClose(
      own(got.loss),
      want.kl.map((kl) => 10 + 0.25 * kl),
      close,
    )
    // The gradients are those of beta times the mean over both parts.
    for (const [grads, wanted] of [
      [got.posteriorGrads[i]!, want.posteriorGrad],
      [got.priorGrads[i]!, want.priorGrad],
    ] as const)
      expectClose(
        split(grads, 2 * small.size).meant,
        wanted.map((g) => (0.25 * g) / 2),
        close,
      )
  })
})

test('the loss of a sample of several rows has the mean of their divergences', async () => {
  const got = await run(small, two, { beta: 0.25, warmUpSteps: 0 }, { error: 10, each: 2 })
  const means = [0, 1, 2, 3].map((i) => (got.kl[2 * i]! + got.kl[2 * i + 1]!) / 2)
  expectClose(got.divergence, means, close)
  expectClose(
    got.loss,
    means.map((kl) => 10 + 0.25 * kl),
    close,
  )
})

test.each([
  [0, 0, 1],
  [0, 5, 0],
  [2, 5, 0.4],
  [4, 5, 0.8],
  [5, 5, 1],
  [900, 5, 1],
])('at step %i of a warm-up over %i the divergence has %f of its weight', async (clock, warmUpSteps, share) => {
  const spec = { beta: 0.5, warmUpSteps }
  const got = await run(small, two.slice(0, 1), spec, { clock, error: 3 })
  const want = gaussianKlOf(small, two[0]!.posterior, two[0]!.prior)
  expectClose(got.kl, want.kl, close)
  expectClose(
    got.loss,
    want.kl.map((kl) => 3 + 0.5 * share * kl),
    close,
  )
  expectClose(
    split(got.posteriorGrads[0]!, 2 * small.size).meant,
    want.posteriorGrad.map((g) => 0.5 * share * g),
    close,
  )
})

test('a posterior that is nearly the prior keeps the digits of its divergence', async () => {
  const of: KlSize = { steps: 2, rows: 1, size: 4 }
  const prior = draw(of, 3)
  for (const apart of [0.5, 1e-2, 1e-4]) {
    const posterior = prior.map((v, i) => v + apart * (i % 3 === 0 ? -1 : 1))
    const x = Float64Array.from(posterior, (q, i) => q - prior[i]!)
    // The series of the divergence for log variances that differ by x and means that differ by d: (x^2/2 + x^3/6 + .. + d^2
    // exp(-logVarianceP)) / 2.
    const series = (v: number) => [2, 6, 24, 120, 720, 5040, 40320].reduce((sum, factorial, k) => sum + v ** (k + 2) / factorial, 0)
    const want = Float64Array.from({ length: 8 }, (_, i) => {
      const at = Math.floor(i / 4) * 8 + (i % 4)
      return 0.5 * (series(x[at + 4]!) + x[at]! ** 2 * Math.exp(-prior[at + 4]!))
    })
    const got = await run(of, [{ posterior, prior }])
    expectClose(got.units, want, { relative: 2 ** -19, reason: 'exp of a number below 2, and a few roundings' })
  }
})

test('equal distributions are not apart, and pull at nothing', async () => {
  const posterior = draw(small, 4)
  const got = await run(small, [{ posterior, prior: posterior }])
  for (const zeros of [got.kl, ...got.posteriorGrads, ...got.priorGrads]) expect(zeros.every((v) => v === 0)).toBe(true)
})

describe('the reference', () => {
  const { posterior, prior } = two[0]!
  const lossOf = (q: ArrayLike<number>, p: ArrayLike<number>) => gaussianKlOf(small, q, p).kl.reduce((a, b) => a + b) / small.rows

  test('is that of TensorFlow.js, with its gradients', () => {
    const shape = [small.steps, small.rows, 2, small.size] as [number, number, number, number]
    const halves = (t: tf.Tensor) => tf.unstack(t, 2) as [tf.Tensor, tf.Tensor]
    const loss = (q: tf.Tensor, p: tf.Tensor) => {
      const [[meanQ, logQ], [meanP, logP]] = [halves(q), halves(p)]
      const ratio = tf.div(tf.add(tf.exp(logQ), tf.square(tf.sub(meanQ, meanP))), tf.exp(logP))
      return tf.div(tf.sum(tf.sub(tf.add(tf.sub(logP, logQ), ratio), 1)), 2 * small.rows) as tf.Scalar
    }
    const [q, p] = [tf.tensor4d(posterior, shape), tf.tensor4d(prior, shape)]
    const theirs = tf.valueAndGrads(loss)([q, p])
    const want = gaussianKlOf(small, posterior, prior)
    expect(theirs.value.dataSync()[0]).toBeCloseTo(lossOf(posterior, prior), 4)
    const reason = { absolute: 2e-6, reason: 'float32' }
    expectClose(theirs.grads[0]!.dataSync<'float32'>(), want.posteriorGrad, reason)
    expectClose(theirs.grads[1]!.dataSync<'float32'>(), want.priorGrad, reason)
  })

  test('has the gradients of central differences', () => {
    const h = 1e-5
    const want = gaussianKlOf(small, posterior, prior)
    const moved = (data: Float32Array, i: number, by: number) => Float64Array.from(data, (v, k) => v + (k === i ? by : 0))
    for (let i = 0; i < posterior.length; i++) {
      const q = (lossOf(moved(posterior, i, h), prior) - lossOf(moved(posterior, i, -h), prior)) / (2 * h)
      const p = (lossOf(posterior, moved(prior, i, h)) - lossOf(posterior, moved(prior, i, -h))) / (2 * h)
      expect(Math.abs(q - want.posteriorGrad[i]!)).toBeLessThan(1e-9)
      expect(Math.abs(p - want.priorGrad[i]!)).toBeLessThan(1e-9)
    }
  })

  test('by hand', () => {
    const one: KlSize = { steps: 1, rows: 1, size: 1 }
    expect(gaussianKlOf(one, [0, 0]).kl[0]).toBe(0)
    expect(gaussianKlOf(one, [2, 0]).kl[0]).toBe(2)
    expect(gaussianKlOf(one, [0, Math.log(4)]).kl[0]).toBeCloseTo(1.5 - Math.log(2), 14)
    expect(gaussianKlOf(one, [1, Math.log(4)], [3, Math.log(2)]).kl[0]).toBeCloseTo(0.5 * (Math.log(0.5) + (4 + 4) / 2 - 1), 14)
  })
})

test('two runs give the same bits', async () => {
  const of: KlSize = { steps: 30, rows: 5, size: 16 }
  const [posterior, prior] = [draw(of, 1), draw(of, 2)]
  const once = await run(of, [{ posterior, prior }])
  expect((await run(of, [{ posterior, prior }])).kl).toEqual(once.kl)
  // Padding and other rows contribute nothing: a row alone has the same divergence.
  const alone = (data: Float32Array) =>
    Float32Array.from({ length: 30 * 32 }, (_, i) => data[(Math.floor(i / 32) * 5 + 3) * 32 + (i % 32)]!)
  expect((await run({ ...of, rows: 1 }, [{ posterior: alone(posterior), prior: alone(prior) }])).kl[0]).toBe(once.kl[3])
})

test('units alone are computed without a gradient', async () => {
  const posterior = activation('posterior', [3, 4, 6], 'dense', false)
  const units = tensor('units', 'f32', [3, 4, 4])
  const [got] = await runOps(
    gpu,
    [gaussianKlUnits('kl', posterior, undefined, units)],
    [[posterior.value, padRows(two[0]!.posterior, 6)]],
    [units],
  )
  expectClose(split(got!, 3).meant, gaussianKlOf(small, two[0]!.posterior).units, close)
})
