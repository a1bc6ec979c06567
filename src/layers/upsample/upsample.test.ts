/** Every pixel in its four places, and their gradients added; the reference’s gradient is that of differences. */
import { expect, test } from 'vitest'
import { type Activation, activation } from '../../engine/graph'
import { padded } from '../../engine/tensor'
import { contextFor } from '../../headless/conformance/neurons'
import { expectClose, noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { upsample } from './layer'
import * as reference from './reference'

const gpu = await kernelGpu()
const map = (steps: number, batch: number, height: number, width: number, features: number, wantsGrad = true): Activation => ({
  ...activation('x', [steps, batch * height * width, features], 'binary', wantsGrad),
  space: { height, width, channels: padded(features) },
})

test.each([
  [1, 1, 1, 1, 1],
  [2, 3, 5, 7, 6],
  [1, 2, 13, 3, 20],
  [3, 1, 4, 4, 8],
])('%i steps of %i maps of %i x %i with %i channels', async (steps, batch, height, width, features) => {
  const p = { images: steps * batch, height, width, channels: padded(features) }
  const input = map(steps, batch, height, width, features)
  const made = upsample(contextFor('train', steps, batch), 'up', input)
  const output = made.outputs[0]!
  expect(output).toMatchObject({ form: 'binary', features, space: { height: 2 * height, width: 2 * width, channels: padded(features) } })
  const random = noise(features)
  const draw = (length: number) => Float32Array.from({ length }, (_, i) => (i % p.channels < features ? random() - 0.5 : 0))
  const values = draw(p.images * height * width * p.channels)
  const grads = draw(4 * values.length)
  const [value, grad] = await runOps(
    gpu,
    [...made.forward, ...made.backwardInput],
    [
      [input.value, values],
      [output.grad!, grads],
    ],
    [output.value, input.grad!],
  )
  expect([...value!]).toEqual([...reference.upsample(p, values)])
  expectClose(grad!, reference.upsampleBackward(p, grads), { absolute: 2 ** -22, reason: 'a sum of four numbers below 1/2' })
  expect(grad!.every((g, i) => i % p.channels < features || g === 0)).toBe(true)
})

test('the gradient of the reference is that of differences', () => {
  const p = { images: 2, height: 3, width: 2, channels: 2 }
  const random = noise(1)
  const values = Float64Array.from({ length: 24 }, random)
  const grads = Float64Array.from({ length: 96 }, () => random() - 0.5)
  const loss = (x: Float64Array) => reference.upsample(p, x).reduce((sum, y, i) => sum + y * grads[i]!, 0)
  const differences = values.map((_, i) => loss(values.with(i, values[i]! + 0.5)) - loss(values.with(i, values[i]! - 0.5)))
  expectClose(reference.upsampleBackward(p, grads), differences, { absolute: 1e-12, reason: 'the loss is linear' })
})

test('a map without a gradient stays without one, and other inputs are refused', () => {
  const context = contextFor('train', 1, 1)
  const made = upsample(context, 'up', map(1, 1, 2, 2, 3, false))
  expect({ grad: made.outputs[0]!.grad, backwardInput: made.backwardInput }).toEqual({ grad: undefined, backwardInput: [] })
  expect(() => upsample(context, 'up', activation('x', [1, 1, 8], 'dense', true))).toThrow('only a feature map')
})
