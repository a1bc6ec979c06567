/** Comparisons with tolerances and their reasons. Tolerances follow from the arithmetic, not from what happens to pass. */

type Numbers = ArrayLike<number>

/** norm(got - want) / norm(want); the absolute error where `want` is zero. Infinity where `got` has a value that is not finite or the lengths differ. */
export function relativeError(got: Numbers, want: Numbers): number {
  if (got.length !== want.length) return Number.POSITIVE_INFINITY
  let difference = 0
  let size = 0
  for (let i = 0; i < want.length; i++) {
    difference += (got[i]! - want[i]!) ** 2
    size += want[i]! ** 2
  }
  if (!Number.isFinite(difference)) return Number.POSITIVE_INFINITY
  return size === 0 ? Math.sqrt(difference) : Math.sqrt(difference / size)
}

export interface Tolerance {
  /** Per element: |got - want| <= absolute + relative * |want|. */
  readonly relative?: number
  readonly absolute?: number
  /** Why the tolerance is this large. */
  readonly reason: string
}

/** @throws with the worst element, element by element. */
export function expectClose(got: Numbers, want: Numbers, { relative = 0, absolute = 0, reason }: Tolerance): void {
  if (got.length !== want.length) throw new Error(`${got.length} values, expected ${want.length}`)
  let worst = -1
  let excess = 0
  for (let i = 0; i < want.length; i++) {
    const over = Math.abs(got[i]! - want[i]!) - (absolute + relative * Math.abs(want[i]!))
    // Written so that a NaN counts as infinitely wrong.
    if (over <= excess) continue
    worst = i
    if (Number.isNaN(over)) break
    excess = over
  }
  if (worst >= 0)
    throw new Error(
      `element ${worst} of ${want.length} is ${got[worst]}, expected ${want[worst]}: more than ${absolute} + ${relative} * |expected| apart (${reason})`,
    )
}

/** @throws unless each element is within `bound[i]`. */
export function expectWithin(got: Numbers, want: Numbers, bound: Numbers, reason: string): void {
  if (got.length !== want.length || bound.length !== want.length) throw new Error(`${got.length} values, expected ${want.length}`)
  for (let i = 0; i < want.length; i++)
    if (!(Math.abs(got[i]! - want[i]!) <= bound[i]!))
      throw new Error(`element ${i} is ${got[i]}, expected ${want[i]} within ${bound[i]} (${reason})`)
}

/** The maximum error of a float32 sum of products, in any order of addition: 2^-23 (terms + 8) sum|a b|. */
export const sumBound = (terms: number, absoluteSum: number): number => 2 ** -23 * (terms + 8) * absoluteSum

const words = (a: Float32Array | Uint32Array): Uint32Array => new Uint32Array(a.buffer, a.byteOffset, a.length)

/** Whether two arrays hold the same words: stricter than ===, since 0 and -0 differ and NaN equals itself. */
export function equalBits(a: Float32Array | Uint32Array, b: Float32Array | Uint32Array): boolean {
  const [x, y] = [words(a), words(b)]
  return x.length === y.length && x.every((word, i) => word === y[i])
}

/** Small reproducible numbers for tests, in [0, 1): a linear congruential generator. */
export function noise(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
