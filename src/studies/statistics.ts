/**
 * Statistics by which runs are compared: paired differences over seeds with an interval and a p-value, the interquartile mean of returns
 * with an interval, the probability of improvement, and how many seeds a difference needs. Conclusions are in verdict.ts. Pure: resamples
 * are drawn from a fixed seed, so that equal results give equal statistics.
 */
import { randomBits, randomKey, streamOf } from '../engine/random'

export interface Interval {
  readonly low: number
  readonly high: number
}

/** The results of one thing minus those of another, over the seeds that both have. */
export interface PairedDifference {
  readonly pairs: number
  readonly mean: number
  /** Null for one pair, like the interval. */
  readonly standardError: number | null
  /** BCa interval of the mean. */
  readonly interval: Interval | null
  /** Two-sided, from flips of the differences' signs. */
  readonly pValue: number
}

const LEVEL = 0.95
const RESAMPLES = 9_999
/** With more pairs, flips of signs are drawn at random: there are too many to go through. */
const MAX_EXACT = 12

/** @param a in the order of `b` @param resamples rows of indices into the pairs */
export function pairedDifference(
  a: readonly number[],
  b: readonly number[],
  resamples: ArrayLike<number> = resamplesOf(a.length),
  level = LEVEL,
): PairedDifference {
  const differences = a.map((value, i) => value - b[i]!)
  const [pairs, mean] = [differences.length, meanOf(differences)]
  const squares = differences.reduce((total, d) => total + (d - mean) ** 2, 0)
  return {
    pairs,
    mean,
    standardError: pairs > 1 ? Math.sqrt(squares / (pairs - 1) / pairs) : null,
    interval: intervalOf(differences, resamples, level),
    pValue: signFlipP(differences),
  }
}

/**
 * The bias-corrected and accelerated bootstrap interval of a mean (Efron, 1987); null for fewer than two values.
 * @param resamples rows of indices into the values
 */
export function intervalOf(
  values: readonly number[],
  resamples: ArrayLike<number> = resamplesOf(values.length),
  level = LEVEL,
): Interval | null {
  if (values.length < 2) return null
  const mean = meanOf(values)
  const means = statisticsOf(values, resamples, meanOf)
  const deviations = values.map((value) => value - mean)
  const squares = deviations.reduce((total, d) => total + d ** 2, 0)
  if (means[0] === means.at(-1)) return { low: mean, high: mean }
  const acceleration = deviations.reduce((total, d) => total + d ** 3, 0) / (6 * squares ** 1.5)
  const below = means.reduce((total, one) => total + (one < mean ? 1 : one === mean ? 0.5 : 0), 0)
  const bias = normalQuantile(below / means.length)
  const at = (share: number) => {
    const z = bias + normalQuantile(share)
    return quantileOf(means, normalShare(bias + z / (1 - acceleration * z)))
  }
  return { low: at((1 - level) / 2), high: at((1 + level) / 2) }
}

/** A statistic of each resample, sorted. @param resamples rows of indices into the values */
function statisticsOf(values: readonly number[], resamples: ArrayLike<number>, of: (row: number[]) => number): Float64Array {
  const row = [...values]
  const found = new Float64Array(resamples.length / row.length)
  for (let r = 0; r < found.length; r++) {
    for (let i = 0; i < row.length; i++) row[i] = values[resamples[r * row.length + i]!]!
    found[r] = of(row)
  }
  return found.sort()
}

/**
 * The share of all sign assignments, or of drawn ones, whose mean is at least as far from 0 as the observed one: the smaller side, doubled.
 */
function signFlipP(differences: readonly number[]): number {
  const exact = differences.length <= MAX_EXACT
  const count = exact ? 2 ** differences.length : RESAMPLES
  const key = keyOf('flips')
  const [mean, row] = [meanOf(differences), [...differences]]
  // Means that differ by rounding alone are equal.
  const slack = 100 * Number.EPSILON * Math.abs(mean)
  // Drawn flips count the signs as they are, too.
  let [low, high] = exact ? [0, 0] : [1, 1]
  for (let flip = 0; flip < count; flip++) {
    for (const [i, d] of differences.entries()) row[i] = (exact ? flip >> i : randomBits(key, flip * row.length + i)) & 1 ? -d : d
    const flipped = meanOf(row)
    if (flipped <= mean + slack) low++
    if (flipped >= mean - slack) high++
  }
  return Math.min(1, (2 * Math.min(low, high)) / (exact ? count : count + 1))
}

