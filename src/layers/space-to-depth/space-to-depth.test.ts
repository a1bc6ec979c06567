/** Every value and every gradient at its place, padding zero; the reference’s gradient is that of differences. */
import { describe, expect, test } from 'vitest'
import { type Activation, activation } from '../../engine/graph'
import { padded } from '../../engine/tensor'
import { contextFor } from '../../headless/conformance/neurons'
import { expectClose, noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { spaceToDepth } from './layer'
import * as reference from './reference'

const gpu = await kernelGpu()
const map = (steps: number, batch: number, height: number, width: number, channels: number, wantsGrad = true): Activation => ({
  ...activation('x', [steps, batch * height * width, channels], 'sparse', wantsGrad),
  space: { height, width, channels: padded(channels) },
})
/** Rows of channels, with padding that must not be read. */
const rowsWith = (values: ArrayLike<number>, channels: number, filling: number) =>
  Float32Array.from({ length: (values.length / channels) * padded(channels) }, (_, i) => {
    const [row, c] = [Math.floor(i / padded(channels)), i % padded(channels)]
    return c < channels ? values[row * channels + c]! : filling
  })

describe('blocks of pixels', () => {
  test.each([
    [1, 1, 2, 2, 1],
    [3, 2, 6, 10, 2],
    [2, 3, 14, 4, 7],
    [1, 5, 8, 8, 4],
    [1, 1, 2, 26, 13],
  ])('%i steps of %i images of %i x %i with %i channels', async (steps, batch, height, width, channels) => {
    const p = { images: steps * batch, height, width, channels }
    const input = map(steps, batch, height, width, channels)
    const made = spaceToDepth(contextFor('train', steps, batch), 'focus', input)
    const output = made.outputs[0]!
    expect(output).toMatchObject({ form: 'sparse', features: 4 * channels, space: { height: height / 2, width: width / 2 } })
    const random = noise(channels)
    const values = Float32Array.from({ length: p.images * height * width * channels }, () => random() - 0.5)
    const grads = Float32Array.from(values, () => random() - 0.5)
    const [value, grad] = await runOps(
      gpu,
      [...made.forward, ...made.backwardInput],
      [
        [input.value, rowsWith(values, channels, 7)],
        [output.grad!, grads],
      ],
      [output.value, input.grad!],
    )
    expect([...value!]).toEqual([...reference.spaceToDepth(p, values)])
    expect([...grad!]).toEqual([...rowsWith(reference.spaceToDepthBackward(p, grads), channels, 0)])
  })

  test('have the order of YOLOX: top left, bottom left, top right, bottom right', () => {
    expect([...reference.spaceToDepth({ images: 1, height: 2, width: 2, channels: 2 }, [0, 1, 2, 3, 4, 5, 6, 7])]).toEqual([
      0, 1, 4, 5, 2, 3, 6, 7,
    ])
  })

  test('the gradient of the reference is that of differences', () => {
    const p = { images: 2, height: 4, width: 6, channels: 3 }
    const random = noise(2)
    const values = Float64Array.from({ length: 144 }, random)
    const grads = Float64Array.from(values, () => random() - 0.5)
    const loss = (x: Float64Array) => reference.spaceToDepth(p, x).reduce((sum, y, i) => sum + y * grads[i]!, 0)
    const differences = values.map((_, i) => loss(values.with(i, values[i]! + 0.5)) - loss(values.with(i, values[i]! - 0.5)))
    expectClose(reference.spaceToDepthBackward(p, grads), differences, { absolute: 1e-12, reason: 'the loss is linear' })
  })

  test('of an input image have no gradient; odd sides and rows without padding are refused', () => {
    const context = contextFor('train', 1, 1)
    const made = spaceToDepth(context, 'focus', map(1, 1, 4, 4, 2, false))
    expect({ grad: made.outputs[0]!.grad, backwardInput: made.backwardInput }).toEqual({ grad: undefined, backwardInput: [] })
    expect(() => spaceToDepth(context, 'focus', map(1, 1, 5, 4, 2))).toThrow('5 x 4 pixels')
    expect(() => spaceToDepth(context, 'focus', activation('x', [1, 1, 8], 'dense', true))).toThrow('a feature map')
    const image = { ...activation('x', [1, 1, 12], 'dense', false), space: { height: 2, width: 2, channels: 3 } }
    expect(() => spaceToDepth(context, 'focus', image)).toThrow('a feature map')
  })
})
