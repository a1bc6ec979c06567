/** Parts of training of which no membrane was watched: as they are measured, kept and drawn. Pure. */

/** In training steps: known at its ends, and not between them. */
export interface Gap {
  readonly from: number
  readonly to: number
}

/**
 * What lies between two moments that follow each other where time was unwatched in between; null where they are as near as neighbors.
 * @param kept training steps of the moments so far: twice their mean distance is usual.
 */
export function unwatchedBetween(kept: readonly number[], last: number, next: number): Gap | null {
  const usual = kept.length < 2 ? 1 : (2 * (kept.at(-1)! - kept[0]!)) / (kept.length - 1)
  return next - last > Math.max(1, usual) ? { from: last, to: next } : null
}
