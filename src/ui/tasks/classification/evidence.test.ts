/** Class evidence is the softmax of the readout; which class is the answer, and that there is none where several are equal. No browser. */
import { expect, it } from 'vitest'
import { answerOf, evidenceOf, likeliest } from './evidence'

const shown = { evidence: Float32Array.of(0.25, 0.25, 0.25, 0.25, 0.1, 0.4, 0.1, 0.4, 0.1, 0.2, 0.6, 0.1), steps: 3, classes: 4 }

it('is the likeliest class', () => {
  expect(answerOf(shown, 2)).toBe(2)
})

it('is none where classes share the top, or where nothing is finite', () => {
  expect(likeliest(shown, 0)).toEqual([0, 1, 2, 3])
  expect(likeliest(shown, 1)).toEqual([1, 3])
  expect([0, 1].map((step) => answerOf(shown, step))).toEqual([null, null])
  expect(answerOf({ evidence: Float32Array.of(Number.NaN, Number.NaN), steps: 1, classes: 2 }, 0)).toBeNull()
})

it('is a distribution at every step, of large outputs too', () => {
  const { evidence, steps, classes } = evidenceOf({ readout: Float32Array.of(0, 0, Math.log(3), 0, 1000, -1000), steps: 3, outputs: 2 })
  expect([steps, classes]).toEqual([3, 2])
  expect([...evidence]).toEqual([0.5, 0.5, expect.closeTo(0.75), expect.closeTo(0.25), 1, 0])
})
