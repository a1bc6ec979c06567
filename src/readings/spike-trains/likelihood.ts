/** The likelihood of a cell's spike counts under a predicted rate. Pure. */
import { sum } from './moments'
import { type Bins, summed } from './trains'

type Numbers = ArrayLike<number>

/**
 * The Poisson loss, mean over bins of p - y ln(p + eps): the negative log likelihood without ln(y!). O(bins).
 * @param counts y, spikes in each bin of a trial or their mean over trials, [bins]
 * @param rate p, spikes a bin, [bins]
 * @param eps keeps it finite where a spike meets a rate of 0; open-retina has 1e-8 or 1e-16
 */
export function poissonLoss(counts: Numbers, rate: Numbers, eps = 1e-16): number {
  let loss = 0
  for (let bin = 0; bin < counts.length; bin++) loss += rate[bin]! - counts[bin]! * Math.log(rate[bin]! + eps)
  return loss / counts.length
}

/**
 * Information about the spikes in bits a spike: how much likelier, as Poisson counts, they are under the predicted rate than under the
 * mean rate of these very trials. 0 for that mean rate, negative for worse, -Infinity where a spike fell on a rate of 0.
 * O(trials * bins).
 * @param trials counts of one cell, [trials] of [bins]
 * @param rate spikes a bin, [bins]
 * @returns null without spikes
 */
export function bitsPerSpike(trials: readonly Bins[], rate: Numbers): number | null {
  const counts = summed(trials)
  const spikes = sum(counts)
  if (spikes === 0) return null
  const meanRate = spikes / (trials.length * counts.length)
  let gain = spikes
  for (let bin = 0; bin < counts.length; bin++) {
    gain -= trials.length * rate[bin]!
    if (counts[bin]! > 0) gain += counts[bin]! * Math.log(rate[bin]! / meanRate)
  }
  return gain / (Math.LN2 * spikes)
}

/**
 * The Bernoulli loss, mean over trials and bins of -y ln q - (1 - y) ln(1 - q), in nats; Infinity where a bin contradicts a q of 0 or 1.
 * O(trials * bins).
 * @param trials y, [trials] of [bins]; several spikes in a bin count as one
 * @param probability q of a spike in each bin, [bins], from 0 to 1
 */
export function bernoulliLoss(trials: readonly Bins[], probability: Numbers): number {
  let loss = 0
  for (const counts of trials)
    for (let bin = 0; bin < counts.length; bin++) loss -= counts[bin]! > 0 ? Math.log(probability[bin]!) : Math.log1p(-probability[bin]!)
  return loss / (trials.length * trials[0]!.length)
}
