/** Regression: its loss and gradient in three ways, the curve, and what does not fit. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import '@tensorflow/tfjs-backend-cpu'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeFunctionSet, valueAt } from '../../data/functions/make'
import type { FunctionOf } from '../../data/functions/schema'
import { padded, persistent, tensor } from '../../engine/tensor'
import { inspect } from '../../headless/readable-tensors'
import { nextMicroBatch, valueError } from '../../losses/kernels'
import { expectClose, noise } from '../../testing/close'
import { testGpu } from '../../testing/gpu'
import { openFor } from '../../testing/open'
import { slopesOf } from '../../testing/slope'
import type { Curve, RegressionDetail } from './detail'
import { problemsOf } from './problems'
import { type RegressionSpec, regressionSchema } from './schema'
import { regression } from './task'

const gpu = await testGpu()
const KINDS = ['squared', 'absolute'] as const
const spec = (change: object = {}): RegressionSpec => regressionSchema.parse({ version: 2, task: 'regression', ...change })

describe.each(KINDS)('the %s error', (kind) => {
  const [batch, outputs] = [67, 3]
  const random = noise(3)
  const draw = (n: number) => Float32Array.from({ length: n }, () => 4 * random() - 2)
  const predictions = [draw(batch * outputs), draw(batch * outputs)]
  const targets = [draw(batch * outputs), draw(batch * outputs)]
  // One prediction equals its target, so its gradient is 0.
  targets[0]![5] = predictions[0]![5]!

  /** Float64: the loss of every sample, and the gradient of the mean over both micro-batches. */
  function reference(part: number) {
    const error = Float64Array.from(predictions[part]!, (y, i) => y - targets[part]![i]!)
    const loss = Float64Array.from({ length: batch }, (_, b) => {
      let sum = 0
      for (let o = 0; o < outputs; o++) sum += kind === 'squared' ? error[b * outputs + o]! ** 2 : Math.abs(error[b * outputs + o]!)
      return sum / outputs
    })
    const grad = Float64Array.from(error, (e) => (kind === 'squared' ? 2 * e : Math.sign(e)) / (2 * batch * outputs))
    return {
      loss,
      grad,
      absolute: Float64Array.from(
        { length: batch },
        (_, b) => [0, 1, 2].reduce((s, o) => s + Math.abs(error[b * outputs + o]!), 0) / outputs,
      ),
    }
  }

  test('and its gradient are those of float64, over two micro-batches', async () => {
    const width = padded(outputs)
    const t = {
      prediction: tensor('prediction', 'f32', [1, batch, width]),
      predictionGrad: tensor('predictionGrad', 'f32', [1, batch, width]),
      targets: tensor('targets', 'u32', [batch, outputs]),
      samples: tensor('samples', 'u32', [batch]),
      micro: persistent('micro', 'u32', [1]),
      loss: persistent('loss', 'f32', [2 * batch]),
      absoluteError: persistent('absoluteError', 'f32', [2 * batch]),
    }
    using bench = await inspect(gpu, [
      valueError(t, { count: 1000 }, { ABSOLUTE: Number(kind === 'absolute') }),
      nextMicroBatch({ micro: t.micro }, {}),
    ])
    const reason = 'a mean of three numbers below 16'
    for (const part of [0, 1]) {
      // The padding of predictions holds numbers that must not be read.
      const rows = new Float32Array(batch * width).fill(99)
      for (let b = 0; b < batch; b++) rows.set(predictions[part]!.subarray(b * outputs, (b + 1) * outputs), b * width)
      bench.write(t.prediction, rows)
      bench.write(t.targets, new Uint32Array(targets[part]!.slice().buffer))
      bench.write(
        t.samples,
        Uint32Array.from({ length: batch }, (_, b) => b),
      )
      bench.run()
      const want = reference(part)
      const grads = await bench.f32(t.predictionGrad)
      expectClose(
        grads.filter((_, i) => i % width < outputs),
        want.grad,
        { absolute: 1e-7, reason },
      )
      expect(grads.filter((_, i) => i % width >= outputs).every((g) => g === 0)).toBe(true)
      const half = (all: Float32Array) => all.subarray(part * batch, (part + 1) * batch)
      expectClose(half(await bench.f32(t.loss)), want.loss, { absolute: 4e-6, reason })
      expectClose(half(await bench.f32(t.absoluteError)), want.absolute, { absolute: 2e-6, reason })
    }
    expect((await bench.u32(t.micro))[0]).toBe(2)
    // A sample past the end of the set is padding.
    bench.write(t.samples, new Uint32Array(batch).fill(1000))
    bench.write(t.micro, new Uint32Array(1))
    bench.run()
    expect((await bench.f32(t.predictionGrad)).every((g) => g === 0)).toBe(true)
    expect((await bench.f32(t.loss)).subarray(0, batch).every((l) => l === 0)).toBe(true)
  })

  test('is that of TensorFlow.js, with its gradient, and of a central difference', () => {
    const y = tf.tensor2d(predictions[1]!, [batch, outputs])
    const target = tf.tensor2d(targets[1]!, [batch, outputs])
    const loss = (at: tf.Tensor) =>
      (kind === 'squared' ? tf.losses.meanSquaredError(target, at) : tf.losses.absoluteDifference(target, at)) as tf.Scalar
    const { loss: perSample, grad } = reference(1)
    const mean = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / values.length
    expect(loss(y).dataSync()[0]).toBeCloseTo(mean(perSample), 5)
    const theirs = tf
      .grad((at) => loss(at))(y)
      .dataSync()
    // Theirs is of one micro-batch alone.
    expectClose(
      Float32Array.from(theirs),
      grad.map((g) => 2 * g),
      { absolute: 1e-7, reason: 'float32' },
    )
    const h = 1e-4
    const at = (i: number, sign: number) => {
      const moved = Float64Array.from(predictions[1]!, (value, k) => value + (k === i ? sign * h : 0))
      let sum = 0
      for (let k = 0; k < moved.length; k++)
        sum += kind === 'squared' ? (moved[k]! - targets[1]![k]!) ** 2 : Math.abs(moved[k]! - targets[1]![k]!)
      return sum / (batch * outputs)
    }
    for (const i of [0, 17, 200]) expect((at(i, 1) - at(i, -1)) / (2 * h)).toBeCloseTo(2 * grad[i]!, 7)
  })
})

