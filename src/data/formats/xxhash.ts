/** xxHash32 of bytes, with the seed 0: the checksum of LZ4's frames. Pure. */

const [P1, P2, P3, P4, P5] = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f, 0x165667b1]
/** The number of bytes processed at a time, by four accumulators. */
const STRIPE = 16

export function xxHash32(bytes: Uint8Array): number {
  const { buffer, byteOffset, length } = bytes
  const view = new DataView(buffer, byteOffset, length)
  let at = 0
  let hash = P5 | 0
  if (length >= STRIPE) {
    let [a, b, c, d] = [(P1 + P2) | 0, P2 | 0, 0, -P1 | 0]
    for (; at + STRIPE <= length; at += STRIPE) {
      a = round(a, view.getInt32(at, true))
      b = round(b, view.getInt32(at + 4, true))
      c = round(c, view.getInt32(at + 8, true))
      d = round(d, view.getInt32(at + 12, true))
    }
    hash = (rotated(a, 1) + rotated(b, 7) + rotated(c, 12) + rotated(d, 18)) | 0
  }
  hash = (hash + length) | 0
  for (; at + 4 <= length; at += 4) hash = Math.imul(rotated((hash + Math.imul(view.getInt32(at, true), P3)) | 0, 17), P4)
  for (; at < length; at++) hash = Math.imul(rotated((hash + Math.imul(bytes[at]!, P5)) | 0, 11), P1)
  hash = Math.imul(hash ^ (hash >>> 15), P2)
  hash = Math.imul(hash ^ (hash >>> 13), P3)
  return (hash ^ (hash >>> 16)) >>> 0
}

const rotated = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits))
const round = (sum: number, word: number): number => Math.imul(rotated((sum + Math.imul(word, P2)) | 0, 13), P1)
