/**
 * Zstandard frames, decompressed by its authors' own library, which zstddec provides as WebAssembly; it is loaded with the first frame.
 * The headers of a frame's blocks bound its uncompressed size beforehand. Frames that need a dictionary are not read.
 */
import { FormatError } from './format-error'

const MAGIC = 0xfd2fb528
const MAX_BLOCK = 2 ** 17
/** Block types, numbered as in a block's header; 0 is a raw block. */
const [REPEATED, COMPRESSED] = [1, 2]

/** Decompresses a whole frame. @param max the bound from `boundOfZstd`. @throws FormatError */
type UnpackZstd = (frame: Uint8Array, at: number, max: number) => Uint8Array

export async function openZstd(): Promise<UnpackZstd> {
  const { ZSTDDecoder } = await import('zstddec')
  const decoder = new ZSTDDecoder()
  await decoder.init()
  return (frame, at, max) => {
    if (max === 0) return new Uint8Array(0)
    const bytes = decoder.decode(frame, max)
    // The library reports any fault only by an empty result.
    if (bytes.length === 0) throw new FormatError(`is damaged: the Zstandard frame at byte ${at} cannot be unpacked`)
    return bytes
  }
}

/** The maximum uncompressed size of a frame. @param at its offset in the file, for error messages. @throws FormatError */
export function boundOfZstd(frame: Uint8Array, at: number): number {
  const cutOff = () => damaged(at, 'a Zstandard frame that is cut off')
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  if (frame.length < 6 || view.getUint32(0, true) !== MAGIC) throw damaged(at, 'no Zstandard frame, where one was expected')
  const flags = frame[4]!
  if (flags & 8) throw damaged(at, 'a Zstandard frame of a kind that is not known')
  if (flags & 3) throw new FormatError(`is compressed with a dictionary at byte ${at}, and it is not here`)
  const single = (flags & 32) !== 0
  const sizeBytes = [single ? 1 : 0, 2, 4, 8][flags >> 6]!
  let place = 5 + (single ? 0 : 1)
  if (place + sizeBytes > frame.length) throw cutOff()
  const claimed = sizeAt(view, place, sizeBytes)
  place += sizeBytes
  let max = 0
  for (let last = false; !last; ) {
    if (place + 3 > frame.length) throw cutOff()
    const word = frame[place]! | (frame[place + 1]! << 8) | (frame[place + 2]! << 16)
    last = (word & 1) === 1
    const [type, size] = [(word >> 1) & 3, word >> 3]
    if (type > COMPRESSED || size > MAX_BLOCK)
      throw damaged(at + place, `a Zstandard block that claims ${size} bytes, or is of no known kind`)
    place += 3 + (type === REPEATED ? 1 : size)
    max += type === COMPRESSED ? MAX_BLOCK : size
  }
  if (place + (flags & 4 ? 4 : 0) !== frame.length) throw damaged(at + place, 'a Zstandard frame of another length than its packet')
  if (claimed !== undefined && claimed > max)
    throw new FormatError(`has a compressed block at byte ${at} that claims ${claimed} bytes, where it can hold ${max} at most`)
  return claimed ?? max
}

function sizeAt(view: DataView, at: number, bytes: number): number | undefined {
  if (bytes === 1) return view.getUint8(at)
  if (bytes === 2) return view.getUint16(at, true) + 256
  if (bytes === 4) return view.getUint32(at, true)
  return bytes === 8 ? view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32 : undefined
}

const damaged = (at: number, what: string): FormatError => new FormatError(`is damaged: there is ${what} at byte ${at}`)
