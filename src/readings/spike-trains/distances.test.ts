/** Distances of spike trains: against recorded numbers, the definitions written out, and what a distance owes. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { betweenTrials, distanceRatio, withinTrials } from './pairs'
import { isiDistance, isiProfile, profileMean, spikeDistance, spikeProfile } from './profiles'
import { vanRossumDistance } from './van-rossum'
import { victorPurpuraDistance } from './victor-purpura'

const train = (...times: number[]): Float64Array => Float64Array.from(times)
/** Spikes between 0 and 40 on a grid of halves, some of them coincident. */
const someTrain = (min = 0) =>
  fc.array(fc.integer({ min: 0, max: 80 }), { minLength: min, maxLength: 12 }).map((times) => Float64Array.from(times, (t) => t / 2).sort())
const moved = (times: Float64Array, by: number): Float64Array => times.map((time) => time + by)

describe('van Rossum', () => {
  test.each([
    [train(10), train(), 10, 1],
    [train(10), train(), 0.3, 1],
    [train(10), train(12), 10, 0.362538493844],
    [train(10, 20, 30), train(12, 24, 30), 10, 0.968193851822],
    [train(0, 1), train(0.5), 1, 1.309636243492],
  ])('%j and %j with tau %d: D^2 is %d', (a, b, tau, squared) => {
    expect(vanRossumDistance(a, b, tau) ** 2).toBeCloseTo(squared, 11)
    expect(vanRossumDistance(a, b, tau)).toBeCloseTo(Math.sqrt(squared), 11)
  })
  test('D itself', () => {
    expect(vanRossumDistance(train(10), train(12), 10)).toBeCloseTo(0.602111695489, 11)
    expect(vanRossumDistance(train(10, 20, 30), train(12, 24, 30), 10)).toBeCloseTo(0.983968420135, 11)
  })
  test('is what the double sums say', () => {
    const K = (a: Float64Array, b: Float64Array, tau: number) =>
      [...a].reduce((sum, x) => sum + [...b].reduce((all, y) => all + Math.exp(-Math.abs(x - y) / tau), 0), 0)
    const property = fc.property(someTrain(), someTrain(), fc.double({ min: 0.1, max: 100, noNaN: true }), (a, b, tau) => {
      const squared = K(a, a, tau) + K(b, b, tau) - 2 * K(a, b, tau)
      expect(vanRossumDistance(a, b, tau) ** 2).toBeCloseTo(squared, 9)
    })
    fc.assert(property)
  })
  test('its limits: spikes that do not coincide, and the difference of the counts', () => {
    const property = fc.property(someTrain(), someTrain(), (a, b) => {
      const times = new Set([...a, ...b])
      const unmatched = [...times].reduce((sum, t) => sum + (a.filter((x) => x === t).length - b.filter((x) => x === t).length) ** 2, 0)
      expect(vanRossumDistance(a, b, 1e-9)).toBeCloseTo(Math.sqrt(unmatched), 12)
      expect(vanRossumDistance(a, b, Number.POSITIVE_INFINITY)).toBe(Math.abs(a.length - b.length))
    })
    fc.assert(property)
  })
})

describe('Victor-Purpura', () => {
  test.each([
    [train(10, 20, 30), train(12, 24, 30), [0, 0.6, 3, 4, 4]],
    [train(1, 2, 8), train(2, 9), [1, 1.1, 1.5, 2, 3]],
    [train(), train(3, 4), [2, 2, 2, 2, 2]],
  ])('%j and %j', (a, b, want) => {
    for (const [i, cost] of [0, 0.1, 0.5, 1, 2].entries()) expect(victorPurpuraDistance(a, b, cost)).toBeCloseTo(want[i]!, 11)
  })
  test('is what the recurrence over all pairs says', () => {
    const plain = (a: Float64Array, b: Float64Array, cost: number) => {
      const G = [...a, 0].map(() => new Float64Array(b.length + 1))
      for (let i = 0; i <= a.length; i++)
        for (let j = 0; j <= b.length; j++)
          G[i]![j] =
            i === 0 || j === 0
              ? i + j
              : Math.min(G[i - 1]![j]! + 1, G[i]![j - 1]! + 1, G[i - 1]![j - 1]! + cost * Math.abs(a[i - 1]! - b[j - 1]!))
      return G[a.length]![b.length]!
    }
    const property = fc.property(someTrain(), someTrain(), fc.double({ min: 0, max: 5, noNaN: true }), (a, b, cost) => {
      expect(victorPurpuraDistance(a, b, cost)).toBeCloseTo(plain(a, b, cost), 10)
    })
    fc.assert(property, { numRuns: 500 })
  })
  test('its limits: the difference of the counts, and coincident spikes', () => {
    expect(victorPurpuraDistance(train(1, 2, 8), train(2, 9), Number.POSITIVE_INFINITY)).toBe(3)
    expect(victorPurpuraDistance(train(5, 5, 6), train(5, 7), Number.POSITIVE_INFINITY)).toBe(3)
    expect(victorPurpuraDistance(train(1, 2, 8), train(2, 9), 1e300)).toBe(3)
    expect(victorPurpuraDistance(train(1, 2, 8), train(2, 9), 1e-12)).toBeCloseTo(1, 10)
  })
  test('grows with the cost, up to all spikes', () => {
    const cost = fc.double({ min: 0, max: 5, noNaN: true })
    const property = fc.property(someTrain(), someTrain(), cost, cost, (a, b, p, q) => {
      const [low, high] = [Math.min(p, q), Math.max(p, q)]
      expect(victorPurpuraDistance(a, b, low)).toBeLessThanOrEqual(victorPurpuraDistance(a, b, high) + 1e-12)
      expect(victorPurpuraDistance(a, b, high)).toBeLessThanOrEqual(a.length + b.length)
    })
    fc.assert(property)
  })
})

