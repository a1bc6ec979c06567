/** Delays as whole steps, as evaluations use them. Pure. */

/** The whole step nearest to a delay, of two equally near ones the even one, as shaders round. */
export function wholeDelay(delay: number): number {
  const below = Math.floor(delay)
  const part = delay - below
  return part === 0.5 ? below + (below % 2) : part < 0.5 ? below : below + 1
}
