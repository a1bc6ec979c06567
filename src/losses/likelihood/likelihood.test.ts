/** The likelihoods of recorded spikes against float64, central differences, TensorFlow.js and numbers worked out by hand; far from right, too. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import '@tensorflow/tfjs-backend-cpu'
import { describe, expect, test } from 'vitest'
import { activation } from '../../engine/graph'
import { padded, persistent } from '../../engine/tensor'
import { inspect } from '../../headless/readable-tensors'
import { equalBits, expectClose, noise } from '../../testing/close'
import { kernelGpu } from '../../testing/gpu'
import { nextMicroBatch } from '../kernels'
import { type LikelihoodSpec, likelihoodLoss } from './loss'
import { likelihoodOf } from './reference'

const gpu = await kernelGpu()
const KINDS = ['poisson', 'bernoulli'] as const
type Kind = (typeof KINDS)[number]

interface Size {
  readonly steps: number
  readonly rows: number
  readonly cells: number
}
interface Part {
  readonly prediction: Float32Array
  readonly recorded: Float32Array
}

/** Rates or logits, and counts; where `graded` means over trials. */
function drawPart(kind: Kind, { steps, rows, cells }: Size, seed: number, graded = false): Part {
  const random = noise(seed)
  const values = (f: () => number) => Float32Array.from({ length: steps * rows * cells }, f)
  return {
    prediction: values(() => (kind === 'poisson' ? 0.001 + 3 * random() : 12 * random() - 6)),
    recorded: values(() => (graded ? random() : Math.floor(random() * (kind === 'poisson' ? 4 : 1.3)))),
  }
}
/** Rows as in the kernel; padding holds numbers that must not be read. */
const padRows = (data: Float32Array, meant: number) => {
  const columns = padded(meant)
  const all = new Float32Array((data.length / meant) * columns).fill(-9)
  data.forEach((v, i) => {
    all[Math.floor(i / meant) * columns + (i % meant)] = v
  })
  return all
}

async function run({ steps, rows, cells }: Size, parts: readonly Part[], spec: LikelihoodSpec) {
  const columns = padded(cells)
  const prediction = activation('prediction', [steps, rows, cells], 'dense', true)
  const recorded = persistent('recorded', 'f32', [steps, rows, columns])
  const micro = persistent('micro', 'u32', [1])
  const loss = persistent('loss', 'f32', [rows * parts.length])
  using bench = await inspect(gpu, [likelihoodLoss(prediction, spec, { recorded, micro, loss }), nextMicroBatch({ micro }, {})])
  const grads: Float32Array[] = []
  for (const part of parts) {
    bench.write(prediction.value, padRows(part.prediction, cells))
    bench.write(recorded, padRows(part.recorded, cells))
    bench.run()
    const grad = await bench.f32(prediction.grad!)
    expect(grad.filter((_, i) => i % columns >= cells).every((g) => g === 0)).toBe(true)
    grads.push(grad.filter((_, i) => i % columns < cells))
  }
  return { loss: await bench.f32(loss), grads }
}

/** WGSL promises exp to 3 + 2|x| units in the last place, of logits below 6, and log to 3. */
const close = { relative: 20 * 2 ** -23, reason: 'an exp or a logarithm, and a few roundings' }
/** Terms of a Poisson loss may be of either sign, and are below 30. */
const closeSum = (terms: number) => ({ ...close, absolute: terms * 30 * 2 ** -23 })

