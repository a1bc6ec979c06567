/** Which class is the answer, and that there is none where several are equal. No browser. */
import { expect, it } from 'vitest'
import { answerOf, likeliest } from './evidence'

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
