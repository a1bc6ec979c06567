/** Weighted sums over time against float64, with places; the mean, and one step alone. */
import { describe, expect, test } from 'vitest'
import { type Activation, activation } from '../../engine/graph'
import { padded } from '../../engine/tensor'
import { contextFor } from '../../headless/conformance/neurons'
import { expectClose, noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { meanOverTime, overTime } from './over-time'

const gpu = await kernelGpu()
const map = (steps: number, features: number, form: Activation['form'] = 'binary', wantsGrad = true): Activation => ({
  ...activation('x', [steps, 2 * 15, features], form, wantsGrad),
  space: { height: 3, width: 5, channels: padded(features) },
})

describe('a sum over time', () => {
  test.each([
    [1, 4],
    [3, 6],
    [7, 13],
  ])('of %i steps and %i channels has a weight for each step, and its gradient is that of differences', async (steps, features) => {
    const input = map(steps, features)
    const random = noise(steps)
    const weights = Array.from({ length: steps }, () => random() - 0.5)
    const made = overTime(contextFor('train', steps, 2), 'sum', input, weights)
    const output = made.outputs[0]!
    expect(output).toMatchObject({ form: 'sparse', features, space: input.space })
    const size = 30 * padded(features)
    const values = Float32Array.from({ length: steps * size }, () => random() - 0.5)
    const grads = Float32Array.from({ length: size }, () => random() - 0.5)
    const [value, grad] = await runOps(
      gpu,
      [...made.forward, ...made.backwardInput],
      [
        [input.value, values],
        [output.grad!, grads],
      ],
      [output.value, input.grad!],
    )
    const sums = (x: ArrayLike<number>) =>
      Float64Array.from({ length: size }, (_, i) => weights.reduce((sum, w, t) => sum + w * x[t * size + i]!, 0))
    expectClose(value!, sums(values), { absolute: 2 ** -22, reason: 'a sum of at most 7 products below 1/4' })
    const loss = (x: Float64Array) => sums(x).reduce((sum, y, i) => sum + y * grads[i]!, 0)
    const at = Float64Array.from(values)
    for (const i of [0, 1, size - 1, steps * size - 1]) {
      const difference = loss(at.with(i, at[i]! + 0.5)) - loss(at.with(i, at[i]! - 0.5))
      expectClose([grad![i]!], [difference], { absolute: 2 ** -24, reason: 'one product, and the loss is linear' })
    }
  })

  test('needs a weight for each step', () => {
    expect(() => overTime(contextFor('train', 3, 2), 'sum', map(3, 4), [1, 2])).toThrow('2 weights for 3 steps')
  })
})

test('the mean of spikes is a rate; what does not change is its own mean; without a gradient there is none', async () => {
  const context = contextFor('train', 4, 2)
  const input = map(4, 4)
  const made = meanOverTime(context, 'rate', input)
  const values = Float32Array.from({ length: 4 * 120 }, (_, i) => Number(i % 3 === 0))
  const [rates] = await runOps(gpu, made.forward, [[input.value, values]], [made.outputs[0]!.value])
  expect([...rates!]).toEqual(Array.from({ length: 120 }, (_, i) => [0, 1, 2, 3].filter((t) => values[t * 120 + i] === 1).length / 4))
  const still = map(1, 4)
  expect(meanOverTime(context, 'rate', still)).toMatchObject({ outputs: [still], forward: [], backwardInput: [] })
  const unlearned = meanOverTime(context, 'rate', map(4, 4, 'dense', false))
  expect(unlearned.outputs[0]).toMatchObject({ form: 'dense' })
  expect({ grad: unlearned.outputs[0]!.grad, backwardInput: unlearned.backwardInput }).toEqual({ grad: undefined, backwardInput: [] })
})
