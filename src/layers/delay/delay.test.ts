/** Delays: the reference against differences, and the shaders against the reference. */
import { describe, expect, test } from 'vitest'
import { activation } from '../../engine/graph'
import { constant, padded, persistent } from '../../engine/tensor'
import { padRows, transposeWeight, transposeWeightBack, trimRows } from '../../headless/conformance/layout'
import { contextFor } from '../../headless/conformance/neurons'
import { expectClose, noise, sumBound } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { delayedLinear, drawnDelays, narrowingSigma } from './layer'
import { type DelayShape, delayBackward, delayForward, lagWeights } from './reference'
import { DELAYS_PER, INTERPOLATIONS } from './schema'

const gpu = await kernelGpu()
const KINDS = INTERPOLATIONS.flatMap((interpolation) => DELAYS_PER.map((per) => ({ interpolation, per })))

function drawn(shape: DelayShape, seed: number) {
  const { steps, batch, inputs, outputs, max, per } = shape
  const random = noise(seed)
  const draw = (length: number, of: () => number) => Float32Array.from({ length }, of)
  const even = () => 2 * random() - 1
  return {
    x: draw(steps * batch * inputs, even),
    weight: draw(outputs * inputs, even),
    // Away from whole steps, where a linear kernel has no derivative, and from halves, where a whole delay changes.
    delays: draw(
      { synapse: outputs * inputs, axon: inputs, neuron: outputs }[per],
      () => Math.floor(max * random()) + 0.1 + 0.3 * random(),
    ),
    grads: draw(steps * batch * outputs, even),
  }
}

describe.each(KINDS)('$interpolation, per $per', ({ interpolation, per }) => {
  test('the gradients of the reference are those of differences', () => {
    const shape: DelayShape = { steps: 6, batch: 2, inputs: 3, outputs: 2, max: 4, per, interpolation, sigma: 0.9 }
    const { x, weight, delays, grads } = drawn(shape, 5)
    const got = delayBackward(x, weight, delays, grads, shape)
    const loss = (a: ArrayLike<number>, w: ArrayLike<number>, d: ArrayLike<number>) =>
      delayForward(a, w, d, shape).reduce((sum, y, i) => sum + y * grads[i]!, 0)
    const h = 1e-5
    const differences = (of: Float32Array, at: (moved: Float64Array) => number) => {
      const values = Float64Array.from(of)
      return values.map((value, i) => (at(values.with(i, value + h)) - at(values.with(i, value - h))) / (2 * h))
    }
    const close = { absolute: 1e-8, reason: 'h² times a third derivative' }
    expectClose(
      got.inputGrad,
      differences(x, (a) => loss(a, weight, delays)),
      close,
    )
    expectClose(
      got.weightGrad,
      differences(weight, (w) => loss(x, w, delays)),
      close,
    )
    expectClose(
      got.delayGrad,
      differences(delays, (d) => loss(x, weight, d)),
      close,
    )
    expect(Math.max(...got.delayGrad.map(Math.abs))).toBeGreaterThan(0.05)
  })

  test.each([
    [1, 1, 1, 1, 1],
    [9, 3, 5, 7, 3],
    [4, 5, 33, 18, 12],
  ])('%i steps of %i samples, %i inputs, %i outputs, up to %i steps', async (steps, batch, inputs, outputs, max) => {
    const shape: DelayShape = { steps, batch, inputs, outputs, max, per, interpolation, sigma: 1.25 }
    const { x, weight, delays, grads } = drawn(shape, inputs)
    const results = await run(shape, { x, weight, delays, grads })
    const want = delayBackward(x, weight, delays, grads, shape)
    const close = (terms: number) => ({
      absolute: sumBound(terms, 4 * terms),
      reason: 'a sum of products, with two functions good to some ulp',
    })
    expectClose(results.y, delayForward(x, weight, delays, shape), close(inputs * (max + 1)))
    expectClose(results.whole, delayForward(x, weight, delays, { ...shape, interpolation: 'whole' }), close(inputs))
    expectClose(results.inputGrad, want.inputGrad, close(outputs * (max + 1)))
    expectClose(results.weightGrad, want.weightGrad, close(steps * batch * (max + 1)))
    const sharing = delays.length === inputs * outputs ? 1 : Math.max(inputs, outputs)
    expectClose(results.delayGrad, want.delayGrad, close(sharing * steps * batch * (max + 1)))
  })
})

type Given = ReturnType<typeof drawn>

