/**
 * Philox 4x32-10, a counter-based generator of random words (Salmon, Moraes, Dror and Shaw, SC 2011), for scenes and episodes that are
 * specified by its numbers. The reference implementation of shaders/lib/philox.wgsl, to the last bit. A counter is (sample or environment,
 * stream, item, block).
 */

/** Two words: the seed, and a number that distinguishes sets with the same seed. */
export type PhiloxKey = readonly [number, number]
export type Four = readonly [number, number, number, number]

const ROUNDS = 10

/** The higher word of the product of two words, computed from halves of the first, since a double holds their products exactly. */
function highWord(a: number, b: number): number {
  const low = (a & 0xffff) * b
  return Math.floor(((a >>> 16) * b + Math.floor(low / 65536)) / 65536)
}

/** The four words of a block. */
export function philox(key: PhiloxKey, sample: number, stream: number, item: number, block: number): Four {
  let [k0, k1] = key
  let [c0, c1, c2, c3] = [sample, stream, item, block]
  for (let round = 0; round < ROUNDS; round++) {
    const [high0, low0] = [highWord(0xd2511f53, c0), Math.imul(0xd2511f53, c0)]
    const [high1, low1] = [highWord(0xcd9e8d57, c2), Math.imul(0xcd9e8d57, c2)]
    ;[c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1 >>> 0, (high0 ^ c3 ^ k1) >>> 0, low0 >>> 0]
    k0 = (k0 + 0x9e3779b9) >>> 0
    k1 = (k1 + 0xbb67ae85) >>> 0
  }
  return [c0, c1, c2, c3]
}

/** Maps the 23 highest bits of a word to a number in (0, 1), exactly in single precision. */
export const unit = (word: number): number => ((word >>> 9) + 0.5) / 2 ** 23

/** The four words of a block as numbers in (0, 1). */
export function units(key: PhiloxKey, sample: number, stream: number, item: number, block: number): Four {
  const [a, b, c, d] = philox(key, sample, stream, item, block)
  return [unit(a), unit(b), unit(c), unit(d)]
}

/** A standard normal number from the first two numbers of a block. */
export const normalOf = ([u0, u1]: Four): number => Math.sqrt(-2 * Math.log(u0)) * Math.cos(2 * Math.PI * u1)
