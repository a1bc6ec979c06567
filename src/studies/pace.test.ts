/** The progress of a study and the time that is left of it. */
import { expect, test } from 'vitest'
import { createMeasure, durationOf, progressOf } from './pace'

test('the time that is left follows from the steps and from what a run takes besides', () => {
  const measure = createMeasure()
  const [first, second] = [2, 3]
  expect(measure({ run: 0, step: 0 }, first, 1000)).toBeNull()
  expect(measure({ run: 0, step: 1 }, first, 3000)).toBeNull()
  // Twenty steps at T = 2 in 400 ms; two seconds to build the run, one to test it, one to build the next.
  expect(measure({ run: 0, step: 20 }, first, 3380), 'too few steps were timed').toBeNull()
  expect(measure({ run: 0, step: 21 }, first, 3400)).toEqual({ step: 10, run: 2000 })
  expect(measure({ run: 1, step: 0 }, second, 4400)).toEqual({ step: 10, run: 3000 })
  measure({ run: 1, step: 1 }, second, 5400)
  expect(measure({ run: 1, step: 11 }, second, 5700)).toEqual({ step: 10, run: 4000 })
  expect(durationOf({ step: 10, run: 3000 }, 100, 2)).toBe(7000)
})

test('progress is the work of the runs before and of the steps of the one under way', () => {
  expect(progressOf([2, 3, 5], 10, { run: 0, step: 0 })).toEqual({ done: 0, total: 100 })
  expect(progressOf([2, 3, 5], 10, { run: 1, step: 4 })).toEqual({ done: 32, total: 100 })
  expect(progressOf([2, 3, 5], 10, { run: 3, step: 0 })).toEqual({ done: 100, total: 100 })
})
