/** The fraction of a cell's explainable variance that a prediction explains, and how well trials predict each other. Pure. */
import { correlation } from './correlation'
import { comoment } from './moments'
import { type Bins, summed } from './trains'

/** The minimum explainable variance, in (spikes a bin)^2, since it is a divisor. */
const MIN_EXPLAINABLE = 1e-9

export interface ExplainedVariance {
  /** Variance of all counts, over trials and bins (divided by one less than their number). */
  readonly total: number
  /** Variance over trials (divided by one less than their number), mean over bins. */
  readonly noise: number
  /** total - noise, 1e-9 at least. */
  readonly explainable: number
  /** The mean squared difference of count and prediction, over trials and bins. */
  readonly error: number
  /** FEVe, clamped to [0, 1]: 1 - (error - noise) / explainable. */
  readonly fraction: number
}

/**
 * The fraction of explainable variance explained (FEVe: Cadena et al. 2019; divisors as in open-retina). All but `fraction` in
 * (spikes a bin)^2. O(trials * bins).
 * @param trials counts of one cell, [trials] of [bins]
 * @param prediction spikes a bin, [bins]: unlike a correlation, it depends on scale and offset
 * @returns null for fewer than two trials, and for a cell that never fires
 */
export function explainedVariance(trials: readonly Bins[], prediction: ArrayLike<number>): ExplainedVariance | null {
  const N = trials.length
  if (N < 2) return null
  const all = joined(trials)
  const bins = all.length / N
  if (all.every((count) => count === 0)) return null
  const total = comoment(all, all) / (all.length - 1)
  const across = new Float64Array(N)
  let [noise, error] = [0, 0]
  for (let bin = 0; bin < bins; bin++) {
    for (let trial = 0; trial < N; trial++) {
      across[trial] = trials[trial]![bin]!
      error += (across[trial]! - prediction[bin]!) ** 2
    }
    noise += comoment(across, across) / (N - 1)
  }
  noise /= bins
  error /= all.length
  const explainable = Math.max(total - noise, MIN_EXPLAINABLE)
  return { total, noise, explainable, error, fraction: Math.max(0, 1 - Math.max(error - noise, 0) / explainable) }
}

/**
 * The jackknife oracle: the correlation of all single trials, one after another, with the mean of the other trials. It predicts single
 * trials from a noisy mean, so it is below what a perfect model reaches. O(trials * bins).
 * @param trials counts of one cell, [trials] of [bins]
 * @returns null for fewer than two trials, and where no count differs from another
 */
export function oracleCorrelation(trials: readonly Bins[]): number | null {
  if (trials.length < 2) return null
  const all = summed(trials)
  const others = trials.map((counts) => all.map((count, bin) => (count - counts[bin]!) / (trials.length - 1)))
  return correlation(joined(trials), joined(others))
}

/** All trials of a cell's response in one row, [trials * bins]. */
function joined(trials: readonly Bins[]): Float64Array {
  const bins = trials[0]!.length
  const all = new Float64Array(trials.length * bins)
  for (const [trial, counts] of trials.entries()) all.set(counts, trial * bins)
  return all
}
