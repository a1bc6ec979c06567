/** Intervals, autocorrelogram, Fano factor and discrepancy: against numbers worked out, and against trains whose law is known. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { noise } from '../../testing/close'
import { autocorrelogram, autocorrelogramError, coincidences, conditionalRate, shiftPredictor } from './autocorrelogram'
import { fanoFactor, windowedFano } from './fano'
import { intervalHistogram, intervalsOf, irregularity, kolmogorovSmirnov, pooledIntervals } from './intervals'
import { discrepancy, pspFilter } from './psp'
import type { Bins } from './trains'

const bits = (text: string): Uint8Array => Uint8Array.from(text, Number)
const close = (got: Float64Array | null, want: readonly number[]) => {
  expect(got).toHaveLength(want.length)
  for (const [i, value] of want.entries()) expect(got![i]).toBeCloseTo(value, 11)
}
/** Binary trials that share the probability of a spike in each bin. */
function bernoulli(trials: number, probabilities: readonly number[], random: () => number): Bins[] {
  return Array.from({ length: trials }, () => Uint8Array.from(probabilities, (q) => (random() < q ? 1 : 0)))
}
/** The high words of the generator are far better than the low ones; two make one draw. */
function uniform(seed: number): () => number {
  const draw = noise(seed)
  return () => {
    draw()
    return draw()
  }
}

describe('intervals', () => {
  const times = Float64Array.of(0, 2, 5, 6, 10)
  test('are within trials, never across', () => {
    expect([...intervalsOf(times)]).toEqual([2, 3, 1, 4])
    expect(intervalsOf(Float64Array.of(3))).toHaveLength(0)
    expect(intervalsOf(new Float64Array())).toHaveLength(0)
    expect([...pooledIntervals([times, Float64Array.of(3), Float64Array.of(1, 8)])]).toEqual([2, 3, 1, 4, 7])
  })
  test('are counted in classes', () => {
    expect(intervalHistogram(Float64Array.of(1, 2, 2, 5, 6), 6)).toEqual({ counts: Uint32Array.of(0, 1, 2, 0, 0, 1), beyond: 1 })
    expect(intervalHistogram(Float64Array.of(0, 4.9, 5, 9), 2, 5)).toEqual({ counts: Uint32Array.of(2, 2), beyond: 0 })
  })
  test('how irregular they are', () => {
    const { cv, cv2, lv } = irregularity([times])
    expect(cv).toBeCloseTo(0.4472135955, 10)
    expect(cv2).toBeCloseTo(0.866666666667, 11)
    expect(lv).toBeCloseTo(0.65, 12)
    expect(irregularity([times, times]).cv2).toBeCloseTo(cv2!, 12)
  })
  test('of a clock nothing, of too few spikes no irregularity', () => {
    expect(irregularity([Float64Array.of(0, 3, 6, 9)])).toEqual({ cv: 0, cv2: 0, lv: 0 })
    expect(irregularity([Float64Array.of(0, 3)])).toEqual({ cv: null, cv2: null, lv: null })
    expect(irregularity([Float64Array.of(0, 3), Float64Array.of(0, 5)])).toEqual({ cv: 0.25, cv2: null, lv: null })
    expect(irregularity([Float64Array.of(2, 2, 2)])).toEqual({ cv: null, cv2: null, lv: null })
  })
  test('of a Poisson process 1, all three', () => {
    const random = uniform(5)
    let now = 0
    const poisson = Float64Array.from({ length: 20000 }, () => {
      now -= Math.log(1 - random())
      return now
    })
    for (const value of Object.values(irregularity([poisson]))) expect(Math.abs(value! - 1)).toBeLessThan(0.03)
  })
})

