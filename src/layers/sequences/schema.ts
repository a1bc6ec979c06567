/** What a ring of moments must hold. Data, no code. */

/** Moments in a ring from which sequences of so many steps can be drawn. */
export const fewestMoments = (length: number): number => 2 * length + 1
