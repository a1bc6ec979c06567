/** Parallel neurons: the reference against differences of the smoothed model, and the shaders against the reference. */
import { describe, expect, test } from 'vitest'
import { activation } from '../../engine/graph'
import { constant, padded, persistent, tensor } from '../../engine/tensor'
import { contextFor } from '../../headless/conformance/neurons'
import { expectClose, expectWithin, noise, sumBound } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import type { OverSteps } from '../description'
import { SQUARES_SCALE } from '../leaky/layer'
import { smoothFunction, stepFunction } from '../surrogate/reference'
import { parallel } from './layer'
import { parallelBackward, parallelForward } from './reference'
import type { Form } from './schema'

const gpu = await kernelGpu()
const SHAPES: readonly OverSteps[] = [
  { form: 'full', order: 3, masking: 1 },
  { form: 'masked', order: 3, masking: 1 },
  { form: 'masked', order: 2, masking: 0.375 },
  { form: 'sliding', order: 3, masking: 1 },
  { form: 'sliding', order: 20, masking: 1 },
]

/** Weights [step, seen step] as [seen step, step], and back. */
const swapped = (data: ArrayLike<number>, steps: number) =>
  Float32Array.from({ length: steps * steps }, (_, i) => data[(i % steps) * steps + Math.floor(i / steps)]!)

const weightsOf = ({ form, order }: OverSteps, steps: number, random: () => number) => ({
  weight: Float32Array.from({ length: form === 'sliding' ? order : steps * steps }, () => 2 * random() - 1),
  bias: Float32Array.from({ length: form === 'sliding' ? 1 : steps }, () => random() - 0.75),
})

describe.each(SHAPES)('$form, order $order, masking $masking', (spec) => {
  test('the gradients of the reference are those of differences', () => {
    const steps = 7
    const random = noise(spec.order)
    const current = Float64Array.from({ length: steps }, () => 2 * random() - 1)
    const parts = weightsOf(spec, steps, random)
    const [weight, bias] = [Float64Array.from(parts.weight), Float64Array.from(parts.bias)]
    const grads = Float64Array.from({ length: steps }, () => random() - 0.5)
    const f = smoothFunction('sigmoid', 3)
    const loss = (x: Float64Array, w: Float64Array, b: Float64Array) =>
      parallelForward(x, spec, { weight: w, bias: b }, f).spikes.reduce((sum, s, t) => sum + s * grads[t]!, 0)
    const { membrane } = parallelForward(current, spec, { weight, bias }, f)
    const got = parallelBackward(current, membrane, grads, spec, { weight, bias }, f)
    const h = 1e-5
    const differences = (of: Float64Array, at: (moved: Float64Array) => number) =>
      of.map((value, i) => (at(of.with(i, value + h)) - at(of.with(i, value - h))) / (2 * h))
    const close = { absolute: 1e-9, reason: 'h² times a third derivative' }
    expectClose(
      got.currentGrad,
      differences(current, (x) => loss(x, weight, bias)),
      close,
    )
    expectClose(
      got.weightGrad,
      differences(weight, (w) => loss(current, w, bias)),
      close,
    )
    expectClose(
      got.biasGrad,
      differences(bias, (b) => loss(current, weight, b)),
      close,
    )
    expect(Math.max(...got.currentGrad.map(Math.abs))).toBeGreaterThan(0.01)
  })

  test.each([
    [1, 1, 1],
    [5, 3, 7],
    [13, 2, 67],
  ])('%i steps of %i samples of %i neurons', async (steps, batch, features) => {
    const random = noise(steps)
    const width = padded(features)
    const parts = weightsOf(spec, steps, random)
    const input = activation('x', [steps, batch, features], 'dense', true)
    const scales = Float32Array.from({ length: steps }, (_, t) => 1 + t / 8)
    const made = parallel(contextFor('train', steps, batch), 'neuron', input, spec, {
      surrogate: 'atan',
      surrogateScale: constant('scale', scales),
    })
    const [weight, bias] = made.parameters
    const { membrane } = made.visible
    const output = made.outputs[0]!
    const squares = tensor('squares', 'f32', [64, padded(steps)])
    const draw = () => Float32Array.from({ length: steps * batch * width }, (_, i) => (i % width < features ? 2 * random() - 1 : 0))
    const [x, grads] = [draw(), draw()]
    const paddedWeight = new Float32Array(weight!.value.shape.reduce((a, b) => a * b))
    paddedWeight.set(spec.form === 'sliding' ? parts.weight : swapped(parts.weight, steps))
    const [u, s, xGrad, weightGrad, biasGrad, squared] = await runOps(
      gpu,
      [...made.forward, ...made.backwardInput, ...made.gradientSquares(squares), ...made.backwardParameters],
      [
        [weight!.value, paddedWeight],
        [bias!.value, parts.bias],
        [input.value, x],
        [output.grad!, grads],
      ],
      [membrane as typeof output.value, output.value, input.grad!, weight!.grad, bias!.grad, squares],
    )
    const sums = {
      weight: new Float64Array(parts.weight.length),
      bias: new Float64Array(parts.bias.length),
      squares: new Float64Array(steps),
    }
    const f = stepFunction('atan', Array.from(scales))
    const series = (values: ArrayLike<number>, i: number) => Array.from({ length: steps }, (_, t) => values[t * batch * width + i]!)
    for (let i = 0; i < batch * width; i++) {
      if (i % width >= features) {
        expect([...series(u!, i), ...series(s!, i)].every((value) => value === 0)).toBe(true)
        continue
      }
      const current = series(x, i)
      const bound = new Array<number>(steps).fill(sumBound(steps + 1, steps + 1))
      expectWithin(series(u!, i), parallelForward(current, spec, parts, f).membrane, bound, 'a sum over steps')
      expect(series(s!, i)).toEqual(series(u!, i).map((h) => Number(h >= 0)))
      const want = parallelBackward(current, series(u!, i), series(grads, i), spec, parts, f)
      expectWithin(
        series(xGrad!, i),
        want.currentGrad,
        bound.map((b) => 4 * b),
        'a sum over steps, with a slope',
      )
      for (const [k, g] of want.weightGrad.entries()) sums.weight[k]! += g
      for (const [k, g] of want.biasGrad.entries()) sums.bias[k]! += g
      for (const [t, g] of want.membraneGrad.entries()) sums.squares[t]! += g * g
    }
    const close = { absolute: sumBound(steps * batch * features, 2 * steps * batch * features), reason: 'a sum over all neurons' }
    expectClose(spec.form === 'sliding' ? weightGrad!.subarray(0, spec.order) : swapped(weightGrad!, steps), sums.weight, close)
    expectClose(biasGrad!, sums.bias, close)
    const perStep = Array.from({ length: steps }, (_, t) =>
      squared!.reduce((sum, q, i) => sum + (i % padded(steps) === t ? q / SQUARES_SCALE ** 2 : 0), 0),
    )
    expectClose(perStep, sums.squares, close)
  })
})

