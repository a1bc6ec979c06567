/**
 * Counter-based random numbers: a number depends on (seed, stream, step, index) alone. The reference implementation of
 * shaders/lib/random.wgsl, to the last bit. A stream is a purpose ("order", "dropout hidden1"), hashed from its name.
 */

/** lowbias32 (Chris Wellons, https://nullprogram.com/blog/2018/07/31/): a bijection of 32-bit words. */
export function mix(x: number): number {
  let h = x >>> 0
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d)
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b)
  return (h ^ (h >>> 16)) >>> 0
}

/** The key for all random numbers of one stream at one step. */
export const randomKey = (seed: number, stream: number, step = 0): number => mix(mix(mix(seed >>> 0) + stream) + step)

/** 32 random bits. */
export const randomBits = (key: number, index: number): number => mix(Math.imul(index, 0x9e3779b9) + key)

/** A number in (0, 1), from 24 random bits plus one half, so that neither end occurs. */
export const uniform = (key: number, index: number): number => ((randomBits(key, index) >>> 8) + 0.5) / 2 ** 24

/** A standard normal number by the Box-Muller transform: index i uses words 2i and 2i + 1. */
export const normal = (key: number, index: number): number =>
  Math.sqrt(-2 * Math.log(uniform(key, 2 * index))) * Math.cos(2 * Math.PI * uniform(key, 2 * index + 1))

/** The number of a random stream: the FNV-1a hash of its name. */
export function streamOf(name: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193)
  return h >>> 0
}

const ROUNDS = 4

/**
 * A keyed permutation of 0..count-1 computed where it is read: a Feistel network over the next even power of two,
 * walked until it lands inside (Black and Rogaway, 2002). Expected walks: under 4.
 */
export function permute(index: number, count: number, key: number): number {
  const half = halfBits(count)
  const mask = (1 << half) - 1
  let at = index
  do {
    let left = at >>> half
    let right = at & mask
    for (let round = 0; round < ROUNDS; round++) {
      const next = left ^ (randomBits((key + round) >>> 0, right) & mask)
      left = right
      right = next
    }
    at = ((left << half) | right) >>> 0
  } while (at >= count)
  return at
}

/** Half the bits of the smallest even-width word that holds `count` values. */
export const halfBits = (count: number): number => Math.max(1, Math.ceil(Math.ceil(Math.log2(Math.max(2, count))) / 2))
