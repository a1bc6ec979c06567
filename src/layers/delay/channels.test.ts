/** Delays of channels: the reference against differences, and the shaders against the reference, over feature maps and images. */
import { describe, expect, test } from 'vitest'
import { type Activation, activation } from '../../engine/graph'
import { constant, padded } from '../../engine/tensor'
import { padRows, trimRows } from '../../headless/conformance/layout'
import { contextFor } from '../../headless/conformance/neurons'
import { expectClose, noise, sumBound } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { delayedChannels } from './channels'
import { type ChannelShape, delayChannels, delayChannelsBackward } from './reference'
import { INTERPOLATIONS } from './schema'

const gpu = await kernelGpu()

function drawn({ steps, batch, positions, channels, max }: ChannelShape, seed: number) {
  const random = noise(seed)
  const draw = (length: number, of: () => number) => Float32Array.from({ length }, of)
  const even = () => 2 * random() - 1
  const count = steps * batch * positions * channels
  return {
    x: draw(count, even),
    // Away from whole steps, where a linear kernel has no derivative, and from halves, where a whole delay changes.
    delays: draw(channels, () => Math.floor(max * random()) + 0.1 + 0.3 * random()),
    grads: draw(count, even),
  }
}
type Drawn = ReturnType<typeof drawn>

/** A feature map, whose pixels are rows of padded channels, or an image, whose channels are side by side. */
interface Look {
  readonly input: Activation
  readonly store: (values: ArrayLike<number>) => Float32Array<ArrayBuffer>
  readonly load: (values: ArrayLike<number>) => Float64Array
}

function lookOf({ batch, positions, channels }: ChannelShape, steps: number, image: boolean): Look {
  const columns = image ? positions * channels : channels
  const input = {
    ...activation('x', [steps, image ? batch : batch * positions, columns], 'binary', true),
    space: { height: 1, width: positions, channels: image ? channels : padded(channels) },
  }
  return { input, store: (values) => padRows(values, columns), load: (values) => trimRows(values, columns) }
}

/** The layer as it trains, with its gradients, and its outputs in evaluation. */
async function run(shape: ChannelShape, { x, delays, grads }: Drawn, image: boolean, inputSteps = shape.steps) {
  const { steps, batch, channels, max, interpolation, sigma } = shape
  if (interpolation === 'whole') throw new Error('whole delays are not learned')
  const layerIn = (mode: 'train' | 'evaluate') => {
    const context = contextFor(mode, steps, batch)
    const look = lookOf(shape, inputSteps, image)
    const made = delayedChannels(context, 'conv', look.input, {
      max,
      learned: { interpolation, sigma: constant('sigma', [sigma]) },
      initializeDelay: () => padRows(delays, channels),
    })
    const inputs = [
      [context.network.values, context.network.initialValues()],
      [look.input.value, look.store(x)],
    ] as const
    return { made, look, inputs }
  }
  const [training, evaluating] = [layerIn('train'), layerIn('evaluate')]
  const { forward, backwardInput, backwardParameters, outputs: outs, parameters } = training.made
  const { input, store, load } = training.look
  const [y, inputGrad, delayGrad] = await runOps(
    gpu,
    [...forward, ...backwardInput, ...backwardParameters],
    [...training.inputs, [outs[0]!.grad!, store(grads)]],
    [outs[0]!.value, input.grad!, parameters[0]!.grad],
  )
  const [whole] = await runOps(gpu, evaluating.made.forward, [...evaluating.inputs], [evaluating.made.outputs[0]!.value])
  return { y: load(y!), whole: load(whole!), inputGrad: load(inputGrad!), delayGrad: delayGrad!.subarray(0, channels) }
}

const close = (terms: number) => ({
  absolute: sumBound(terms, 4 * terms),
  reason: 'a sum of products, with two functions good to some ulp',
})

describe.each(INTERPOLATIONS)('%s', (interpolation) => {
  test('the gradients of the reference are those of differences', () => {
    const shape: ChannelShape = { steps: 6, batch: 2, positions: 3, channels: 3, max: 4, interpolation, sigma: 0.9 }
    const { x, delays, grads } = drawn(shape, 5)
    const got = delayChannelsBackward(x, delays, grads, shape)
    const loss = (a: ArrayLike<number>, d: ArrayLike<number>) => delayChannels(a, d, shape).reduce((sum, y, i) => sum + y * grads[i]!, 0)
    const h = 1e-5
    const differences = (of: Float32Array, at: (moved: Float64Array) => number) => {
      const values = Float64Array.from(of)
      return values.map((value, i) => (at(values.with(i, value + h)) - at(values.with(i, value - h))) / (2 * h))
    }
    const exact = { absolute: 1e-8, reason: 'h² times a third derivative' }
    expectClose(
      got.inputGrad,
      differences(x, (a) => loss(a, delays)),
      exact,
    )
    expectClose(
      got.delayGrad,
      differences(delays, (d) => loss(x, d)),
      exact,
    )
    expect(Math.max(...got.delayGrad.map(Math.abs))).toBeGreaterThan(0.05)
  })

  test.each([
    ['a feature map', false, 1, 1, 1, 1, 1],
    ['a feature map', false, 9, 3, 7, 5, 3],
    ['a feature map of more rows than parts', false, 35, 2, 6, 8, 12],
    ['an image of one channel', true, 9, 3, 7, 1, 3],
    ['an image of two channels', true, 5, 3, 9, 2, 8],
    ['an image of three channels', true, 4, 2, 5, 3, 2],
  ] as const)('%s', async (_, image, steps, batch, positions, channels, max) => {
    const shape: ChannelShape = { steps, batch, positions, channels, max, interpolation, sigma: 1.25 }
    const given = drawn(shape, channels + steps)
    const { x, delays, grads } = given
    const results = await run(shape, given, image)
    const want = delayChannelsBackward(x, delays, grads, shape)
    expectClose(results.y, delayChannels(x, delays, shape), close(max + 1))
    expect([...results.whole]).toEqual(delayChannels(x, delays, { ...shape, interpolation: 'whole' }))
    expectClose(results.inputGrad, want.inputGrad, close(max + 1))
    expectClose(results.delayGrad, want.delayGrad, close(steps * batch * positions * (max + 1)))
  })
})

test.each([false, true])('an input of one step arrives from its delay on, and has the gradients of every step', async (image) => {
  const shape: ChannelShape = { steps: 7, batch: 2, positions: 3, channels: 3, max: 4, interpolation: 'gaussian', sigma: 1 }
  const { x, ...rest } = drawn(shape, 8)
  const first = x.subarray(0, x.length / shape.steps)
  const repeated = Float32Array.from(x, (_, i) => first[i % first.length]!)
  const { y, inputGrad, delayGrad } = await run(shape, { x: first, ...rest }, image, 1)
  const want = delayChannelsBackward(repeated, rest.delays, rest.grads, shape)
  expectClose(y, delayChannels(repeated, rest.delays, shape), close(shape.max + 1))
  expectClose(delayGrad, want.delayGrad, close(repeated.length))
  expectClose(
    inputGrad,
    Array.from(first, (_, i) => want.inputGrad.reduce((sum, g, k) => sum + (k % first.length === i ? g : 0), 0)),
    close(shape.steps * (shape.max + 1)),
  )
})
