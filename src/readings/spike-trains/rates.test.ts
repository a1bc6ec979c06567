/** Correlation, explained variance and likelihood: against numbers worked out by hand and by other programs, and what they cannot depend on. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { correlation, normalizedCorrelation } from './correlation'
import { meanOfDefined } from './defined'
import { explainedVariance, oracleCorrelation } from './explained'
import { bernoulliLoss, bitsPerSpike, poissonLoss } from './likelihood'
import { psth, type Raster, spikeTimes, trialsOf } from './trains'

const TRIALS = [
  [0, 1, 2, 0, 1],
  [0, 2, 2, 1, 0],
  [1, 1, 3, 0, 1],
].map((counts) => Uint8Array.from(counts))
const PREDICTION = [0.2, 1.1, 2.5, 0.4, 0.6]
const SILENT = [new Uint8Array(5), new Uint8Array(5)]

/** Trials of one cell, as many bins each. */
const someTrials = fc.tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 2, max: 12 })).chain(([trials, bins]) =>
  fc.array(
    fc.array(fc.integer({ min: 0, max: 3 }), { minLength: bins, maxLength: bins }).map((counts) => Uint8Array.from(counts)),
    { minLength: trials, maxLength: trials },
  ),
)

describe('trains', () => {
  test('a cell’s trials lie apart in a raster', () => {
    const raster: Raster = { trials: 2, cells: 3, bins: 2, counts: Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) }
    expect(trialsOf(raster, 1)).toEqual([Uint8Array.of(2, 3), Uint8Array.of(8, 9)])
    expect(psth(trialsOf(raster, 1))).toEqual(Float64Array.of(5, 6))
  })
  test('spikes are at the centers of their bins, as often as they were counted', () => {
    expect(spikeTimes(Uint8Array.of(0, 1, 0, 2))).toEqual(Float64Array.of(1.5, 3.5, 3.5))
    expect(spikeTimes(Float32Array.of(1, 0, 1), 20)).toEqual(Float64Array.of(10, 50))
    expect(spikeTimes(new Uint8Array(3))).toHaveLength(0)
  })
  test('what is not defined is left out of a mean and counted', () => {
    expect(meanOfDefined([0.5, null, 0.25, null])).toEqual({ mean: 0.375, counted: 2, leftOut: 2 })
    expect(meanOfDefined([null])).toEqual({ mean: null, counted: 0, leftOut: 1 })
  })
})

describe('correlation', () => {
  test.each([
    [[0, 1, 2, 1], [0, 2, 4, 2], 1],
    [[1, 0, 1, 0], [1, 1, 0, 0], 0],
    [[0, 1, 3, 0, 2], [0.5, 0.5, 2, 1, 1], 0.782780363856],
  ])('of %j and %j is %d', (y, p, cc) => expect(correlation(y, p)).toBeCloseTo(cc, 11))

  test('a constant prediction has 0, a constant response none, whatever its mean is rounded to', () => {
    expect(correlation([0, 1, 0], [0.1, 0.1, 0.1])).toBe(0)
    expect(correlation([0.1, 0.1, 0.1], [0, 1, 0])).toBeNull()
    expect(correlation([0, 0, 0], [0, 0, 0])).toBeNull()
  })

  test('is bounded, symmetric, and knows neither scale nor offset', () => {
    const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 8, maxLength: 8 })
    const property = fc.property(values, values, fc.integer({ min: 1, max: 9 }), fc.integer({ min: -9, max: 9 }), (a, b, scale, offset) => {
      const cc = correlation(a, b)
      if (!cc) return
      expect(Math.abs(cc)).toBeLessThanOrEqual(1 + 1e-12)
      expect(correlation(b, a)).toBeCloseTo(cc, 12)
      const moved = b.map((value) => scale * value + offset)
      expect(correlation(a, moved)).toBeCloseTo(cc, 12)
    })
    fc.assert(property)
  })
})

describe('normalized correlation', () => {
  test('with every variance divided by the number of bins', () => {
    const { cc, ccNorm, ccMax, signalPower } = normalizedCorrelation(TRIALS, PREDICTION)!
    expect(signalPower).toBeCloseTo(0.48, 12)
    expect(cc).toBeCloseTo(0.98739690894, 11)
    expect(ccNorm).toBeCloseTo(1.083307030672, 11)
    expect(ccMax).toBeCloseTo(0.911465430375, 11)
  })
  test('the published code divides inside SP by one less: another signal power, and a bound above 1', () => {
    const { ccNorm, ccMax, signalPower } = normalizedCorrelation(TRIALS, PREDICTION)!
    const [T, mixed] = [5, Math.sqrt(5 / 4)]
    expect((signalPower * T) / (T - 1)).toBeCloseTo(0.6, 12)
    expect(ccNorm / mixed).toBeCloseTo(0.968939264435, 11)
    expect(ccMax * mixed).toBeCloseTo(1.01904933073, 11)
  })
  test('is not defined for one trial, a silent cell, or trials that share nothing', () => {
    expect(normalizedCorrelation(TRIALS.slice(1), PREDICTION)).not.toBeNull()
    expect(normalizedCorrelation(TRIALS.slice(2), PREDICTION)).toBeNull()
    expect(normalizedCorrelation(SILENT, PREDICTION)).toBeNull()
    // The signal power of these is exactly 0, without rounding.
    expect(normalizedCorrelation([Uint8Array.of(1, 0, 0, 1, 0, 0), Uint8Array.of(1, 1, 1, 0, 0, 0)], [1, 2, 3, 4, 5, 6])).toBeNull()
  })
  test('a constant prediction has 0 of a bound that stays', () =>
    expect(normalizedCorrelation(TRIALS, [1, 1, 1, 1, 1])).toMatchObject({ cc: 0, ccNorm: 0 }))
  test('equal trials leave no noise: the bound is 1', () => {
    const { cc, ccNorm, ccMax } = normalizedCorrelation([TRIALS[0]!, TRIALS[0]!], PREDICTION)!
    expect(ccMax).toBeCloseTo(1, 12)
    expect(ccNorm).toBeCloseTo(cc, 12)
  })
  test('the signal power is the mean covariance of different trials', () => {
    const property = fc.property(someTrials, (trials) => {
      const found = normalizedCorrelation(trials, trials[0]!)
      const centered = trials.map((counts) => [...counts].map((count) => count - counts.reduce((a, b) => a + b, 0) / counts.length))
      let sum = 0
      for (const [n, a] of centered.entries())
        for (const [m, b] of centered.entries()) if (n !== m) sum += a.reduce((all, x, t) => all + x * b[t]!, 0) / a.length
      const power = sum / (trials.length * (trials.length - 1))
      if (found) expect(found.signalPower).toBeCloseTo(power, 10)
      else expect(power).toBeLessThan(1e-10)
    })
    fc.assert(property)
  })
})

