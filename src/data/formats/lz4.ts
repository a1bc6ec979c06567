/**
 * LZ4 frames: blocks of literals and of copies of earlier output. A pure decoder into a buffer of the caller, who first learns how long
 * it must be; no frame makes it write or allocate more. Checksums are verified. Frames that need a dictionary are not read.
 */
import { FormatError } from './format-error'
import { xxHash32 } from './xxhash'

const MAGIC = 0x184d2204
const VERSION = 1
/** The maximum number of copied bytes that a single byte of a block can encode. */
const MAX_RATIO = 255

interface Header {
  /** The offset of the first block. */
  readonly start: number
  /** The maximum uncompressed size of a block in bytes. */
  readonly blockBytes: number
  readonly checkedBlocks: boolean
  /** Whether a checksum of the whole content follows the last block. */
  readonly checked: boolean
  /** The uncompressed size in bytes, if the frame states it. */
  readonly size?: number
}

/** The maximum uncompressed size of a frame. @param at its offset in the file, for error messages. @throws FormatError */
export function boundOfLz4(frame: Uint8Array, at: number): number {
  const { blockBytes, size } = headerOf(frame, at)
  let max = 0
  for (const { from, to, stored } of blocksOf(frame, at)) max += stored ? to - from : Math.min(blockBytes, MAX_RATIO * (to - from))
  if (size !== undefined && size > max)
    throw new FormatError(`has a compressed block at byte ${at} that claims ${size} bytes, where it can hold ${max} at most`)
  return size ?? max
}

/** @param into a buffer of the length from `boundOfLz4`. @returns the number of bytes written. @throws FormatError */
export function unpackLz4(frame: Uint8Array, at: number, into: Uint8Array): number {
  const { start, blockBytes, checkedBlocks, checked } = headerOf(frame, at)
  const view = viewOf(frame)
  const verify = (bytes: Uint8Array, place: number): void => {
    if (place + 4 > frame.length) throw damaged(at + place, 'an LZ4 frame that is cut off')
    if (view.getUint32(place, true) !== xxHash32(bytes)) throw damaged(at + place, 'a checksum that its bytes do not have')
  }
  let [length, end] = [0, start]
  for (const { from, to, stored } of blocksOf(frame, at)) {
    if (checkedBlocks) verify(frame.subarray(from, to), to)
    end = to + (checkedBlocks ? 4 : 0)
    const limit = Math.min(into.length, length + blockBytes)
    if (stored) {
      if (length + to - from > limit) throw damaged(at + from, 'more bytes than the frame has room for')
      into.set(frame.subarray(from, to), length)
      length += to - from
    } else length = unpackBlock(frame, from, to, into, length, limit, at)
  }
  // A zero word follows the last block.
  if (checked) verify(into.subarray(0, length), end + 4)
  return length
}

function headerOf(frame: Uint8Array, at: number): Header {
  const view = viewOf(frame)
  if (frame.length < 7 || view.getUint32(0, true) !== MAGIC) throw damaged(at, 'no LZ4 frame, where one was expected')
  const [flags, descriptor] = [frame[4]!, frame[5]!]
  const blockSize = (descriptor >> 4) & 7
  if (flags >> 6 !== VERSION || blockSize < 4) throw damaged(at, 'an LZ4 frame of a kind that is not known')
  if (flags & 1) throw new FormatError(`is compressed with a dictionary at byte ${at}, and it is not here`)
  const sized = (flags & 8) !== 0
  if (sized && frame.length < 15) throw damaged(at, 'an LZ4 frame that is cut off')
  return {
    start: sized ? 15 : 7,
    blockBytes: 2 ** (8 + 2 * blockSize),
    checkedBlocks: (flags & 16) !== 0,
    checked: (flags & 4) !== 0,
    ...(sized && { size: view.getUint32(6, true) + view.getUint32(10, true) * 2 ** 32 }),
  }
}

interface Block {
  readonly from: number
  readonly to: number
  readonly stored: boolean
}

function* blocksOf(frame: Uint8Array, at: number): Generator<Block> {
  const view = viewOf(frame)
  const { start, blockBytes, checkedBlocks } = headerOf(frame, at)
  for (let place = start; ; ) {
    if (place + 4 > frame.length) throw damaged(at + place, 'an LZ4 frame that is cut off')
    const word = view.getUint32(place, true)
    if (word === 0) return
    const [from, count] = [place + 4, word & 0x7fffffff]
    if (count > blockBytes || from + count > frame.length)
      throw damaged(at + place, `a block that claims ${count} bytes, more than there is room for`)
    yield { from, to: from + count, stored: word >>> 31 === 1 }
    place = from + count + (checkedBlocks ? 4 : 0)
  }
}

/** @returns the offset in `into` after the block. */
function unpackBlock(frame: Uint8Array, from: number, to: number, into: Uint8Array, start: number, limit: number, at: number): number {
  let [i, o] = [from, start]
  while (i < to) {
    const token = frame[i++]!
    let literals = token >> 4
    if (literals === 15)
      for (let more = 255; more === 255; literals += more) {
        if (i >= to) throw damaged(at + i, 'a block that is cut off')
        more = frame[i++]!
      }
    if (i + literals > to || o + literals > limit) throw damaged(at + i, 'literals that do not fit their block')
    if (literals > 32) {
      into.set(frame.subarray(i, i + literals), o)
      i += literals
      o += literals
    } else for (let k = 0; k < literals; k++) into[o++] = frame[i++]!
    // A block ends with literals.
    if (i === to) return o
    if (i + 2 > to) throw damaged(at + i, 'a block that is cut off')
    const distance = frame[i]! | (frame[i + 1]! << 8)
    if (distance === 0 || distance > o) throw damaged(at + i, 'a copy of what was not there')
    i += 2
    let length = 4 + (token & 15)
    if (length === 19)
      for (let more = 255; more === 255; length += more) {
        if (i >= to) throw damaged(at + i, 'a block that is cut off')
        more = frame[i++]!
      }
    if (o + length > limit) throw damaged(at + i, 'a copy that does not fit its block')
    if (distance >= length && length > 64) {
      into.copyWithin(o, o - distance, o - distance + length)
      o += length
    } else for (let k = 0; k < length; k++, o++) into[o] = into[o - distance]!
  }
  throw damaged(at + to, 'a block that is cut off')
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView => new DataView(buffer, byteOffset, byteLength)
const damaged = (at: number, what: string): FormatError => new FormatError(`is damaged: there is ${what} at byte ${at}`)