describe('Kolmogorov-Smirnov', () => {
  const ks = (a: readonly number[], b: readonly number[]) => kolmogorovSmirnov(Float64Array.from(a), Float64Array.from(b))
  test.each([
    [[1, 2, 3, 4], [2, 3, 4, 5], 0.25],
    [[1, 1, 2, 5], [1, 2, 2, 3], 0.25],
    [[1, 2], [3, 4], 1],
    [[2, 1], [2, 1], 0],
  ])('of %j and %j is %d', (a, b, want) => expect(ks(a, b)).toBe(want))
  test('is not defined for fewer than two', () => {
    expect(ks([1], [1, 2])).toBeNull()
    expect(ks([1, 2], [])).toBeNull()
  })
  test('is the largest difference at any value, symmetric, and does not change with a growing map of the values', () => {
    const values = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 12 })
    const property = fc.property(values, values, (a, b) => {
      const F = (sample: readonly number[], x: number) => sample.filter((value) => value <= x).length / sample.length
      const want = Math.max(...[...a, ...b].map((x) => Math.abs(F(a, x) - F(b, x))))
      const cube = (sample: readonly number[]) => sample.map((value) => value ** 3)
      expect(ks(a, b)).toBeCloseTo(want, 12)
      expect(ks(b, a)).toBe(ks(a, b))
      expect(ks(cube(a), cube(b))).toBe(ks(a, b))
    })
    fc.assert(property)
  })
})

describe('autocorrelogram', () => {
  const s = bits('101101')
  test('of one train', () => {
    expect([...coincidences([s], 5)]).toEqual([4, 1, 2, 2, 0, 1])
    close(autocorrelogram([s], 5)!.slice(1), [0.45, 1.125, 1.5, 0, 2.25])
    close(conditionalRate([s], 5), [1, 0.25, 0.5, 0.5, 0, 0.25])
    close(autocorrelogram([s, s], 5), [...autocorrelogram([s], 5)!])
  })
  test('is not defined without spikes, nor a shift predictor for one trial', () => {
    expect(autocorrelogram([bits('0000')], 2)).toBeNull()
    expect(conditionalRate([bits('0000')], 2)).toBeNull()
    expect(shiftPredictor([bits('0000'), bits('0000')], 2)).toBeNull()
    expect(shiftPredictor([s], 2)).toBeNull()
  })
  test('counts what the definition counts, within trials and across', () => {
    const row = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 9, maxLength: 9 }).map((counts) => Uint8Array.from(counts))
    const property = fc.property(fc.array(row, { minLength: 2, maxLength: 4 }), (trials) => {
      const spikes = trials.reduce((all, counts) => all + counts.reduce((a, b) => a + b, 0), 0)
      if (spikes === 0) return
      const [N, T] = [trials.length, 9]
      const rate = spikes / (N * T)
      const want = (same: boolean) =>
        Array.from({ length: 5 }, (_, lag) => {
          let pairs = 0
          for (const [n, a] of trials.entries())
            for (const [m, b] of trials.entries()) if ((n === m) === same) for (let t = 0; t + lag < T; t++) pairs += a[t]! * b[t + lag]!
          return pairs / (N * (same ? 1 : N - 1) * (T - lag) * rate ** 2)
        })
      close(autocorrelogram(trials, 4), want(true))
      close(shiftPredictor(trials, 4), want(false))
    })
    fc.assert(property)
  })
  test('is 1 for bins drawn alike; what a stimulus adds is in the shift predictor too', () => {
    const flat = bernoulli(100, Array(400).fill(0.2), uniform(7))
    for (const value of autocorrelogram(flat, 8)!.slice(1)) expect(Math.abs(value - 1)).toBeLessThan(0.06)
    const wave = Array.from({ length: 400 }, (_, t) => 0.2 + 0.15 * Math.sin((2 * Math.PI * t) / 20))
    const driven = bernoulli(100, wave, uniform(8))
    const [own, shift] = [autocorrelogram(driven, 10)!, shiftPredictor(driven, 10)!]
    expect(own[1]).toBeGreaterThan(1.15)
    expect(own[10]).toBeLessThan(0.85)
    for (let lag = 1; lag <= 10; lag++) expect(Math.abs(own[lag]! - shift[lag]!)).toBeLessThan(0.06)
  })
  test('the error of one does not look at lag 0', () =>
    expect(autocorrelogramError(Float64Array.of(9, 1, 2), Float64Array.of(0, 1, 4))).toBe(2))
})

