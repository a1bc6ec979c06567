/** Edge cases of the statistics; the recorded answers of scipy and rliable are conformance cases. */
import { describe, expect, test } from 'vitest'
import { aggregateOf, fewestPairs, improvementOf, intervalOf, iqmOf, pairedDifference, pairsNeeded } from './statistics'

describe('a paired difference', () => {
  test('of one pair has no interval and shows nothing', () => {
    expect(pairedDifference([3], [1])).toEqual({ pairs: 1, mean: 2, standardError: null, interval: null, pValue: 1 })
  })
  test('of equal results is 0', () => {
    const same = [0.5, 0.25, 0.75]
    expect(pairedDifference(same, same)).toEqual({ pairs: 3, mean: 0, standardError: 0, interval: { low: 0, high: 0 }, pValue: 1 })
  })
  test('of results that all differ by the same has an interval of one number, and a p-value for so few pairs', () => {
    const { interval, pValue } = pairedDifference([1.5, 2.5, 3.5, 4.5], [1, 2, 3, 4])
    expect(interval).toEqual({ low: 0.5, high: 0.5 })
    expect(pValue).toBe(2 / 16)
  })
  test('where every pair agrees is significant from six pairs on', () => {
    const p = (pairs: number) =>
      pairedDifference(
        Array.from({ length: pairs }, (_, i) => 1 + i / 10),
        Array(pairs).fill(0),
      ).pValue
    expect([2, 3, 5, 6, 12].map(p)).toEqual([1 / 2, 1 / 4, 1 / 16, 1 / 32, 1 / 2048])
    expect(fewestPairs()).toBe(6)
    expect(fewestPairs(0.01)).toBe(8)
  })
  test('of more than 12 pairs draws the flips, and counts the signs as they are', () => {
    const many = Array.from({ length: 30 }, (_, i) => 1 + i / 10)
    expect(pairedDifference(many, Array(30).fill(0)).pValue).toBe(2 / 10_000)
    const centered = many.map((value, i) => (i % 2 ? value : -value))
    expect(pairedDifference(centered, Array(30).fill(0)).pValue).toBeGreaterThan(0.3)
  })
  test('has ties of flipped means that differ by rounding alone', () => {
    // 0.1 + 0.2 - 0.3 is not 0 in float64.
    expect(pairedDifference([0.1, 0.2, 0], [0, 0, 0.3]).pValue).toBe(1)
  })
  test('changes sign where the two change places', () => {
    const [a, b] = [
      [0.93, 0.91, 0.95, 0.9, 0.97],
      [0.9, 0.92, 0.91, 0.88, 0.93],
    ]
    const [one, other] = [pairedDifference(a, b), pairedDifference(b, a)]
    expect(other.mean).toBe(-one.mean)
    expect(other.pValue).toBe(one.pValue)
    expect(other.interval!.low).toBeCloseTo(-one.interval!.high, 12)
  })
})

test('an interval holds the mean in about 95 of 100 samples of 20', () => {
  let held = 0
  for (let sample = 0; sample < 100; sample++) {
    // A Weyl sequence as the quantiles of a uniform distribution around 0.
    const values = Array.from({ length: 20 }, (_, i) => ((((sample * 20 + i) * 7919 + 13) % 10_007) / 10_007 - 0.5) * 2)
    const { low, high } = intervalOf(values)!
    if (low <= 0 && high >= 0) held++
  }
  expect(held).toBeGreaterThanOrEqual(85)
})

test('intervals are the same each time', () => {
  const values = [0.3, 0.9, 0.4, 0.7]
  expect(intervalOf(values)).toEqual(intervalOf([...values]))
  expect(intervalOf([1])).toBeNull()
})

describe('returns', () => {
  test('the interquartile mean leaves out a quarter at each end, rounded down', () => {
    expect(iqmOf([100, 2, 3, -50])).toBe(2.5)
    expect(iqmOf([1, 2, 9])).toBe(4)
    expect(iqmOf([7])).toBe(7)
  })
  test('the interval of one task lies within its scores', () => {
    const { iqm, interval } = aggregateOf([[150, 160, 170, 180, 500]])
    expect(iqm).toBe(170)
    expect(interval.low).toBeGreaterThanOrEqual(150)
    expect(interval.high).toBeLessThanOrEqual(500)
    expect(interval.low).toBeLessThan(iqm)
    expect(interval.high).toBeGreaterThan(iqm)
  })
  test('tasks are resampled apart: a task whose runs agree adds no width', () => {
    expect(
      aggregateOf([
        [3, 3, 3],
        [5, 5, 5],
      ]).interval,
    ).toEqual({ low: 4, high: 4 })
  })
  test('equal ones count half in the probability of improvement', () => {
    expect(improvementOf([1, 2], [1, 1])).toBe(0.75)
    expect(improvementOf([1, 1], [1, 1])).toBe(0.5)
    expect(improvementOf([0], [1])).toBe(0)
  })
})

describe('the pairs that a difference needs', () => {
  test('are those of a paired t-test, about', () => {
    // statsmodels' TTestPower at effect size 0.5, 5 % and power 0.8: 33.4; at 1: 9.9.
    expect(pairsNeeded(0.5, 1)).toBe(34)
    expect(pairsNeeded(-1, 1)).toBe(10)
  })
  test('are never fewer than a p-value below 0.05 needs', () => {
    expect(pairsNeeded(1, 0.001)).toBe(6)
    expect(pairsNeeded(1, 0)).toBe(6)
  })
})
