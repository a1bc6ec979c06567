/** The keys that select a range of potentials while a plot of them has focus. Pure. */
import type { MembraneReading } from '../../../readings/membrane'
import { firstRange, roundedPotential } from '../../state/selection/selected-counts'
import type { PotentialRange } from '../../state/selection/selection'

interface Press {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/** The range that a key leads to, null for none; undefined if the key is not handled. Enter starts with the range of the window. */
export function rangeAfter(
  { key, shiftKey, ctrlKey, metaKey, altKey }: Press,
  range: PotentialRange | null,
  frame: MembraneReading,
  step: number,
): PotentialRange | null | undefined {
  if (ctrlKey || metaKey || altKey) return undefined
  const rounded = (u: number) => roundedPotential(u, frame)
  if (!range) {
    if (key !== 'Enter') return undefined
    const [low, high] = firstRange(frame, step)
    return { kind: 'potentials', low, high, steps: null }
  }
  if (key === 'Escape') return null
  const steps = frame.windowLow.length
  if (key === 'ArrowDown' || key === 'ArrowUp') {
    const by = key === 'ArrowDown' ? 1 : -1
    // Beyond the first and the last step, the range covers all steps.
    const at = range.steps === null ? (by > 0 ? 0 : steps - 1) : range.steps.from + by
    return { ...range, steps: at < 0 || at >= steps ? null : { from: at, to: at + 1 } }
  }
  const by = { ArrowLeft: -1, ArrowRight: 1 }[key]
  if (by === undefined) return undefined
  const width = (frame.high - frame.low) / frame.bins
  const high = rounded(range.high + by * width)
  if (shiftKey) return high > range.low ? { ...range, high } : range
  return { ...range, low: rounded(range.low + by * width), high }
}
