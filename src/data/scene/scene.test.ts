/** Random words by their published vectors; numbers of them by what they are to be. */
import { describe, expect, it } from 'vitest'
import { normalOf, philox, unit, units } from './philox'
import { poisson, sensorPixel } from './sensor'
import { valueNoise } from './value-noise'

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

describe('poisson', () => {
  it('is the least number whose chance to be reached exceeds u', () => {
    expect([0.1, 0.36, 0.37, 0.7, 0.95].map((u) => poisson(u, 1))).toEqual([0, 0, 1, 1, 3])
    expect([poisson(0.5, 80), poisson(0.5, 0)]).toEqual([80, 0])
  })

  it('ends for the largest u, and its mean is as asked for', () => {
    expect(poisson(unit(ONES), 80)).toBeLessThan(140)
    const count = 20_000
    const sum = Array.from({ length: count }, (_, i) => poisson((i + 0.5) / count, 2.5)).reduce((a, b) => a + b, 0)
    expect(sum / count).toBeCloseTo(2.5, 3)
  })
})

describe('a sensor', () => {
  it('has thresholds around 0.2', () => {
    const pixels = Array.from({ length: 1024 }, (_, i) => sensorPixel([1, 2], 0, i))
    for (const threshold of ['on', 'off'] as const) {
      const mean = pixels.reduce((sum, pixel) => sum + pixel[threshold], 0) / pixels.length
      expect(Math.abs(mean - 0.2)).toBeLessThan((4 * 0.03) / 32)
    }
  })
})

describe('value noise', () => {
  it('is at a lattice point what the point is, within its octaves, and continuous', () => {
    const at = (x: number, y: number, layer = 0) => valueNoise([1, 2], 3, layer, x, y)
    expect(at(8 - 1e-9, 4)).toBeCloseTo(at(8 + 1e-9, 4), 6)
    const coarse = 2 * unit(philox([1, 2], 3, 4, 1 * 256 + 2, 0)[0]) - 1
    const fine = 2 * unit(philox([1, 2], 3, 4, 65536 + 2 * 256 + 4, 0)[0]) - 1
    expect(at(16, 8)).toBeCloseTo((coarse + 0.5 * fine) / 1.5, 12)
    expect(at(16, 8, 1)).not.toBeCloseTo(at(16, 8), 3)
    // Negative places are on the lattice too.
    expect(Math.abs(at(-3, -5))).toBeLessThanOrEqual(1)
  })
})
