/** Parts of training in which nothing was measured, which plots over training time leave out. Pure. */
import type { Gap } from '../../readings/gaps'

export const inGap = (gaps: readonly Gap[], step: number): boolean => gaps.some(({ from, to }) => step > from && step < to)

/** Whether two consecutive rows lie on opposite sides of a gap. */
export const isAcross = (gaps: readonly Gap[], a: number, b: number): boolean => gaps.some(({ from, to }) => a <= from && b >= to)

/** The measured parts of the time from 0 to `now`, in order. */
export function knownParts(gaps: readonly Gap[], now: number): readonly Gap[] {
  const parts: Gap[] = []
  let from = 0
  for (const gap of [...gaps].sort((a, b) => a.from - b.from)) {
    if (gap.from > from) parts.push({ from, to: Math.min(now, gap.from) })
    from = Math.max(from, gap.to)
  }
  if (now > from) parts.push({ from, to: now })
  return parts
}
