/** How spikes of a cell follow each other within a trial, and how much of that the stimulus makes. Pure. */
import { sum } from './moments'
import { type Bins, summed } from './trains'

/**
 * A[l] = sum over t of s[t] s[t + l], summed over trials: pairs of spikes l bins apart, [lags + 1] from l = 0.
 * O(trials * bins + pairs of spikes at most `lags` apart).
 * @param trials counts of one cell, [trials] of [bins]
 * @param lags the longest, fewer than there are bins
 */
export function coincidences(trials: readonly Bins[], lags: number): Float64Array {
  const pairs = new Float64Array(lags + 1)
  for (const counts of trials) {
    const spiking: number[] = []
    for (let bin = 0; bin < counts.length; bin++) if (counts[bin] !== 0) spiking.push(bin)
    for (const [i, bin] of spiking.entries())
      for (let j = i; j < spiking.length && spiking[j]! - bin <= lags; j++) {
        const lag = spiking[j]! - bin
        pairs[lag] = pairs[lag]! + counts[bin]! * counts[spiking[j]!]!
      }
  }
  return pairs
}

/**
 * The autocorrelogram, A[l] divided by the pairs of bins that are l apart, N (T - l), and by the square of the mean rate: 1 at every l > 0 for
 * a Poisson process of constant rate, less after a spike where the cell is refractory, more where it bursts or the stimulus drives it.
 * [lags + 1] from l = 0, without unit. Cost: that of `coincidences`.
 * @returns null without spikes
 */
export function autocorrelogram(trials: readonly Bins[], lags: number): Float64Array | null {
  return perPairAndSquaredRate(coincidences(trials, lags), trials, trials.length)
}

/**
 * The shift predictor: the same of pairs of spikes of different trials, which share the stimulus alone (Perkel et al. 1967). Subtracted from
 * the autocorrelogram it leaves what is the cell's own: refractoriness, bursts. [lags + 1] from l = 0.
 * Not of each pair of trials, but all pairs less those within a trial: O(trials * bins + bins * lags).
 * @returns null for fewer than two trials, and without spikes
 */
export function shiftPredictor(trials: readonly Bins[], lags: number): Float64Array | null {
  if (trials.length < 2) return null
  const within = coincidences(trials, lags)
  const across = coincidences([summed(trials)], lags).map((pairs, lag) => pairs - within[lag]!)
  return perPairAndSquaredRate(across, trials, trials.length * (trials.length - 1))
}

/**
 * A[l] / A[0]: of binary trains the share of spikes with another l bins later, without correction for the edge: falls with l by itself.
 * [lags + 1] from l = 0. Cost: that of `coincidences`.
 * @returns null without spikes
 */
export function conditionalRate(trials: readonly Bins[], lags: number): Float64Array | null {
  const pairs = coincidences(trials, lags)
  return pairs[0] === 0 ? null : pairs.map((count) => count / pairs[0]!)
}

/** The mean squared difference of two autocorrelograms of the same kind over l = 1..lags; l = 0 is the rate, and left out. O(lags). */
export function autocorrelogramError(a: Float64Array, b: Float64Array): number {
  let squares = 0
  for (let lag = 1; lag < a.length; lag++) squares += (a[lag]! - b[lag]!) ** 2
  return squares / (a.length - 1)
}

/** @param of how many pairs of trials they are summed over */
function perPairAndSquaredRate(pairs: Float64Array, trials: readonly Bins[], of: number): Float64Array | null {
  const bins = trials[0]?.length ?? 0
  const spikes = trials.reduce((total, counts) => total + sum(counts), 0)
  if (spikes === 0) return null
  const rate = spikes / (trials.length * bins)
  return pairs.map((count, lag) => count / (of * (bins - lag) * rate * rate))
}
