/** Spike trains as counts in bins or as spike times, and the conversion of counts to times. Pure. */
import { sum } from './moments'

/** One number a bin, [bins]: spikes counted in it (0 or 1 in a binary train), or a rate in spikes a bin. */
export type Bins = Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array

/** When a train spiked, ascending; in bins or in ms, as the intervals and time constants it is used with. */
export type SpikeTimes = Float64Array

/** Responses of several cells to repeats of one stimulus. */
export interface Raster {
  /** The number of repeats of the stimulus. */
  readonly trials: number
  readonly cells: number
  readonly bins: number
  /** Spikes in each bin, [trials, cells, bins]. */
  readonly counts: Bins
}

/** The trials of one cell, [trials] of [bins]: views, not copies. O(trials). */
export const trialsOf = ({ trials, cells, bins, counts }: Raster, cell: number): Bins[] =>
  Array.from({ length: trials }, (_, trial) => {
    const from = (trial * cells + cell) * bins
    return counts.subarray(from, from + bins)
  })

/** The spike counts summed over trials, [bins]. O(trials * bins). */
export function summed(trials: readonly Bins[]): Float64Array {
  const all = new Float64Array(trials[0]?.length ?? 0)
  for (const counts of trials) for (let bin = 0; bin < all.length; bin++) all[bin] = all[bin]! + counts[bin]!
  return all
}

/** The peristimulus time histogram (PSTH): the mean over trials in spikes a bin, [bins]. Needs a trial. O(trials * bins). */
export const psth = (trials: readonly Bins[]): Float64Array => summed(trials).map((count) => count / trials.length)

/**
 * Spike times at the centers of their bins; a bin with several spikes gives its center as often. O(bins).
 * @param binWidth in the unit of the times: 1 for bins.
 */
export function spikeTimes(counts: Bins, binWidth = 1): SpikeTimes {
  const times = new Float64Array(sum(counts))
  let spike = 0
  for (let bin = 0; bin < counts.length; bin++) for (let count = counts[bin]!; count > 0; count--) times[spike++] = (bin + 0.5) * binWidth
  return times
}
