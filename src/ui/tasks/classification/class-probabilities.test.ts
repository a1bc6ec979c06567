/** Class probabilities are the softmax of the readout; the predicted class, and that ties have none. No browser. */
import { expect, it } from 'vitest'
import { classProbabilitiesOf, likeliest, predictedClass } from './class-probabilities'

const shown = { probabilities: Float32Array.of(0.25, 0.25, 0.25, 0.25, 0.1, 0.4, 0.1, 0.4, 0.1, 0.2, 0.6, 0.1), steps: 3, classes: 4 }

it('is the likeliest class', () => {
  expect(predictedClass(shown, 2)).toBe(2)
})

it('is none where classes share the top, or where nothing is finite', () => {
  expect(likeliest(shown, 0)).toEqual([0, 1, 2, 3])
  expect(likeliest(shown, 1)).toEqual([1, 3])
  expect([0, 1].map((step) => predictedClass(shown, step))).toEqual([null, null])
  expect(predictedClass({ probabilities: Float32Array.of(Number.NaN, Number.NaN), steps: 1, classes: 2 }, 0)).toBeNull()
})

it('is a distribution at every step, of large outputs too', () => {
  const { probabilities, steps, classes } = classProbabilitiesOf({
    readout: Float32Array.of(0, 0, Math.log(3), 0, 1000, -1000),
    steps: 3,
    outputs: 2,
  })
  expect({ steps, classes }).toEqual({ steps: 3, classes: 2 })
  expect([...probabilities]).toEqual([0.5, 0.5, expect.closeTo(0.75), expect.closeTo(0.25), 1, 0])
})
