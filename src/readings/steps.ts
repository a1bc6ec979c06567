/** Which sequences are too long to show step by step. */

/** The maximum number of time steps that are shown in a row each. */
const MAX_ROWS = 32
export const isLong = (steps: number): boolean => steps > MAX_ROWS
