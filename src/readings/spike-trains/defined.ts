/** The mean of a statistic that is not defined for every cell, pair or window. Pure. */

export interface DefinedMean {
  /** The mean over those for which the statistic is defined; null where there are none. */
  readonly mean: number | null
  readonly counted: number
  /** The number of those for which it is not defined. */
  readonly leftOut: number
}

/** The mean over cells (or pairs, or windows); null values are left out and counted. O(values). */
export function meanOfDefined(values: readonly (number | null)[]): DefinedMean {
  let [total, counted] = [0, 0]
  for (const value of values) {
    if (value === null) continue
    total += value
    counted++
  }
  return { mean: counted > 0 ? total / counted : null, counted, leftOut: values.length - counted }
}