describe.each(KINDS)('%s', (kind) => {
  test.each([
    [1, 1, 1, 0],
    [30, 5, 24, 0],
    [9, 3, 7, 4],
    [3, 67, 65, 1],
  ])('%i steps, %i rows, %i cells, from bin %i: loss and gradient of float64', async (steps, rows, cells, first) => {
    const size = { steps, rows, cells }
    for (const graded of [false, true]) {
      const part = drawPart(kind, size, 3, graded)
      const got = await run(size, [part], { kind, first })
      const want = likelihoodOf(size, { kind, first }, part.prediction, part.recorded)
      expectClose(got.loss, want.loss, closeSum(steps * cells))
      // The slope of a graded target is a difference of terms below 1, or of 1 and what may be much more.
      expectClose(got.grads[0]!, want.predictionGrad, { ...close, absolute: (20 * 2 ** -23) / rows })
    }
  })

  test('micro-batches add up to the whole batch', async () => {
    const size = { steps: 4, rows: 3, cells: 5 }
    const parts = [drawPart(kind, size, 5), drawPart(kind, size, 6)]
    const got = await run(size, parts, { kind, first: 1 })
    parts.forEach((part, i) => {
      const want = likelihoodOf(size, { kind, first: 1 }, part.prediction, part.recorded)
      expectClose(got.loss.subarray(3 * i, 3 * i + 3), want.loss, closeSum(20))
      expectClose(
        got.grads[i]!,
        want.predictionGrad.map((g) => g / 2),
        { ...close, absolute: 1e-6 },
      )
    })
  })

  test('two runs give the same bits', async () => {
    const size = { steps: 30, rows: 5, cells: 24 }
    const part = drawPart(kind, size, 3)
    const [once, twice] = [await run(size, [part], { kind, first: 0 }), await run(size, [part], { kind, first: 0 })]
    expect(equalBits(once.loss, twice.loss) && equalBits(once.grads[0]!, twice.grads[0]!)).toBe(true)
  })

  test('the reference is that of TensorFlow.js, and its gradient a central difference', () => {
    const size = { steps: 4, rows: 3, cells: 5 }
    const { prediction, recorded } = drawPart(kind, size, 7, true)
    const y = tf.tensor1d(recorded)
    const loss = (z: tf.Tensor) => {
      const whole =
        kind === 'bernoulli' ? tf.mul(tf.losses.sigmoidCrossEntropy(y, z), y.size) : tf.sum(tf.sub(z, tf.mul(y, tf.log(tf.add(z, 1e-8)))))
      return tf.div(whole, size.rows) as tf.Scalar
    }
    const theirs = tf.valueAndGrad(loss)(tf.tensor1d(prediction))
    const want = likelihoodOf(size, { kind, first: 0 }, prediction, recorded)
    const meanOf = (of: { loss: Float64Array }) => of.loss.reduce((a, b) => a + b) / size.rows
    expect(theirs.value.dataSync()[0]! / meanOf(want)).toBeCloseTo(1, 5)
    expectClose(theirs.grad.dataSync<'float32'>(), want.predictionGrad, { relative: 1e-5, absolute: 1e-6, reason: 'float32' })
    const at = (i: number, by: number) => {
      const moved = Float64Array.from(prediction, (z, k) => z + (k === i ? by : 0))
      return meanOf(likelihoodOf(size, { kind, first: 0 }, moved, recorded))
    }
    const h = 1e-5
    for (let i = 0; i < prediction.length; i++) {
      const [numeric, analytic] = [(at(i, h) - at(i, -h)) / (2 * h), want.predictionGrad[i]!]
      expect(Math.abs(numeric - analytic)).toBeLessThan(1e-6 * (1 + Math.abs(analytic)))
    }
  })
})

test('by hand', async () => {
  const size = { steps: 4, rows: 1, cells: 1 }
  const counts = Float32Array.of(0, 1, 2, 0)
  const poisson = await run(size, [{ prediction: Float32Array.of(0.5, 0.8, 1.5, 0.2), recorded: counts }], { kind: 'poisson', first: 0 })
  expect(poisson.loss[0]! / 4).toBeCloseTo(0.603053333774, 6)
  const even = await run(size, [{ prediction: new Float32Array(4), recorded: Float32Array.of(0, 1, 1, 0) }], {
    kind: 'bernoulli',
    first: 0,
  })
  expect(even.loss[0]).toBeCloseTo(4 * Math.log(2), 6)
  expect([...even.grads[0]!]).toEqual([0.5, -0.5, -0.5, 0.5])
})

test('a logit far out keeps its digits where it is right, and is finite where it is wrong', async () => {
  const logits = Float32Array.of(40, -40, 60, -60, 40, -40, 3e4, -3e4)
  const size = { steps: 8, rows: 1, cells: 1 }
  const spikes = Float32Array.of(1, 0, 1, 0, 0, 1, 0, 1)
  const { grads } = await run(size, [{ prediction: logits, recorded: spikes }], { kind: 'bernoulli', first: 0 })
  const small = [Math.exp(-40), Math.exp(-60)]
  const want = [-small[0]!, small[0]!, -small[1]!, small[1]!, 1, -1, 1, -1]
  expectClose(grads[0]!, want, { relative: 2 ** -16, reason: 'exp of numbers up to 60' })
  for (const [i, loss] of [small[0]!, small[0]!, small[1]!, small[1]!, 40, 40, 3e4, 3e4].entries()) {
    const one = { prediction: logits.slice(i, i + 1), recorded: spikes.slice(i, i + 1) }
    const got = await run({ steps: 1, rows: 1, cells: 1 }, [one], { kind: 'bernoulli', first: 0 })
    expectClose(got.loss, [loss], { relative: 2 ** -16, reason: 'exp of numbers up to 60' })
  }
})

test('a rate of 0 where there was a spike is as unlikely as the floor says, and finite', async () => {
  const recorded = Float32Array.of(1, 0)
  const got = await run({ steps: 2, rows: 1, cells: 1 }, [{ prediction: new Float32Array(2), recorded }], { kind: 'poisson', first: 0 })
  expect(got.loss[0]).toBeCloseTo(-Math.log(1e-8), 4)
  expectClose(got.grads[0]!, [1 - 1e8, 1], { relative: 1e-6, reason: 'float32' })
})
