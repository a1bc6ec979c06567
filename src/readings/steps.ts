/** The steps of a sequence. */

/** More steps than these have no row each. */
const MAX_ROWS = 32
export const isLong = (steps: number): boolean => steps > MAX_ROWS
