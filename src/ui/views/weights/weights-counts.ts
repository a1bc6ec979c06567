/** The histogram of weights: the counts beyond the axis, and all counts as rows. */

import type { FrameOf } from '../../base/frames'

/** The counts after those of the bins: below, above, NaN. */
export const EXTRA_COUNTS = 3

export type Counts = FrameOf<'weights'>

/** How many weights lie beyond the axis on each side. */
export function beyondOf({ counts }: { readonly counts: Uint32Array }): { below: number; above: number } {
  const at = counts.length - EXTRA_COUNTS
  return { below: counts[at]!, above: counts[at + 1]! }
}

/** From, to and count of each bin; the bins beyond the axis are open at one end. */
export function countRows({ low, high, counts }: Counts): (string | number)[][] {
  const bins = counts.length - EXTRA_COUNTS
  const edge = (bin: number) => low + (bin * (high - low)) / bins
  return [
    ['from', 'to', 'count'],
    ['', low, counts[bins]!],
    ...Array.from({ length: bins }, (_, bin) => [edge(bin), edge(bin + 1), counts[bin]!]),
    [high, '', counts[bins + 1]!],
    ['NaN', 'NaN', counts[bins + 2]!],
  ]
}
