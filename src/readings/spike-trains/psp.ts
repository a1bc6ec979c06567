/** Spike trains as postsynaptic potentials (PSP), and the maximum mean discrepancy (MMD) of two sets of them. Pure. */
import type { Bins } from './trains'

/**
 * f[t] = f[t-1] + (y[t] - f[t-1]) / tau, 0 before the first bin: the potential that each bin's spikes leave, [bins] (as in the Fully Spiking
 * Variational Autoencoder, Kamata et al. 2022, with tau = 2). O(bins).
 * @param counts y, [bins]
 * @param tau time constant in bins, 1 or more; 1 leaves the counts as they are
 */
export function pspFilter(counts: Bins, tau = 2): Float64Array {
  const filtered = new Float64Array(counts.length)
  let potential = 0
  for (let bin = 0; bin < counts.length; bin++) {
    potential += (counts[bin]! - potential) / tau
    filtered[bin] = potential
  }
  return filtered
}

export interface Discrepancy {
  /** At least 0; for N and M trials of the same process its expectation is (1/N + 1/M) sum over t of Var f[t]. */
  readonly biased: number
  /** An estimate with expectation 0 for the same process, whatever N and M, so it may be negative. Null where a set has one trial. */
  readonly unbiased: number | null
}

/**
 * MMD^2 of two sets of trials with the kernel k(y, y') = sum over t of f[t] f'[t] (Gretton et al. 2012): biased, sum over t of (mean f - mean g)^2;
 * unbiased, without the pairs of a trial with itself. In (spikes a bin)^2, summed over bins; cells add up. The kernel is linear, so it sees the
 * mean PSP alone: sets with the same PSTH are 0 apart, whatever their intervals and correlations. O((N + M) * bins), not of pairs.
 * @param model trials of one cell, [N] of [bins], N at least 1
 * @param data the same of the other set, [M] of [bins]
 * @param tau of the filter, in bins
 */
export function discrepancy(model: readonly Bins[], data: readonly Bins[], tau = 2): Discrepancy {
  const [f, g] = [filteredSum(model, tau), filteredSum(data, tau)]
  const [N, M] = [model.length, data.length]
  let [biased, product] = [0, 0]
  for (let bin = 0; bin < f.total.length; bin++) {
    biased += (f.total[bin]! / N - g.total[bin]! / M) ** 2
    product += f.total[bin]! * g.total[bin]!
  }
  const [ownF, ownG] = [ownPairs(f, N), ownPairs(g, M)]
  return { biased, unbiased: ownF === null || ownG === null ? null : ownF + ownG - (2 * product) / (N * M) }
}

interface FilteredSum {
  /** The sum of the filtered trials, [bins]. */
  readonly total: Float64Array
  /** The sum of k(y, y) over the trials. */
  readonly own: number
}

function filteredSum(trials: readonly Bins[], tau: number): FilteredSum {
  const total = new Float64Array(trials[0]!.length)
  let own = 0
  for (const counts of trials) {
    const filtered = pspFilter(counts, tau)
    for (let bin = 0; bin < filtered.length; bin++) {
      total[bin] = total[bin]! + filtered[bin]!
      own += filtered[bin]! ** 2
    }
  }
  return { total, own }
}

/** The mean of k over pairs of different trials of one set. */
function ownPairs({ total, own }: FilteredSum, trials: number): number | null {
  if (trials < 2) return null
  return (total.reduce((squares, potential) => squares + potential * potential, 0) - own) / (trials * (trials - 1))
}
