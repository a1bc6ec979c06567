/** The position of a number in a range. Pure. */

/** In percent of the range, clamped to it. */
export const placeIn = (number: number, low: number, high: number): number =>
  Math.min(100, Math.max(0, Number.isNaN(number) ? 0 : (100 * (number - low)) / (high - low)))
