/** The Fano factor: the variability of spike counts from trial to trial. Pure. */
import { type DefinedMean, meanOfDefined } from './defined'
import { comoment, mean } from './moments'
import type { Bins } from './trains'

/**
 * The Fano factor, variance / mean of spike counts over trials: 1 for Poisson counts, 1 - p for Bernoulli bins of probability p, 0 where
 * every trial has the same count. Without unit. O(trials).
 * @param counts spikes of each trial in one window, [trials]
 * @param ddof what the variance is divided by: the number of trials less this. 1 is unbiased; Elephant has 0.
 * @returns null without spikes, and for fewer than ddof + 1 trials
 */
export function fanoFactor(counts: ArrayLike<number>, ddof: 0 | 1 = 1): number | null {
  const average = mean(counts)
  if (counts.length <= ddof || average === 0) return null
  return comoment(counts, counts) / (counts.length - ddof) / average
}

/**
 * The Fano factors of neighboring windows of a cell, their mean, and how many windows had too few spikes. In short windows, what the
 * stimulus does to the rate is in the mean and not in the variance. O(trials * bins).
 * @param trials counts of one cell, [trials] of [bins]
 * @param window its length in bins; bins that are left over at the end belong to none
 * @param minCount windows with a mean count up to this are left out
 */
export function windowedFano(trials: readonly Bins[], window = 10, minCount = 0.5): DefinedMean {
  const windows = Math.floor((trials[0]?.length ?? 0) / window)
  const factors: (number | null)[] = []
  const counts = new Float64Array(trials.length)
  for (let from = 0; from < windows * window; from += window) {
    for (const [trial, row] of trials.entries()) {
      counts[trial] = 0
      for (let bin = from; bin < from + window; bin++) counts[trial] = counts[trial]! + row[bin]!
    }
    factors.push(mean(counts) > minCount ? fanoFactor(counts) : null)
  }
  return meanOfDefined(factors)
}
