/** The page's view of the tiny network matches what the network computes. */
import { expect, test } from 'vitest'
import { activityOf, HIDDEN, neuronOf, SETTINGS, STEPS, spikesOf, TEST, trained, untrained } from '../../../networks/tiny/tiny'
import { standing } from './tiny-charts'
import { CELLS, POINT, seenOf } from './tiny-seen'

test('potentials are counted over all test points, spikes are those of one, and every cell has a prediction', () => {
  const tiny = untrained()
  const settings = { threshold: 0.7, width: 0.5 }
  const { frame, layer, everywhere } = seenOf(tiny, settings)
  const all = activityOf(tiny.weights.value, TEST, neuronOf(settings), spikesOf(settings))
  const sum = (of: ArrayLike<number>) => Array.from(of).reduce((a, b) => a + b, 0)
  expect(frame.total).toBe(TEST.count * HIDDEN)
  expect(sum(frame.counts)).toBe(STEPS * frame.total)
  expect(sum(frame.fired)).toBe(sum(all.spikes))
  expect(sum(frame.available)).toBe(all.membrane.filter((u) => Math.abs(u - 0.7) < 0.25).length)
  const one = { count: 1, at: TEST.at.slice(2 * POINT, 2 * POINT + 2), labels: TEST.labels.slice(POINT, POINT + 1) }
  const alone = activityOf(tiny.weights.value, one, neuronOf(settings), spikesOf(settings))
  expect(Array.from(layer.spikes)).toEqual(Array.from(alone.spikes))
  expect(layer.membrane).toEqual(Float32Array.from(alone.membrane))
  expect(new Set(everywhere)).toEqual(new Set([0, 1]))
  expect(everywhere).toHaveLength(CELLS ** 2)
})

test('the status line says how well it has learned', () => {
  const tiny = untrained()
  expect(standing({ tiny, seen: seenOf(tiny, SETTINGS) })).toMatch(/^Untrained: 47\.5\s% of 200 test points correct\.$/)
  const next = trained(tiny, SETTINGS)
  expect(standing({ tiny: next, seen: seenOf(next, SETTINGS) })).toMatch(
    /^Batch 1: loss 0\.\d{3}, \d\d\.\d\s% of 200 test points correct\.$/,
  )
})
