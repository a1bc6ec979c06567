/** The Victor-Purpura distance of two spike trains. Pure. */
import type { SpikeTimes } from './trains'

/**
 * The cost of the cheapest way from one train to the other (Victor and Purpura 1996): 1 to insert or delete a spike, `cost` times its way
 * to shift one. A metric for a cost above 0. Cost 0: |n_a - n_b|; Infinity: n_a + n_b - 2 (coincident spikes), where Elephant counts
 * coincident ones too. Empty trains are trains like others.
 *
 * A shift pays only over less than 2 / cost. So it is found as n_a + n_b less the most that shifts save, 2 - cost * |a_i - b_j| each, in an
 * order kept: O(n_a + n_b + pairs of spikes at most 2 / cost apart), with one row of memory.
 * @param cost q, of a shift by one unit of the times; 0 or more
 */
export function victorPurpuraDistance(a: SpikeTimes, b: SpikeTimes, cost: number): number {
  if (cost === 0) return Math.abs(a.length - b.length)
  const reach = 2 / cost
  // [n_b + 1]: the most that is saved between the spikes of a so far and the first j of b, for j up to `high`; from there on it stays.
  const saved = new Float64Array(b.length + 1)
  let [low, high] = [0, 0]
  for (const time of a) {
    for (; high < b.length && b[high]! <= time + reach; high++) saved[high + 1] = saved[high]!
    while (low < high && b[low]! < time - reach) low++
    let diagonal = saved[low]!
    for (let j = low; j < high; j++) {
      const above = saved[j + 1]!
      const way = Math.abs(time - b[j]!)
      // An infinite cost of no way is no cost.
      const shifted = diagonal + 2 - (way === 0 ? 0 : cost * way)
      saved[j + 1] = Math.max(above, saved[j]!, shifted)
      diagonal = above
    }
  }
  return a.length + b.length - saved[high]!
}
