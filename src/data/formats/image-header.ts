/** Reads the size of a PNG or JPEG, and whether it is gray, from its first bytes, without decoding it. */

export interface ImageHeader {
  readonly width: number
  readonly height: number
  readonly gray: boolean
}

/** The number of bytes that include the size, even after a camera's metadata. */
export const HEADER_BYTES = 65_536 * 2

export const isImage = (head: Uint8Array): boolean => isPng(head) || isJpeg(head)

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const isPng = (head: Uint8Array): boolean => PNG.every((byte, i) => head[i] === byte)
const isJpeg = (head: Uint8Array): boolean => head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff

/** Undefined if the header does not state the size. */
export function readImageHeader(head: Uint8Array): ImageHeader | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  if (isPng(head)) {
    if (head.length < 26) return undefined
    // Color types 0 and 4 are gray, without and with transparency.
    return { width: view.getUint32(16), height: view.getUint32(20), gray: (head[25]! & 3) === 0 }
  }
  if (!isJpeg(head)) return undefined
  for (let at = 2; at + 10 <= head.length; at += 2 + view.getUint16(at + 2)) {
    const marker = head[at + 1]!
    if (head[at] !== 0xff) return undefined
    // A start-of-frame marker; three other markers share its range of numbers.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7), gray: head[at + 9] === 1 }
  }
  return undefined
}
