/** What a ring of time steps must hold. Data, no code. */

/** TimeSteps in a ring from which sequences of so many steps can be drawn. */
export const minTimeSteps = (length: number): number => 2 * length + 1
