/** Groups of time steps, for sequences too long to show step by step. */

/** Beyond this number of steps, several share a row. */
const MAX_ROWS = 32
export const isLong = (steps: number): boolean => steps > MAX_ROWS
