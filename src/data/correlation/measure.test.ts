import { expect, test } from 'vitest'
import { randomKey, uniform } from '../../engine/random'
import { createCorrelator, lagsOf } from './measure'

/** Pearson's correlation by its textbook definition. */
function pearson(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [ma, mb] = [mean(a), mean(b)]
  const product = (f: (i: number) => number) => a.reduce((sum, _, i) => sum + f(i), 0)
  const covariance = product((i) => (a[i]! - ma) * (b[i]! - mb))
  return covariance / Math.sqrt(product((i) => (a[i]! - ma) ** 2) * product((i) => (b[i]! - mb) ** 2))
}

const [STEPS, SIZE] = [7, 11]
const made = (sample: number): number[][] =>
  Array.from({ length: STEPS }, (_, t) =>
    Array.from({ length: SIZE }, (_, i) => Math.floor(5 * uniform(randomKey(1, sample), t * SIZE + i))),
  )
const measured = (samples: readonly number[][][], labels: readonly number[] = samples.map(() => 0)) => {
  const correlator = createCorrelator({ steps: samples[0]!.length, size: samples[0]![0]!.length, counts: true })
  for (const [at, frames] of samples.entries()) correlator.add(frames.flat(), labels[at]!)
  return correlator.result()
}

test('r(d) is the mean of all correlations at that distance, sample by sample', () => {
  const samples = Array.from({ length: 5 }, (_, sample) => made(sample))
  const { lags, r, anyOrder, order } = measured(samples)
  expect(lags).toEqual([1, 2, 3, 4, 5, 6])
  const atLag = (frames: number[][], lag: number) => {
    const pairs = Array.from({ length: STEPS - lag }, (_, t) => pearson(frames[t]!, frames[t + lag]!))
    return pairs.reduce((sum, value) => sum + value, 0) / pairs.length
  }
  for (const [k, lag] of lags.entries()) {
    const each = samples.map((frames) => atLag(frames, lag))
    const mean = each.reduce((sum, value) => sum + value, 0) / each.length
    const std = Math.sqrt(each.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (each.length - 1))
    expect(r[k]!.mean).toBeCloseTo(mean, 12)
    expect(r[k]!.error).toBeCloseTo(std / Math.sqrt(each.length), 12)
  }
  const any = samples.map((frames) => {
    const pairs = frames.flatMap((a, t) => frames.flatMap((b, u) => (t === u ? [] : [pearson(a, b)])))
    return pairs.reduce((sum, value) => sum + value, 0) / pairs.length
  })
  expect(anyOrder!.mean).toBeCloseTo(any.reduce((sum, value) => sum + value, 0) / any.length, 12)
  expect(order!.mean).toBeCloseTo(r[0]!.mean - anyOrder!.mean, 12)
})

test('a still image is like itself at every distance, whatever its contrast; what alternates is unlike at odd ones', () => {
  const [a, b] = [
    [0, 1, 4, 2],
    [4, 3, 0, 2],
  ]
  const still = measured([[a!, a!.map((value) => 3 * value + 1), a!, a!]])
  for (const estimate of still.r) expect(estimate!.mean).toBeCloseTo(1, 12)
  expect(still.order!.mean).toBeCloseTo(0, 12)
  const alternating = measured([[a!, b!, a!, b!]])
  expect(alternating.r.map((estimate) => Math.round(estimate!.mean))).toEqual([-1, 1, -1])
})

test('a step that is the same everywhere is in no pair, and a sample of such steps is counted apart', () => {
  const a = [0, 1, 4, 2]
  const flat = [2, 2, 2, 2]
  const { r, samples, compared } = measured([
    [a, flat, a],
    [flat, flat, a],
  ])
  expect(r).toEqual([null, { mean: expect.closeTo(1, 12), error: Number.NaN }])
  expect({ samples, compared }).toEqual({ samples: 2, compared: 1 })
})

test('order tells a drift from the same steps in disorder', () => {
  const drift = Array.from({ length: 12 }, (_, t) => Array.from({ length: 12 }, (_, i) => (Math.abs(i - t) < 3 ? 1 : 0)))
  const disorder = [5, 0, 9, 3, 11, 7, 1, 10, 4, 8, 2, 6].map((t) => drift[t]!)
  const [ordered, shuffled] = [measured([drift]), measured([disorder])]
  expect(shuffled.anyOrder!.mean).toBeCloseTo(ordered.anyOrder!.mean, 12)
  expect(ordered.order!.mean).toBeGreaterThan(0.5)
  expect(shuffled.order!.mean).toBeLessThan(0.1)
})

test('variances of profiles are those about the means of classes, and of these about the mean of all', () => {
  // Relative profiles (2, 0) and (1, 1) of class 0, (0, 2) of class 1; the number of events of a sample does not matter.
  const { profile } = measured(
    [
      [
        [3, 0],
        [0, 0],
      ],
      [
        [1, 0],
        [0, 1],
      ],
      [
        [0, 0],
        [5, 0],
      ],
    ],
    [0, 0, 1],
  )
  // Means of classes: (1.5, 0.5) and (0, 2); of all: (1, 1).
  expect(profile!.within).toBeCloseTo((4 * 0.25) / 6, 12)
  expect(profile!.between).toBeCloseTo((4 * 0.25 + 2 * 1) / 6, 12)
  expect(profile!.share).toBeCloseTo(0.75, 12)
  expect(profile!.chanceLevel).toBeCloseTo(0.5, 12)
})

test('of long samples not every distance is measured', () => {
  expect(lagsOf(1)).toEqual([])
  expect(lagsOf(4)).toEqual([1, 2, 3])
  const long = lagsOf(1000)
  expect(long.length).toBeLessThanOrEqual(100)
  expect(long.slice(0, 5)).toEqual([1, 2, 3, 4, 5])
  expect(long.at(-1)).toBe(999)
  expect([...long].sort((a, b) => a - b)).toEqual(long)
})
