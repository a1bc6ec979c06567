/** Where a number lies in a range. Pure. */

/** In percent of the range, kept inside it. */
export const placeIn = (number: number, low: number, high: number): number =>
  Math.min(100, Math.max(0, Number.isNaN(number) ? 0 : (100 * (number - low)) / (high - low)))
