/** Which dimensions of a latent variable a model uses, by the KL divergence of posterior and prior in nats. Pure. */

/** A dimension with a mean KL up to this carries no information to the output. */
export const USED_NATS = 0.01

/** The mean KL over bins for each dimension, [size]. @param kl [bins, size] */
export function meanKl(kl: ArrayLike<number>, size: number): Float64Array {
  const sums = new Float64Array(size)
  const bins = kl.length / size
  for (let at = 0; at < kl.length; at++) sums[at % size] = sums[at % size]! + kl[at]!
  return sums.map((sum) => sum / bins)
}

/** Dimensions by mean KL, the largest first; equal ones by index. */
export const byKl = (means: ArrayLike<number>): number[] =>
  Array.from(means, (_, dimension) => dimension).sort((a, b) => means[b]! - means[a]! || a - b)
