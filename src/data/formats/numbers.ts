/** Numbers in files: integers of any width, and floats of half, single and double precision. */

export type Numbers = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array

/** The type of a number: signed integer, unsigned integer or float, and its size in bytes. */
export interface Element {
  readonly kind: 'i' | 'u' | 'f'
  readonly size: 1 | 2 | 4 | 8
}

/** Reads little-endian numbers from bytes that fill their whole buffer. */
export function numbersOf({ buffer }: Uint8Array<ArrayBuffer>, { kind, size }: Element): Numbers {
  if (kind === 'f') {
    if (size === 2) return Float32Array.from(new Uint16Array(buffer), (half) => HALVES[half]!)
    return size === 4 ? new Float32Array(buffer) : new Float64Array(buffer)
  }
  const signed = kind === 'i'
  // Converted to doubles, which are exact up to 2^53; larger values fit nothing here.
  if (size === 8) return Float64Array.from(signed ? new BigInt64Array(buffer) : new BigUint64Array(buffer), Number)
  if (size === 4) return signed ? new Int32Array(buffer) : new Uint32Array(buffer)
  if (size === 2) return signed ? new Int16Array(buffer) : new Uint16Array(buffer)
  return signed ? new Int8Array(buffer) : new Uint8Array(buffer)
}

/** All numbers of half precision, indexed by their bits: a sign, five bits of exponent, ten of fraction. */
const HALVES = Float32Array.from({ length: 2 ** 16 }, (_, bits) => {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023]
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -14 * (fraction / 1024))
})

/** An array of numbers in a file, from which any box can be read without the rest. */
export interface NumberArray {
  readonly shape: readonly number[]
  readonly element: Element
  /** The size of a chunk, if the file has any: reading whole chunks decompresses each only once. */
  readonly chunks?: readonly number[]
  /**
   * Reads the box with indices from `from` up to `to`, exclusive, along each axis, the last axis fastest.
   * @throws FormatError if the file does not hold them.
   */
  readonly read: (from: readonly number[], to: readonly number[]) => Numbers | Promise<Numbers>
}
