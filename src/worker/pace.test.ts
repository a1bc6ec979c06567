/** The pace: submissions near 12 ms, parts where a step is long, and frames that cost at most a twentieth. */
import { expect, test } from 'vitest'
import { FIRST_PACE, frameInterval, medianStepMs, observe, partsPerStep, stepsPerSubmission } from './pace'

const after = (ms: number, times = 30) =>
  Array.from({ length: times }).reduce<typeof FIRST_PACE>((pace) => observe(pace, 1, false, ms), FIRST_PACE)

test('many short steps go in one submission, a long one goes in parts', () => {
  expect(stepsPerSubmission(FIRST_PACE)).toBe(1)
  expect(stepsPerSubmission(after(0.5))).toBe(24)
  expect(stepsPerSubmission(after(0.01))).toBe(64)
  expect(stepsPerSubmission(after(40))).toBe(1)
  expect(partsPerStep(after(40))).toBe(1)
  expect(partsPerStep(after(400))).toBe(8)
})

test('frames come less often where watching is dear', () => {
  expect(frameInterval(after(5), 10)).toBe(100)
  const dear = Array.from({ length: 60 }).reduce<typeof FIRST_PACE>((pace) => observe(pace, 1, true, 25), after(5))
  expect(frameInterval(dear, 10)).toBeCloseTo(20 / 0.05, -1)
  expect(frameInterval(dear, 0.5)).toBe(2000)
  expect(frameInterval(after(5), 4)).toBe(250)
  expect(observe(FIRST_PACE, 1, true, 25)).toMatchObject({ stepMs: 0, watchMs: 0, recent: [] })
})

test('what is left is told from the median of recent steps', () => {
  expect(medianStepMs(FIRST_PACE)).toBeUndefined()
  expect(medianStepMs(observe(after(10), 1, false, 500))).toBe(10)
})

test('of submissions that are seen to end together none is taken for a fast one', () => {
  const first = observe(observe(FIRST_PACE, 1, true, 20), 1, false, 0.2)
  expect(medianStepMs(first)).toBeCloseTo(10.1, 6)
  expect(stepsPerSubmission(first)).toBe(1)
  const pairs = Array.from({ length: 20 }).reduce<typeof FIRST_PACE>(
    (pace) => observe(observe(pace, 2, false, 40), 2, false, 0),
    FIRST_PACE,
  )
  expect(medianStepMs(pairs)).toBe(10)
})
