/** LZ4 and Zstandard frames: those of the reference programs decompress to the original, and no other writes beyond its bound. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { joined } from '../../testing/files'
import { FormatError } from './format-error'
import { boundOfLz4, unpackLz4 } from './lz4'
import { boundOfZstd, openZstd } from './zstd'

const caseOf = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`../../testing/cases/events/${name}`, import.meta.url)))
const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** The input of `lz4` and `zstd`: lines that repeat far apart, bytes that do not, zeros. */
const TEXT = joined(
  Buffer.from(Array.from({ length: 8000 }, (_, i) => `spike ${Math.floor(i / 1000)} of neuron ${((i * i) >> 6) % 7}\n`).join('')),
  Uint8Array.from({ length: 700 }, (_, i) => (i * i) >> 5),
  new Uint8Array(70_000),
)

const unpacked = (frame: Uint8Array): Uint8Array => {
  const room = new Uint8Array(boundOfLz4(frame, 0))
  return room.subarray(0, unpackLz4(frame, 0, room))
}

describe('LZ4', () => {
  it.each(['linked.lz4', 'checked.lz4'])('unpacks %s as lz4 packed it', (name) => {
    expect(hash(unpacked(caseOf(name)))).toBe(hash(TEXT))
  })

  it('says how much it needs: what the frame says, or what its blocks can hold', () => {
    expect(boundOfLz4(caseOf('checked.lz4'), 0)).toBe(TEXT.length)
    expect(boundOfLz4(caseOf('linked.lz4'), 0)).toBe(3 * 65_536 + 255 * 143)
  })

  // Version 1, independent blocks of at most 64 kB; the checksum of a header is not verified.
  const HEAD = [0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0]
  const frame = (...blocks: readonly (readonly number[])[]): Uint8Array =>
    Uint8Array.from([...HEAD, ...blocks.flatMap((b) => [b.length & 255, b.length >> 8, 0, 0, ...b]), 0, 0, 0, 0])

  it('finds one bit that is not as it was, in a block or in what comes out', () => {
    // A stored block, with checksums of the block and of all.
    const whole = Uint8Array.from([4, 0x22, 0x4d, 0x18, 0x74, 0x40, 0, 3, 0, 0, 0x80, 97, 98, 99, ...ABC, 0, 0, 0, 0, ...ABC])
    expect([...unpacked(whole)]).toEqual([97, 98, 99])
    const words = (bytes: Uint8Array) => () => unpacked(bytes)
    expect(words(whole.with(12, 99))).toThrow('is damaged: there is a checksum that its bytes do not have at byte 14')
    expect(words(whole.with(25, 0))).toThrow('a checksum that its bytes do not have at byte 22')
    expect(words(whole.subarray(0, 24))).toThrow('an LZ4 frame that is cut off at byte 22')
  })
  /** xxHash32 of `abc`, the lowest byte first. */
  const ABC = [0xff, 0x53, 0xd1, 0x32]

  it('copies what it is about to write, too', () => {
    // One literal, and 7 bytes from one byte before; then two literals.
    expect([...unpacked(frame([0x13, 65, 1, 0, 0x20, 66, 67]))]).toEqual([65, 65, 65, 65, 65, 65, 65, 65, 66, 67])
  })

  it.each<[string, Uint8Array, string]>([
    ['no frame', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), 'no LZ4 frame, where one was expected at byte 1000'],
    ['a dictionary', Uint8Array.of(...HEAD.slice(0, 4), 0x61, 0x40, 0, 0, 0, 0, 0), 'with a dictionary at byte 1000'],
    ['an unknown version', Uint8Array.of(...HEAD.slice(0, 4), 0xa0, 0x40, 0), 'of a kind that is not known at byte 1000'],
    ['no end', Uint8Array.from(HEAD), 'cut off at byte 1007'],
    ['a long block', Uint8Array.of(...HEAD, 255, 255, 255, 127), 'a block that claims 2147483647 bytes'],
    [
      'an absurd size',
      Uint8Array.of(...HEAD.slice(0, 4), 0x68, 0x40, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0),
      'at byte 1000 that claims 1099511627776 bytes, where it can hold 0 at most',
    ],
    ['a copy from before the beginning', frame([0x13, 65, 2, 0, 0x00]), 'a copy of what was not there at byte 1013'],
    ['a copy from nowhere', frame([0x13, 65, 0, 0, 0x00]), 'a copy of what was not there'],
    ['a copy beyond the block', frame([0x1f, 65, 1, 0, ...Array<number>(300).fill(255), 0, 0]), 'a copy that does not fit its block'],
    ['literals beyond the block', frame([0xf0, 255, 255, 0, 65]), 'literals that do not fit their block'],
    ['an end amid a copy', frame([0x13, 65, 1]), 'a block that is cut off'],
    ['no literals at the end', frame([0x10, 65, 1, 0]), 'a block that is cut off'],
    ['an empty block', Uint8Array.of(...HEAD, 0, 0, 0, 128, 0, 0, 0, 0), ''],
  ])('refuses %s', (_, bytes, words) => {
    const work = () => {
      const room = new Uint8Array(boundOfLz4(bytes, 1000))
      return unpackLz4(bytes, 1000, room)
    }
    if (words === '') return expect(work()).toBe(0)
    expect(work).toThrow(FormatError)
    expect(work).toThrow(words)
  })
})

