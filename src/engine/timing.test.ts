/** How often a step is timed, and how timing is stopped; no time is asserted. */
import { expect, test } from 'vitest'
import { medianWithin } from './timing'

test('three steps are timed however little time there is, after one that does not count', async () => {
  let steps = 0
  expect(await medianWithin(0, async () => void steps++)).toBeGreaterThanOrEqual(0)
  expect(steps).toBe(4)
})

test('at most a hundred are timed, however much there is', async () => {
  let steps = 0
  await medianWithin(1e6, async () => void steps++)
  expect(steps).toBe(101)
})

test('a signal stops it before the next step, with its reason', async () => {
  const stop = new AbortController()
  let steps = 0
  const timed = medianWithin(1e6, async () => void (++steps === 2 && stop.abort(new Error('enough'))), stop.signal)
  await expect(timed).rejects.toThrow('enough')
  expect(steps).toBe(2)
})
