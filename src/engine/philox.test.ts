/** Random words by their published vectors; numbers of them by what they are to be. */
import { describe, expect, it } from 'vitest'
import { normalOf, philox, unit, units } from './philox'

const hex = (words: readonly number[]) => words.map((word) => word.toString(16).padStart(8, '0')).join(' ')
const ONES = 0xffffffff

describe('philox', () => {
  it('gives the words of its authors’ test vectors', () => {
    expect(hex(philox([0, 0], 0, 0, 0, 0))).toBe('6627e8d5 e169c58d bc57ac4c 9b00dbd8')
    expect(hex(philox([ONES, ONES], ONES, ONES, ONES, ONES))).toBe('408f276d 41c83b0e a20bc7c6 6d5451fd')
    const pi = philox([0xa4093822, 0x299f31d0], 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344)
    expect(hex(pi)).toBe('d16cfe09 94fdcceb 5001e420 24126ea1')
  })

  it('gives numbers between 0 and 1 that single precision holds', () => {
    for (const word of [0, 1, 0x80000000, ONES]) {
      expect(Math.fround(unit(word))).toBe(unit(word))
      expect(unit(word)).toBeGreaterThan(0)
      expect(unit(word)).toBeLessThan(1)
    }
  })

  it('gives normal numbers', () => {
    const drawn = Array.from({ length: 4000 }, (_, block) => normalOf(units([7, 8], 1, 2, 3, block)))
    const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length
    const variance = drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / drawn.length
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(drawn.length))
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / drawn.length))
  })
})