describe('Zstandard', () => {
  it.each(['sized.zst', 'unsized.zst'])('unpacks %s as zstd packed it', async (name) => {
    const frame = caseOf(name)
    const unpack = await openZstd()
    expect(hash(unpack(frame, 0, boundOfZstd(frame, 0)))).toBe(hash(TEXT))
  })

  it('says how much it needs: what the frame says, or what its blocks can hold', () => {
    expect(boundOfZstd(caseOf('sized.zst'), 0)).toBe(TEXT.length)
    expect(boundOfZstd(caseOf('unsized.zst'), 0)).toBe(2 * 2 ** 17)
  })

  const HEAD = [0x28, 0xb5, 0x2f, 0xfd]
  it.each<[string, readonly number[], string]>([
    ['no frame', [1, 2, 3, 4, 5, 6], 'no Zstandard frame, where one was expected at byte 50'],
    ['a dictionary', [...HEAD, 0x21, 0, 0, 1, 0, 0], 'with a dictionary at byte 50'],
    ['no end', [...HEAD, 0x20, 0, 0, 0, 0], 'cut off at byte 50'],
    ['a block of an unknown kind', [...HEAD, 0x20, 0, 7, 0, 0], 'or is of no known kind at byte 56'],
    ['a block that is too long', [...HEAD, 0x20, 0, 1, 255, 255], 'a Zstandard block that claims 2097120 bytes'],
    ['more after the end', [...HEAD, 0x20, 0, 1, 0, 0, 9], 'of another length than its packet at byte 59'],
    [
      'an absurd size',
      [...HEAD, 0xe0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0],
      'at byte 50 that claims 1099511627776 bytes, where it can hold 0 at most',
    ],
  ])('refuses %s', (_, bytes, words) => {
    const work = () => boundOfZstd(Uint8Array.from(bytes), 50)
    expect(work).toThrow(FormatError)
    expect(work).toThrow(words)
  })

  it('refuses a block of 10 bytes that claims copies of gigabytes', async () => {
    // 98,048 sequences, each a copy of 65,539 bytes or more.
    const block = [0x08, 65, 255, 255, 255, 0x54, 0, 0, 52, 1]
    const frame = Uint8Array.from([...HEAD, 0xa0, 0, 0, 1, 0, 0x55, 0, 0, ...block])
    const unpack = await openZstd()
    expect(() => unpack(frame, 7, boundOfZstd(frame, 7))).toThrow('the Zstandard frame at byte 7 cannot be unpacked')
  })

  it('refuses a frame whose blocks are damaged', async () => {
    const frame = caseOf('sized.zst')
    frame.fill(255, 30, 90)
    const unpack = await openZstd()
    expect(() => unpack(frame, 7, boundOfZstd(frame, 7))).toThrow('is damaged: the Zstandard frame at byte 7 cannot be unpacked')
  })
})