describe('explained variance', () => {
  test('is all of it where the error is below the noise', () => {
    const { total, noise, explainable, error, fraction } = explainedVariance(TRIALS, PREDICTION)!
    expect(total).toBeCloseTo(6 / 7, 12)
    expect(noise).toBeCloseTo(1 / 3, 12)
    expect(explainable).toBeCloseTo(6 / 7 - 1 / 3, 12)
    expect(error).toBeCloseTo(0.244, 12)
    expect(fraction).toBe(1)
  })
  test('is what is left of the error above the noise, and never negative', () => {
    const { explainable, error, noise, fraction } = explainedVariance(TRIALS, [0.5, 0.5, 2, 1, 1])!
    expect(error).toBeGreaterThan(noise)
    expect(fraction).toBeCloseTo(1 - (error - noise) / explainable, 12)
    expect(explainedVariance(TRIALS, [9, 9, 9, 9, 9])!.fraction).toBe(0)
  })
  test('of trials that share nothing is 0 or 1: explainable is 1e-9', () => {
    const opposite = [Uint8Array.of(0, 1), Uint8Array.of(1, 0)]
    expect(explainedVariance(opposite, [2, 0])).toMatchObject({ explainable: 1e-9, fraction: 0 })
    expect(explainedVariance(opposite, [0.5, 0.5])).toMatchObject({ explainable: 1e-9, fraction: 1 })
  })
  test('is not defined for one trial and for a silent cell', () => {
    expect(explainedVariance(TRIALS.slice(2), PREDICTION)).toBeNull()
    expect(explainedVariance(SILENT, PREDICTION)).toBeNull()
  })
  test('the jackknife oracle', () => {
    // The number is open-retina's, which adds 1e-8 to each standard deviation.
    expect(oracleCorrelation(TRIALS)).toBeCloseTo(0.655610068186, 9)
    expect(oracleCorrelation([TRIALS[0]!, TRIALS[0]!])).toBeCloseTo(1, 12)
    expect(oracleCorrelation(TRIALS.slice(2))).toBeNull()
    expect(oracleCorrelation(SILENT)).toBeNull()
  })
})

describe('likelihood', () => {
  const counts = Uint8Array.of(0, 1, 2, 0)
  const rate = [0.5, 0.8, 1.5, 0.2]
  test('the Poisson loss', () => {
    expect(poissonLoss(counts, rate)).toBeCloseTo(0.603053333774, 11)
    expect(poissonLoss(counts, rate, 1e-8)).toBeCloseTo(0.603053327316, 11)
    expect(poissonLoss(counts, [0, 0, 0, 0])).toBeCloseTo(-0.75 * Math.log(1e-16), 11)
  })
  test('bits per spike', () => {
    expect(bitsPerSpike([counts], rate)).toBeCloseTo(0.697703134797, 11)
    expect(bitsPerSpike([counts, counts], rate)).toBeCloseTo(0.697703134797, 11)
    expect(bitsPerSpike([counts], [0.75, 0.75, 0.75, 0.75])).toBeCloseTo(0, 12)
    expect(bitsPerSpike([counts], [0.5, 0.8, 0, 0.2])).toBe(Number.NEGATIVE_INFINITY)
    expect(bitsPerSpike(SILENT, PREDICTION)).toBeNull()
  })
  test('no prediction has more bits per spike than the PSTH', () => {
    const rates = fc.array(fc.double({ min: 0.01, max: 4, noNaN: true }), { minLength: 12, maxLength: 12 })
    const property = fc.property(someTrials, rates, (trials, guess) => {
      const best = bitsPerSpike(trials, psth(trials))
      if (best !== null) expect(bitsPerSpike(trials, guess)!).toBeLessThanOrEqual(best + 1e-12)
    })
    fc.assert(property)
  })
  test('the Bernoulli loss', () => {
    expect(bernoulliLoss([Uint8Array.of(1, 0)], [0.8, 0.4])).toBeCloseTo(-(Math.log(0.8) + Math.log(0.6)) / 2, 12)
    expect(bernoulliLoss([Uint8Array.of(2, 0), Uint8Array.of(1, 0)], [0.8, 0.4])).toBeCloseTo(-(Math.log(0.8) + Math.log(0.6)) / 2, 12)
    expect(bernoulliLoss([Uint8Array.of(1, 0)], [1, 0])).toBe(0)
    expect(bernoulliLoss([Uint8Array.of(1, 0)], [0, 0])).toBe(Number.POSITIVE_INFINITY)
  })
})
