/** Sums, means and comoments, computed in two passes. Pure. */

type Numbers = ArrayLike<number>

export function sum(values: Numbers): number {
  let total = 0
  for (let i = 0; i < values.length; i++) total += values[i]!
  return total
}

/** The mean; NaN for an empty list. */
export const mean = (values: Numbers): number => sum(values) / values.length

/** The sum of (a - mean a)(b - mean b), not divided by n. */
export function comoment(a: Numbers, b: Numbers): number {
  const [meanA, meanB] = [mean(a), mean(b)]
  let total = 0
  for (let i = 0; i < a.length; i++) total += (a[i]! - meanA) * (b[i]! - meanB)
  return total
}

/** Whether all values are equal. Compared directly, since rounding may give equal values a variance above 0. */
export function isConstant(values: Numbers): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false
  return true
}
