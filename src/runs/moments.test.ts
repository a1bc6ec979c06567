/** Moments stay spread over the whole of training, in bounded memory, the newest among them. */
import { expect, it } from 'vitest'
import { membraneOf } from '../testing/runs'
import { bytesOfFrame } from './compact'
import { createMoments } from './moments'

it('keeps every moment while there is room, and the newest at once', () => {
  const moments = createMoments()
  expect(moments.all()).toEqual([])
  for (const step of [0, 3, 4, 9]) moments.take({ step, layers: [membraneOf('lif1', 4)] })
  expect(moments.all().map(({ step }) => step)).toEqual([0, 3, 4, 9])
})

it('spreads them over a long run', () => {
  const moments = createMoments()
  const layers = [membraneOf('lif1', 2)]
  for (let step = 1; step <= 10_000; step += 7) moments.take({ step, layers })
  const steps = moments.all().map(({ step }) => step)
  expect(steps.length).toBeGreaterThan(50)
  expect(steps.length).toBeLessThanOrEqual(128)
  expect(steps.at(-1)).toBe(9997)
  const gaps = steps.slice(1, -1).map((step, at) => step - steps[at]!)
  expect(Math.max(...gaps)).toBeLessThanOrEqual(4 * Math.min(...gaps))
})

it('stays within its bytes, even where few moments fit', () => {
  const layers = [membraneOf('lif1', 100, 10, 12, 64)]
  const moments = createMoments([], 100_000)
  for (let step = 1; step <= 3000; step++) moments.take({ step, layers })
  const all = moments.all()
  expect(all.reduce((sum, frame) => sum + bytesOfFrame(frame), 0)).toBeLessThanOrEqual(100_000)
  const steps = all.map(({ step }) => step)
  expect(steps.length).toBeGreaterThanOrEqual(3)
  expect(steps.at(-1)).toBe(3000)
  expect(steps[0]).toBeLessThan(1600)
})

it('continues from those that were kept', () => {
  const first = createMoments()
  for (const step of [10, 20, 30]) first.take({ step, layers: [membraneOf('lif1', 4)] })
  const second = createMoments(first.all())
  for (let step = 31; step <= 60; step++) second.take({ step, layers: [membraneOf('lif1', 4)] })
  expect(second.all().map(({ step }) => step)).toEqual([10, 20, 30, 40, 50, 60])
})