test('a product of one step reaches every step, and has the gradients of all', async () => {
  const [steps, batch, features] = [6, 2, 5]
  const spec: OverSteps = { form: 'sliding', order: 3, masking: 1 }
  const input = { ...activation('x', [1, batch, features], 'dense', true) }
  const mask = persistent(
    'mask',
    'f32',
    [batch, 8],
    Float32Array.from({ length: 16 }, (_, i) => (i % 3) / 2),
  )
  const made = parallel(contextFor('train', steps, batch), 'neuron', { ...input, mask }, spec, {
    surrogate: 'sigmoid',
    surrogateScale: constant('scale', [4]),
  })
  const random = noise(3)
  const draw = (length: number) => Float32Array.from({ length }, (_, i) => (i % 8 < features ? random() : 0))
  const [x, grads] = [draw(batch * 8), draw(steps * batch * 8)]
  const parts = { weight: Float32Array.of(0.25, 0.5, 1), bias: Float32Array.of(-1) }
  const [weight, bias] = made.parameters
  const [u, xGrad] = await runOps(
    gpu,
    [...made.forward, ...made.backwardInput],
    [
      [weight!.value, Float32Array.of(...parts.weight, 0)],
      [bias!.value, parts.bias],
      [input.value, x],
      [made.outputs[0]!.grad!, grads],
    ],
    [made.visible.membrane as typeof input.value, input.grad!],
  )
  const f = stepFunction('sigmoid', 4)
  const close = { absolute: 1e-5, reason: 'a few dozen roundings of numbers below 4' }
  for (let i = 0; i < batch * 8; i++) {
    if (i % 8 >= features) continue
    const factor = (i % 3) / 2
    const current = new Array<number>(steps).fill(x[i]! * factor)
    const series = (values: ArrayLike<number>) => Array.from({ length: steps }, (_, t) => values[t * batch * 8 + i]!)
    const { membrane } = parallelForward(current, spec, parts, f)
    expectClose(series(u!), membrane, close)
    const { currentGrad } = parallelBackward(current, membrane, series(grads), spec, parts, f)
    expectClose([xGrad![i]!], [factor * currentGrad.reduce((sum, g) => sum + g, 0)], close)
  }
})

test('before training a sliding form halves with age, and the others are even around 0', () => {
  const initial = (form: Form) => {
    const { network, ...context } = contextFor('train', 16, 1)
    parallel(
      { ...context, network },
      'n',
      activation('x', [16, 1, 4], 'dense', true),
      { form, order: 3, masking: 1 },
      {
        surrogate: 'atan',
        surrogateScale: constant('scale', [2]),
      },
    )
    return network.initialValues()
  }
  expect([...initial('sliding').subarray(0, 4)]).toEqual([0.25, 0.5, 1, 0])
  const drawn = initial('full').subarray(0, 256)
  expect(Math.max(...drawn.map(Math.abs))).toBeLessThanOrEqual(0.25)
  expect(Math.abs(drawn.reduce((sum, w) => sum + w, 0) / 256)).toBeLessThan((4 * 0.25) / Math.sqrt(3) / 16)
})