/** The layer as it trains, with its gradients, and its outputs in evaluation. */
async function run(shape: DelayShape, { x, weight, delays, grads }: Given, inputSteps = shape.steps) {
  const { steps, batch, inputs, outputs, per, max, interpolation, sigma } = shape
  if (interpolation === 'whole') throw new Error('whole delays are not learned')
  const stored = per === 'synapse' ? transposeWeight(delays, outputs, inputs) : padRows(delays, delays.length)
  const layerIn = (mode: 'train' | 'evaluate') => {
    const context = contextFor(mode, steps, batch)
    const input = activation('x', [inputSteps, batch, inputs], 'dense', true)
    const made = delayedLinear(context, 'linear', input, {
      outputs,
      bias: true,
      initialize: () => transposeWeight(weight, outputs, inputs),
      initializeBias: ([count]) => new Float32Array(count!),
      per,
      max,
      learned: { interpolation, sigma: constant('sigma', [sigma]) },
      initializeDelay: () => stored,
    })
    return { made, input, values: context.network.values, initial: context.network.initialValues() }
  }
  const [training, evaluating] = [layerIn('train'), layerIn('evaluate')]
  const { forward, backwardInput, backwardParameters, outputs: outs, parameters } = training.made
  const [y, inputGrad, weightGrad, biasGrad, delayGrad] = await runOps(
    gpu,
    [...forward, ...backwardInput, ...backwardParameters],
    [
      [training.values, training.initial],
      [training.input.value, padRows(x, inputs)],
      [outs[0]!.grad!, padRows(grads, outputs)],
    ],
    [outs[0]!.value, training.input.grad!, ...parameters.map(({ grad }) => grad)],
  )
  const [whole] = await runOps(
    gpu,
    evaluating.made.forward,
    [
      [evaluating.values, evaluating.initial],
      [evaluating.input.value, padRows(x, inputs)],
    ],
    [evaluating.made.outputs[0]!.value],
  )
  const biases = Float64Array.from({ length: outputs }, (_, o) => grads.reduce((sum, g, i) => sum + (i % outputs === o ? g : 0), 0))
  expectClose(biasGrad!.subarray(0, outputs), biases, { absolute: sumBound(grads.length, grads.length), reason: 'a sum over rows' })
  return {
    y: trimRows(y!, outputs),
    whole: trimRows(whole!, outputs),
    inputGrad: trimRows(inputGrad!, inputs),
    weightGrad: transposeWeightBack(weightGrad!, outputs, inputs),
    delayGrad:
      per === 'synapse' ? transposeWeightBack(delayGrad!, outputs, inputs) : Float64Array.from(delayGrad!.subarray(0, delays.length)),
  }
}

test('an input of one step arrives from its delay on, and has the gradients of every step', async () => {
  const shape: DelayShape = { steps: 7, batch: 2, inputs: 3, outputs: 5, max: 4, per: 'synapse', interpolation: 'gaussian', sigma: 1 }
  const { x, ...rest } = drawn(shape, 8)
  const first = x.subarray(0, shape.batch * shape.inputs)
  const repeated = Float32Array.from(x, (_, i) => first[i % first.length]!)
  const { y, inputGrad } = await run(shape, { x: first, ...rest }, 1)
  const close = { absolute: sumBound(100, 100), reason: 'a sum of products' }
  expectClose(y, delayForward(repeated, rest.weight, rest.delays, shape), close)
  const whole = delayBackward(repeated, rest.weight, rest.delays, rest.grads, shape).inputGrad
  expectClose(
    inputGrad,
    Array.from(first, (_, i) => whole.reduce((sum, g, k) => sum + (k % first.length === i ? g : 0), 0)),
    close,
  )
})

test('a spike arrives at one step after a whole delay, and around it while the delay is learned', () => {
  const spread = (interpolation: DelayShape['interpolation'], sigma: number) => lagWeights(2.25, { max: 5, interpolation, sigma }).weights
  expect(spread('whole', 1)).toEqual([0, 0, 1, 0, 0, 0])
  expect(spread('linear', 1)).toEqual([0, 0, 0.75, 0.25, 0, 0])
  const [wide, narrow] = [spread('gaussian', 2), spread('gaussian', 0.5)]
  expect(narrow[2]).toBeGreaterThan(wide[2]! * 2)
  for (const weights of [wide, narrow]) expect(weights.reduce((sum, k) => sum + k, 0)).toBeCloseTo(1, 6)
})

test('the width falls from the initial one to half a step, by the same factor at every step, and stays there', async () => {
  const clock = persistent('clock', 'u32', [1])
  const { sigma, op } = narrowingSigma(contextFor('train', 1, 1), clock, { sigma: 8, narrowing: 40 })
  const at = async (step: number) => (await runOps(gpu, [op], [[clock, Uint32Array.of(step)]], [sigma]))[0]![0]!
  expectClose([await at(0), await at(10), await at(20), await at(40), await at(999)], [8, 4, 2, 0.5, 0.5], {
    relative: 1e-6,
    reason: 'an exponential and a logarithm',
  })
})

test('drawn delays lie between 0 and the longest, and differ by seed', () => {
  const [first, again, other] = [1, 1, 2].map((seed) => drawnDelays(seed, 9)([padded(50)], 'linear.delay'))
  expect(first).toEqual(again)
  expect(first).not.toEqual(other)
  expect(Math.min(...first!)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...first!)).toBeLessThanOrEqual(9)
  expect(Math.max(...first!) - Math.min(...first!)).toBeGreaterThan(6)
})