const smooth = { surrogate: { kind: 'sigmoid', scale: 3 }, neuron: { kind: 'lif', decay: 0.6, threshold: 0.8 } } as const
const tiny = { kind: 'function', batch: 20, train: 60, test: 20 } as const
const sequence = { kind: 'addingNumbers', batch: 20, train: 60, test: 20, steps: 9 } as const

test.each<[string, object]>([
  ['a function, mean', { data: tiny, encoder: { kind: 'direct', steps: 5 }, network: { kind: 'mlp', hidden: [9, 14] } }],
  [
    'adding, tdBN, PLIF, last steps',
    {
      data: sequence,
      encoder: { kind: 'rows' },
      neuron: { kind: 'plif', initialDecay: 0.4, threshold: 0.8 },
      readout: { kind: 'last', steps: 3 },
      network: { kind: 'mlp', hidden: [9, 14], normalization: { kind: 'tdBatchNorm' }, bias: false },
    },
  ],
  [
    'adding, recurrent, leaky readout',
    {
      data: sequence,
      encoder: { kind: 'rows' },
      readout: { kind: 'leaky', decay: 0.9 },
      network: { kind: 'recurrent', hidden: [11], recurrence: { kind: 'adaptive', spans: 3 } },
    },
  ],
])('the gradient of a whole network is the directional derivative: %s', async (_, change) => {
  const e = spec({ ...smooth, ...change })
  const { numeric, analytic } = await slopesOf(gpu, e, makeFunctionSet(e.data))
  expect(Math.abs(numeric)).toBeGreaterThan(1e-4)
  expect(Math.abs(analytic - numeric)).toBeLessThan(1e-3 * Math.abs(numeric))
})

describe('the curve of a function', () => {
  let curve: Curve
  const e = spec({ data: { ...tiny, noise: 0.1 }, encoder: { kind: 'direct', steps: 6 }, network: { kind: 'mlp', hidden: [16] } })
  const data = makeFunctionSet(e.data)
  beforeAll(async () => {
    using run = await openFor(gpu, e, data)
    run.submit(5)
    curve = (await run.inspect({ ask: 'curve' }, undefined)) as Curve
    await expect(run.inspect({ ask: 'dance' }, undefined)).rejects.toThrow('“dance”')
  })

  test('goes over the whole range, with the function and what was trained on', () => {
    expect([curve.x[0], curve.x.at(-1)]).toEqual([-1, 1])
    curve.x.forEach((x, i) => void expect(curve.target[i]).toBeCloseTo(valueAt(e.data as FunctionOf<'function'>, x), 6))
    expect(curve.samples.x).toHaveLength(60)
    expect(curve.samples.y[7]).toBe(data.train.streams.targets!.values[7])
  })

  test('builds up over the steps to what is predicted of the same inputs', async () => {
    expect(curve.readout).toHaveLength(6 * curve.x.length)
    const x = curve.x
    const asked = {
      count: x.length,
      streams: {
        inputs: { shape: [1, 1], type: 'f32' as const, values: x },
        targets: { shape: [1], type: 'f32' as const, values: curve.target },
      },
    }
    using run = await openFor(gpu, e, { train: data.train, test: asked })
    run.submit(5)
    const { predictions } = (await run.evaluate()).detail as RegressionDetail
    expectClose(predictions, curve.readout.subarray(5 * x.length), { absolute: 1e-6, reason: 'the mean is taken in another order' })
  })

  test('is refused of a sequence', async () => {
    const adding = spec({ data: sequence, encoder: { kind: 'rows' }, network: { kind: 'recurrent', hidden: [5] } })
    using run = await openFor(gpu, adding, makeFunctionSet(adding.data))
    await expect(run.inspect({ ask: 'curve' }, undefined)).rejects.toThrow('no function of one input')
  })
})

test('what does not fit is said, with what would', () => {
  const said = (change: object) => problemsOf(spec(change)).map(({ path, remedy }) => [path, remedy?.path])
  expect(said({})).toEqual([])
  expect(said({ data: { kind: 'addingNumbers' } })).toContainEqual(['encoder.kind', 'encoder'])
  expect(said({ encoder: { kind: 'rows' } })).toContainEqual(['encoder.kind', 'encoder'])
  expect(said({ readout: { kind: 'spiking' } })).toContainEqual(['readout.kind', 'readout'])
  expect(said({ network: { kind: 'layers' } })).toContainEqual(['network.kind', 'network'])
  expect(said({ data: { kind: 'function', train: 50, batch: 100 } })).toContainEqual(['data.batch', undefined])
  expect(regression.follows(spec({ data: { kind: 'addingNumbers' } }), 'data.kind')).toEqual(['encoder', { kind: 'rows' }])
})
