/** The elementwise functions against float64, central differences and TensorFlow.js: values, gradients, padding, and far from 0. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import '@tensorflow/tfjs-backend-cpu'
import { describe, expect, test } from 'vitest'
import { type Activation, activation, type Context } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { persistent, tensor } from '../../engine/tensor'
import { expectClose, noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { activate } from './layer'
import { activationOf, activationSlope } from './reference'
import { ACTIVATIONS, type ActivationKind } from './schema'

const gpu = await kernelGpu()
const contextOf = (steps: number, batch: number): Context => ({
  mode: 'train',
  network: createNetwork('n'),
  steps,
  batch,
  random: { seed: 1, clock: persistent('clock', 'u32', [1]) },
  profile: 'gpu',
  tunedVariants: {},
})

/** Runs the layer over rows of `features` values, whose padding holds numbers that must not be read; gradients are zero there. */
async function run(kind: ActivationKind, features: number, x: Float32Array, grad: Float32Array) {
  const input = activation('x', [1, x.length / features, features], 'dense', true)
  const columns = input.value.shape[2]!
  const made = activate(contextOf(1, x.length / features), 'f', input, kind)
  const output = made.outputs[0]!
  const rows = (data: Float32Array, padding: number) => {
    const all = new Float32Array((data.length / features) * columns).fill(padding)
    data.forEach((v, i) => {
      all[Math.floor(i / features) * columns + (i % features)] = v
    })
    return all
  }
  const [value, inputGrad] = await runOps(
    gpu,
    [...made.forward, ...made.backwardInput],
    [
      [input.value, rows(x, 7)],
      [output.grad!, rows(grad, 0)],
    ],
    [output.value, input.grad!],
  )
  const meant = (all: Float32Array) => all.filter((_, i) => i % columns < features)
  const padding = [value!, inputGrad!].flatMap((all) => [...all.filter((_, i) => i % columns >= features)])
  return { value: meant(value!), grad: meant(inputGrad!), padding }
}

/** Both sides of 0, near and far, and 0 itself. */
const drawn = (length: number, reach: number) => {
  const random = noise(4)
  return Float32Array.from({ length }, (_, i) => (i % 11 === 3 ? 0 : (2 * random() - 1) * reach * (i % 3 === 0 ? 0.01 : 1)))
}
/** WGSL promises exp to 3 + 2|x| units in the last place, and these have one exp, or a series, and a few roundings. */
const close = (reach: number) => ({ relative: (3 + 4 * reach + 8) * 2 ** -23, absolute: 2 ** -126, reason: 'exp, and a few roundings' })

describe.each(ACTIVATIONS)('%s', (kind) => {
  test.each([
    [1, 1],
    [35, 7],
    [3, 24],
    [40, 65],
  ])('%i rows of %i: values and gradients of float64, padding is zero', async (rows, features) => {
    const x = drawn(rows * features, 9)
    const grad = drawn(rows * features, 1).map((g) => g + 0.5)
    const got = await run(kind, features, x, grad)
    expectClose(
      got.value,
      Float64Array.from(x, (v) => activationOf(kind, v)),
      close(9),
    )
    // From the output, 1 - y and 1 - y^2 have the rounding of y: as absolute as y is near 1.
    const absolute = kind === 'tanh' || kind === 'sigmoid' ? 2 ** -21 : 0
    expectClose(
      got.grad,
      Float64Array.from(x, (v, i) => grad[i]! * activationSlope(kind, v)),
      { ...close(9), absolute: absolute + 2 ** -126 },
    )
    expect(got.padding.every((p) => p === 0)).toBe(true)
  })

  test('is finite far from 0, and its gradient too', async () => {
    const x = Float32Array.of(-1e30, -1e4, -100, -90, 90, 100, 1e4, kind === 'exp' ? 1e30 : 3e38)
    const got = await run(kind, 8, x, new Float32Array(8).fill(1))
    expectClose(
      got.value,
      Float64Array.from(x, (v) => activationOf(kind, v)),
      { relative: 2 ** -18, absolute: 2 ** -126, reason: 'subnormal numbers may be 0' },
    )
    expectClose(
      got.grad,
      Float64Array.from(x, (v) => activationSlope(kind, v)),
      { relative: 2 ** -18, absolute: 2 ** -126, reason: 'subnormal numbers may be 0' },
    )
  })

  test('is that of TensorFlow.js, with its gradient', () => {
    const x = drawn(200, 9)
    const functions = { relu: tf.relu, tanh: tf.tanh, sigmoid: tf.sigmoid, softplus: tf.softplus, exp: tf.exp }
    const f = (at: tf.Tensor) => functions[kind](at) as tf.Tensor
    const theirs = tf.valueAndGrad(f)(tf.tensor1d(x))
    expectClose(
      theirs.value.dataSync<'float32'>(),
      Float64Array.from(x, (v) => activationOf(kind, v)),
      { relative: 4e-6, absolute: 2e-6, reason: 'float32, and a softplus that loses digits below 0' },
    )
    expectClose(
      theirs.grad.dataSync<'float32'>(),
      Float64Array.from(x, (v) => activationSlope(kind, v)),
      { relative: 4e-6, absolute: 2e-6, reason: 'float32, from the output' },
    )
  })

  test('its slope is a central difference', () => {
    const h = 1e-5
    for (const x of [-7, -1.3, -0.2, 0.4, 2.5, 9.5, 11]) {
      const numeric = (activationOf(kind, x + h) - activationOf(kind, x - h)) / (2 * h)
      expect(Math.abs(activationSlope(kind, x) - numeric)).toBeLessThan(1e-9 + 1e-8 * Math.abs(numeric))
    }
  })
})

test('a feature map stays one, and without a gradient of its input it has none', () => {
  const space = { height: 3, width: 5, channels: 8 }
  const map: Activation = { ...activation('x', [2, 3 * 15, 6], 'dense', false), space }
  const made = activate(contextOf(2, 3), 'f', map, 'softplus')
  expect(made.outputs[0]).toMatchObject({ features: 6, space, form: 'dense' })
  expect(made.outputs[0]!.value.shape).toEqual([2, 45, 8])
  expect({ grad: made.outputs[0]!.grad, backwardInput: made.backwardInput }).toEqual({ grad: undefined, backwardInput: [] })
})

test('refuses what only a neuron applies', () => {
  const masked: Activation = { ...activation('x', [2, 3, 6], 'dense', true), mask: tensor('mask', 'f32', [3, 8]) }
  expect(() => activate(contextOf(2, 3), 'f', masked, 'relu')).toThrow('only a neuron applies')
})
