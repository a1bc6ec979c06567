/** The van Rossum distance of two spike trains. Pure. */
import type { SpikeTimes } from './trains'

/**
 * The distance of the trains filtered with exp(-t / tau), t >= 0 (van Rossum 2001), in Elephant's scale: sqrt((2 / tau) integral (f - g)^2),
 * 1 for one spike against none; van Rossum's own D^2 is half its square. With K(a, b) = sum over i, j of exp(-|a_i - b_j| / tau) it is
 * sqrt(K(a, a) + K(b, b) - 2 K(a, b)). A metric. tau to 0: sqrt(spikes that do not coincide); tau to infinity: |n_a - n_b|.
 * Empty trains are trains like others.
 *
 * O(n_a + n_b): one walk over both trains, spikes of b counted negative, so that equal trains are exactly 0 apart.
 * @param tau time constant above 0, in the unit of the times
 */
export function vanRossumDistance(a: SpikeTimes, b: SpikeTimes, tau: number): number {
  let [i, j] = [0, 0]
  // The difference of the filtered trains, just after the last spike.
  let trace = 0
  let last = 0
  let squared = 0
  while (i < a.length || j < b.length) {
    const isOfA = j === b.length || a[i]! <= b[j]!
    const time = isOfA ? a[i++]! : b[j++]!
    const sign = isOfA ? 1 : -1
    if (trace !== 0) trace *= Math.exp((last - time) / tau)
    squared += 1 + 2 * sign * trace
    trace += sign
    last = time
  }
  return Math.sqrt(Math.max(0, squared))
}
