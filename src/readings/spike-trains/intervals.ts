/** Interspike intervals (ISI): their histogram, their irregularity, and the distance of two distributions. Pure. */
import { comoment, mean } from './moments'
import type { SpikeTimes } from './trains'

/** The intervals between neighboring spikes of one trial, in the unit of the times: [spikes - 1], or none. O(spikes). */
export const intervalsOf = (times: SpikeTimes): Float64Array =>
  Float64Array.from({ length: Math.max(0, times.length - 1) }, (_, i) => times[i + 1]! - times[i]!)

/** The intervals of all trials of a cell together, never across two. O(spikes). */
export function pooledIntervals(trials: readonly SpikeTimes[]): Float64Array {
  const each = trials.map(intervalsOf)
  const pooled = new Float64Array(each.reduce((total, { length }) => total + length, 0))
  let from = 0
  for (const intervals of each) {
    pooled.set(intervals, from)
    from += intervals.length
  }
  return pooled
}

export interface IntervalHistogram {
  /** How many intervals are in [i * width, (i + 1) * width): of intervals in bins, with width 1, how many are i bins long. */
  readonly counts: Uint32Array
  /** The number of longer intervals. */
  readonly beyond: number
}

/**
 * The ISI histogram. O(intervals).
 * @param classes how many are counted; with width 1, one more than the longest interval of interest
 * @param width of a class, in the unit of the intervals
 */
export function intervalHistogram(intervals: Float64Array, classes: number, width = 1): IntervalHistogram {
  const counts = new Uint32Array(classes)
  let beyond = 0
  for (const interval of intervals) {
    const at = Math.floor(interval / width)
    if (at < classes) counts[at] = counts[at]! + 1
    else beyond++
  }
  return { counts, beyond }
}

/**
 * The two-sample Kolmogorov-Smirnov statistic, the largest difference of the two cumulative distributions (fractions <= x), from 0 to 1.
 * Ties are common in binned intervals, so the difference is taken only after all equal values. O(n log n).
 * @returns null where either has fewer than two values
 */
export function kolmogorovSmirnov(a: Float64Array, b: Float64Array): number | null {
  if (a.length < 2 || b.length < 2) return null
  const [x, y] = [a.slice().sort(), b.slice().sort()]
  let [i, j] = [0, 0]
  let largest = 0
  while (i < x.length && j < y.length) {
    const value = Math.min(x[i]!, y[j]!)
    while (i < x.length && x[i] === value) i++
    while (j < y.length && y[j] === value) j++
    largest = Math.max(largest, Math.abs(i / x.length - j / y.length))
  }
  return largest
}

/** Measures of irregularity, null where undefined. A perfectly regular train has 0 for each. */
export interface Irregularity {
  /**
   * Coefficient of variation, sd / mean of all intervals together (sd divided by their number): 1 for a Poisson process, more where its
   * rate drifts. Of two intervals or more.
   */
  readonly cv: number | null
  /** Mean over neighboring intervals of 2 |I' - I| / (I' + I) (Holt et al. 1996): 1 for a Poisson process, little moved by a slow drift. */
  readonly cv2: number | null
  /** Local variation, mean over neighboring intervals of 3 (I' - I)^2 / (I' + I)^2 (Shinomoto et al. 2003): 1 for a Poisson process. */
  readonly lv: number | null
}

/**
 * The irregularity of a cell's spikes. CV2 and LV compare successive intervals of one trial; pairs of intervals of length 0, as in a bin
 * with three spikes, are left out. Without unit. O(spikes).
 */
export function irregularity(trials: readonly SpikeTimes[]): Irregularity {
  const pooled = pooledIntervals(trials)
  let [neighbors, cv2, lv] = [0, 0, 0]
  for (const trial of trials)
    for (let i = 2; i < trial.length; i++) {
      const [before, after] = [trial[i - 1]! - trial[i - 2]!, trial[i]! - trial[i - 1]!]
      if (before + after === 0) continue
      const contrast = Math.abs(after - before) / (after + before)
      cv2 += 2 * contrast
      lv += 3 * contrast ** 2
      neighbors++
    }
  const average = mean(pooled)
  return {
    cv: pooled.length > 1 && average > 0 ? Math.sqrt(comoment(pooled, pooled) / pooled.length) / average : null,
    cv2: neighbors > 0 ? cv2 / neighbors : null,
    lv: neighbors > 0 ? lv / neighbors : null,
  }
}