describe('Fano factor', () => {
  test('with both divisors', () => {
    expect(fanoFactor([3, 5, 4, 4], 0)).toBeCloseTo(0.125, 12)
    expect(fanoFactor([3, 5, 4, 4])).toBeCloseTo(1 / 6, 12)
  })
  test('is not defined without spikes or without trials enough', () => {
    expect(fanoFactor([0, 0])).toBeNull()
    expect(fanoFactor([3])).toBeNull()
    expect(fanoFactor([3], 0)).toBe(0)
    expect(fanoFactor([], 0)).toBeNull()
  })
  test('in windows; those with few spikes, and what is left over, are left out', () => {
    // Counts of windows of two bins: 2 and 1; 0 and 1; 1 and 3.
    const trials = [Uint8Array.of(1, 1, 0, 0, 1, 0, 9), Uint8Array.of(1, 0, 0, 1, 0, 3, 0)]
    expect(windowedFano(trials, 2)).toEqual({ mean: (0.5 / 1.5 + 2 / 2) / 2, counted: 2, leftOut: 1 })
    expect(windowedFano(trials, 2, 0).counted).toBe(3)
    expect(windowedFano(trials)).toEqual({ mean: null, counted: 0, leftOut: 0 })
  })
  test('of Bernoulli bins is 1 - p', () => {
    const { mean } = windowedFano(bernoulli(200, Array(1000).fill(0.3), uniform(9)))
    expect(Math.abs(mean! - 0.7)).toBeLessThan(0.03)
  })
})

describe('postsynaptic potentials', () => {
  test('of single trains', () => {
    expect([...pspFilter(bits('1010'))]).toEqual([0.5, 0.25, 0.625, 0.3125])
    expect([...pspFilter(bits('0101'))]).toEqual([0, 0.5, 0.25, 0.625])
    expect([...pspFilter(bits('0110'), 1)]).toEqual([0, 1, 1, 0])
    expect(discrepancy([bits('1010')], [bits('0101')])).toEqual({ biased: 0.55078125, unbiased: null })
  })
  test('the discrepancy of two sets', () => {
    expect(discrepancy([bits('1010'), bits('1100')], [bits('0101'), bits('1000')])).toEqual({ biased: 0.1845703125, unbiased: -0.05859375 })
  })
  test('is a recorded loss, summed over cells', () => {
    // One trial of five bins per cell; the expected values are by a framework with automatic differentiation.
    const spikes = ['00010', '01000', '00001', '00000', '00010', '00010', '10000']
    const target = ['10000', '10010', '00011', '10000', '10000', '00001', '01001']
    const ofCells = spikes.map((one, cell) => discrepancy([bits(one)], [bits(target[cell]!)]).biased)
    expect(ofCells.reduce((sum, value) => sum + value, 0)).toBeCloseTo(3.27441406, 8)
  })
  test('is what the kernel over all pairs says, and symmetric', () => {
    const row = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 7, maxLength: 7 }).map((counts) => Uint8Array.from(counts))
    const set = fc.array(row, { minLength: 2, maxLength: 4 })
    const property = fc.property(set, set, fc.double({ min: 1, max: 8, noNaN: true }), (a, b, tau) => {
      const k = (x: Bins, y: Bins) => pspFilter(x, tau).reduce((sum, f, t) => sum + f * pspFilter(y, tau)[t]!, 0)
      const over = (x: readonly Bins[], y: readonly Bins[], own: boolean) => {
        const kernels = x.flatMap((one, i) => y.flatMap((other, j) => (own && i === j ? [] : [k(one, other)])))
        return kernels.reduce((sum, value) => sum + value, 0) / kernels.length
      }
      const { biased, unbiased } = discrepancy(a, b, tau)
      expect(biased).toBeCloseTo(over(a, a, false) + over(b, b, false) - 2 * over(a, b, false), 10)
      expect(unbiased).toBeCloseTo(over(a, a, true) + over(b, b, true) - 2 * over(a, b, false), 10)
      expect(biased).toBeGreaterThanOrEqual(0)
      expect(discrepancy(b, a, tau).unbiased).toBeCloseTo(unbiased!, 12)
    })
    fc.assert(property)
  })
  test('of the same process: the biased one has its floor, the unbiased one 0', () => {
    const random = uniform(11)
    const probabilities = Array(100).fill(0.1)
    const found = Array.from({ length: 100 }, () => discrepancy(bernoulli(30, probabilities, random), bernoulli(30, probabilities, random)))
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
    // (1/30 + 1/30) * 100 * 0.1 * 0.9 / (2 * 2 - 1)
    expect(Math.abs(mean(found.map(({ biased }) => biased)) - 0.2)).toBeLessThan(0.01)
    expect(Math.abs(mean(found.map(({ unbiased }) => unbiased!)))).toBeLessThan(0.01)
  })
})
