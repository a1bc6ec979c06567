/** The minimum size of a ring of time steps. Data, no code. */

/** The minimum number of time steps in a ring from which sequences of this length can be drawn. */
export const minTimeSteps = (length: number): number => 2 * length + 1
