/** Which dimensions of a latent variable a model uses: by the divergence of what is inferred from what was expected (KL), in nats. Pure. */

/** A dimension whose mean KL is not above this tells the output nothing. */
export const USED_NATS = 0.01

/** The mean over bins by dimension, [size]. @param kl [bins, size] */
export function meanKl(kl: ArrayLike<number>, size: number): Float64Array {
  const sums = new Float64Array(size)
  const bins = kl.length / size
  for (let at = 0; at < kl.length; at++) sums[at % size] = sums[at % size]! + kl[at]!
  return sums.map((sum) => sum / bins)
}

/** Dimensions by their mean KL, the largest first, equals by index. */
export const byKl = (means: ArrayLike<number>): number[] =>
  Array.from(means, (_, dimension) => dimension).sort((a, b) => means[b]! - means[a]! || a - b)
