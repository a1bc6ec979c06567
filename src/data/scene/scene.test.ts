/** The random draws of a sensor against their intended distributions. */
import { describe, expect, it } from 'vitest'
import { philox, unit } from '../../engine/philox'
import { poisson, sensorPixel } from './sensor'
import { valueNoise } from './value-noise'

describe('poisson', () => {
  it('is the smallest number whose cumulative probability exceeds u', () => {
    expect([0.1, 0.36, 0.37, 0.7, 0.95].map((u) => poisson(u, 1))).toEqual([0, 0, 1, 1, 3])
    expect([poisson(0.5, 80), poisson(0.5, 0)]).toEqual([80, 0])
  })

  it('ends for the largest u, and its mean is as asked for', () => {
    expect(poisson(unit(0xffffffff), 80)).toBeLessThan(140)
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