/** The returns of one thing, and the probability that a run of it is better than one of another. */
export interface Aggregate {
  /** Interquartile mean over all runs and tasks. */
  readonly iqm: number
  /** Percentile interval of the interquartile mean, by a bootstrap stratified by task. */
  readonly interval: Interval
  readonly mean: number
  /** The median of the tasks' means. */
  readonly median: number
  readonly optimalityGap: number
}

/** Agarwal et al., 2021. @param scores the runs of each task @param resamples for each resample and run, an index for each task @param gamma the score above which there is no gap */
export function aggregateOf(
  scores: readonly (readonly number[])[],
  resamples: ArrayLike<number> = resamplesOf(scores[0]!.length * scores.length, scores[0]!.length),
  level = LEVEL,
  gamma = 1,
): Aggregate {
  const tasks = scores.length
  const runs = scores[0]!.length
  // Run by run, as the resamples are.
  const all = Array.from({ length: runs * tasks }, (_, i) => scores[i % tasks]![Math.floor(i / tasks)]!)
  const indices = Array.from(resamples, (run, i) => run * tasks + (i % tasks))
  const iqms = statisticsOf(all, indices, iqmOf)
  const means = scores.map(meanOf)
  return {
    iqm: iqmOf(all),
    interval: { low: quantileOf(iqms, (1 - level) / 2), high: quantileOf(iqms, (1 + level) / 2) },
    mean: meanOf(means),
    median: quantileOf(
      means.toSorted((a, b) => a - b),
      0.5,
    ),
    optimalityGap: gamma - meanOf(all.map((score) => Math.min(score, gamma))),
  }
}

/** The mean without the lowest and the highest quarter, both rounded down. */
export function iqmOf(values: readonly number[]): number {
  const cut = Math.floor(values.length / 4)
  return meanOf(values.toSorted((a, b) => a - b).slice(cut, values.length - cut))
}

/** The probability that a run of `a` is above one of `b`, where equal ones count half. */
export function improvementOf(a: readonly number[], b: readonly number[]): number {
  const wins = a.flatMap((x) => b.map((y) => (x > y ? 1 : x === y ? 0.5 : 0)))
  return meanOf(wins)
}

/** The p-value below which a difference counts as seen. */
export const SIGNIFICANCE = 0.05
/** The probability with which a difference of the given size is seen. */
const POWER = 0.8

/**
 * The pairs needed to see a mean difference, from the standard deviation of differences: by the normal approximation with Guenther's
 * correction, and at least as many as a p-value that small needs.
 */
export function pairsNeeded(difference: number, standardDeviation: number, significance = SIGNIFICANCE): number {
  const z = normalQuantile(1 - significance / 2)
  const pairs = ((z + normalQuantile(POWER)) * standardDeviation) / Math.abs(difference)
  return Math.max(fewestPairs(significance), Math.ceil(pairs ** 2 + z ** 2 / 2))
}

/** The fewest pairs with which a p-value can be that small: two of all flips of signs are as extreme as none. */
export const fewestPairs = (significance = SIGNIFICANCE): number => Math.ceil(1 - Math.log2(significance))

// ---- shared

function meanOf(values: readonly number[]): number {
  let total = 0
  for (const value of values) total += value
  return total / values.length
}

const keyOf = (purpose: string): number => randomKey(0, streamOf(purpose))

/** Rows of `length` indices below `below`. */
function resamplesOf(length: number, below = length): Uint32Array {
  const name = `${length} ${below}`
  const known = drawn.get(name)
  if (known) return known
  const key = keyOf('resamples')
  const made = Uint32Array.from({ length: RESAMPLES * length }, (_, i) => Math.floor((randomBits(key, i) / 2 ** 32) * below))
  drawn.set(name, made)
  return made
}
const drawn = new Map<string, Uint32Array>()

/** By linear interpolation. @param sorted from the lowest */
function quantileOf(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1)
  const low = Math.floor(place)
  const [from, to] = [sorted[low]!, sorted[Math.min(low + 1, sorted.length - 1)]!]
  return from + (place - low) * (to - from)
}

/** The share of a standard normal distribution below z: the integral of its density as a series (Abramowitz and Stegun 26.2.11). */
function normalShare(z: number): number {
  if (Math.abs(z) > 9) return z < 0 ? 0 : 1
  let [term, total] = [z, z]
  for (let n = 3; Math.abs(term) > 1e-17; n += 2) {
    term *= (z * z) / n
    total += term
  }
  return 0.5 + (total * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI)
}

/** The z below which a share of a standard normal distribution is, by bisection. */
function normalQuantile(share: number): number {
  let [low, high] = [-9, 9]
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (normalShare(middle) < share) low = middle
    else high = middle
  }
  return (low + high) / 2
}
