/**
 * The adaptive window of MPD-AGL (Jiang et al., IJCAI 2025, arXiv 2505.11863, Theorem 2) in float64: the width of the
 * rectangular surrogate from the normalization in front and the leak. Nothing here is differentiated.
 *   widths[0] = 2 * gammaMean * threshold;  widths[t>0] = sqrt(1 + decay^2) * widths[0]
 */

/** A mean at or below this closes the window; the width is then that of this mean. */
const CLOSED_AT = 1e-3

export interface Windows {
  readonly widths: readonly number[]
  readonly closed: boolean
}

export function adaptiveWidths(gamma: ArrayLike<number>, threshold: number, decay: number, steps: number): Windows {
  let sum = 0
  for (let i = 0; i < gamma.length; i++) sum += gamma[i]!
  const mean = sum / gamma.length
  const closed = mean <= CLOSED_AT
  const first = 2 * (closed ? CLOSED_AT : mean) * threshold
  return { widths: Array.from({ length: steps }, (_, t) => (t === 0 ? first : first * Math.sqrt(1 + decay ** 2))), closed }
}