describe('ISI- and SPIKE-distance', () => {
  test.each([
    [train(0, 2, 5, 8), train(0, 1, 5, 9), [0, 10] as const, 0.18630952381, 0.3],
    [train(0.2, 0.4, 0.6, 0.7), train(0.3, 0.45, 0.8, 0.9, 0.95), [0, 1] as const, 0.397286355644, 0.4375],
    [train(0.2, 0.4, 0.6), train(0.1, 0.4, 0.5, 0.6), [0, 1] as const, 0.156444444444, 0.233333333333],
  ])('%j and %j', (a, b, recorded, spike, isi) => {
    expect(spikeDistance(a, b, recorded)).toBeCloseTo(spike, 11)
    expect(isiDistance(a, b, recorded)).toBeCloseTo(isi, 11)
  })
  test('the profiles, piece by piece', () => {
    const [a, b] = [train(0, 2, 5, 8), train(0, 1, 5, 9)]
    const spike = spikeProfile(a, b, [0, 10])!
    expect([...spike.times]).toEqual([0, 1, 2, 5, 8, 9, 10])
    const starts = [0, 2 / 9, 0.25510204, 0, 0.25510204, 2 / 7]
    const ends = [5 / 9, 0.30555556, 0, 0.25510204, 2 / 7, 2 / 7]
    for (let piece = 0; piece < 6; piece++) {
      expect(spike.starts[piece]).toBeCloseTo(starts[piece]!, 7)
      expect(spike.ends[piece]).toBeCloseTo(ends[piece]!, 7)
    }
    const isi = isiProfile(a, b, [0, 10])!
    for (const [piece, value] of [1 / 2, 1 / 2, 1 / 4, 1 / 4, 1 / 4, 1 / 4].entries()) expect(isi.starts[piece]).toBeCloseTo(value, 12)
    expect(isi.ends).toEqual(isi.starts)
    expect(profileMean(isi)).toBe(isiDistance(a, b, [0, 10]))
  })
  test('is not defined for an empty train', () => {
    for (const distance of [isiDistance, spikeDistance]) {
      expect(distance(train(), train(5), [0, 10])).toBeNull()
      expect(distance(train(5), train(), [0, 10])).toBeNull()
      expect(distance(train(5), train(5), [0, 10])).toBe(0)
    }
  })
  test('lie between 0 and 1, and so do their profiles', () => {
    const property = fc.property(someTrain(1), someTrain(1), (a, b) => {
      const profiles = [isiProfile(a, b, [0, 40])!, spikeProfile(a, b, [0, 40])!]
      const values = profiles.flatMap((profile) => [...profile.starts, ...profile.ends, profileMean(profile)])
      expect(values.filter((value) => !(value >= 0 && value <= 1 + 1e-12))).toEqual([])
    })
    fc.assert(property, { numRuns: 500 })
  })
  test('do not know the unit of time', () => {
    const property = fc.property(someTrain(1), someTrain(1), (a, b) => {
      const scaled = (times: Float64Array) => times.map((time) => time * 20)
      for (const distance of [isiDistance, spikeDistance])
        expect(distance(scaled(a), scaled(b), [0, 800])).toBeCloseTo(distance(a, b, [0, 40])!, 12)
    })
    fc.assert(property)
  })
})

describe('every distance', () => {
  const distances: Readonly<Record<string, (a: Float64Array, b: Float64Array, offset?: number) => number>> = {
    'van Rossum': (a, b) => vanRossumDistance(a, b, 3),
    'Victor-Purpura': (a, b) => victorPurpuraDistance(a, b, 0.3),
    ISI: (a, b, offset = 0) => isiDistance(a, b, [offset, offset + 40])!,
    SPIKE: (a, b, offset = 0) => spikeDistance(a, b, [offset, offset + 40])!,
  }
  test.each(Object.keys(distances))('%s is symmetric, 0 for equal trains, and does not know when time began', (name) => {
    const distance = distances[name]!
    const property = fc.property(someTrain(1), someTrain(1), fc.integer({ min: -64, max: 64 }), (a, b, by) => {
      expect(distance(a, a)).toBe(0)
      expect(distance(a, b)).toBeGreaterThanOrEqual(0)
      expect(distance(b, a)).toBeCloseTo(distance(a, b), 12)
      expect(distance(moved(a, by), moved(b, by), by)).toBeCloseTo(distance(a, b), 9)
    })
    fc.assert(property)
  })
  test.each(['van Rossum', 'Victor-Purpura', 'ISI'])('%s: no way round is shorter', (name) => {
    const distance = distances[name]!
    const property = fc.property(someTrain(1), someTrain(1), someTrain(1), (a, b, c) => {
      expect(distance(a, c)).toBeLessThanOrEqual(distance(a, b) + distance(b, c) + 1e-9)
    })
    fc.assert(property, { numRuns: 300 })
  })
})

describe('pairs of trials', () => {
  const data = [train(1), train(), train(1, 5)]
  const distance = (a: Float64Array, b: Float64Array) => (a.length && b.length ? Math.abs(a.length - b.length) : null)
  test('pairs without a distance are left out and counted', () => {
    expect(withinTrials(data, distance)).toEqual({ mean: 1, counted: 1, leftOut: 2 })
    expect(betweenTrials([train(2, 3, 4), train()], data, distance)).toEqual({ mean: 1.5, counted: 2, leftOut: 4 })
  })
  test('the ratio of model to data against data to data', () => {
    expect(distanceRatio([train(2, 3, 4)], data, distance)).toBe(1.5)
    expect(distanceRatio([train()], data, distance)).toBeNull()
    expect(distanceRatio(data, [train(1), train(1)], distance)).toBeNull()
  })
})
