/** The steps of a sequence. */

/** More steps than these have no row each. */
const MOST_ROWS = 32
export const isLong = (steps: number): boolean => steps > MOST_ROWS
