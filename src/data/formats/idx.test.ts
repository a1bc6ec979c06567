/** The IDX parser: what it reads, and the sentence for each thing it refuses. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FormatError } from './format-error'
import { parseIdx } from './idx'

const idx = (shape: number[], data: number[], type = 8): Uint8Array => {
  const sizes = shape.flatMap((size) => [size >>> 24, (size >>> 16) & 255, (size >>> 8) & 255, size & 255])
  return Uint8Array.from([0, 0, type, shape.length, ...sizes, ...data])
}

describe('parseIdx', () => {
  it('reads shape and data without a copy', () => {
    const bytes = idx([2, 1, 3], [1, 2, 3, 4, 5, 6])
    const { shape, data } = parseIdx(bytes, 3)
    expect(shape).toEqual([2, 1, 3])
    expect([...data]).toEqual([1, 2, 3, 4, 5, 6])
    expect(data.buffer).toBe(bytes.buffer)
  })

  it('reads from the middle of a buffer', () => {
    const outer = new Uint8Array(40).fill(9)
    outer.set(idx([3], [7, 8, 9]), 5)
    expect([...parseIdx(outer.subarray(5, 16), 1).data]).toEqual([7, 8, 9])
  })

  it.each([
    ['nothing', new Uint8Array(0), 1, 'is 0 bytes long, too short'],
    ['a web page', new TextEncoder().encode('<!doctype html>'), 3, 'does not begin like an IDX file (3c 21 64 6f)'],
    ['a gzip file', Uint8Array.from([0x1f, 0x8b, 8, 0, 0]), 1, 'does not begin like an IDX file'],
    ['floats', idx([1], [0, 0, 0, 0], 0x0d), 1, 'elements of type 0x0d'],
    ['labels for images', idx([2], [1, 2]), 3, 'has 1 axis, where 3 were expected'],
    ['half a header', idx([2, 2, 2], []).subarray(0, 9), 3, 'too short for its header of 16'],
    ['truncated data', idx([4], [1, 2]), 1, 'is truncated: 10 of 12 bytes are there'],
    ['data that goes on', idx([1], [1, 2]), 1, 'is 10 bytes long, where its header says 9'],
    ['a claim of 2^96 elements', idx([0xffffffff, 0xffffffff, 0xffffffff], []), 3, 'more than this reader takes'],
  ])('refuses %s', (_, bytes, axes, message) => {
    expect(() => parseIdx(bytes, axes)).toThrow(FormatError)
    expect(() => parseIdx(bytes, axes)).toThrow(message)
  })

  it('throws nothing but FormatError, whatever the bytes', () => {
    const start = fc.oneof(fc.constant([0, 0, 8, 1]), fc.constant([0, 0, 8, 3]), fc.constant<number[]>([]))
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 64 }), fc.integer({ min: 1, max: 4 }), (head, tail, axes) => {
        try {
          parseIdx(Uint8Array.from([...head, ...tail]), axes)
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError)
        }
      }),
      { numRuns: 200 },
    )
  })
})
