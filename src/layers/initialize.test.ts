/**
 * Initial weights: their standard deviation by scheme, every meaningful weight drawn, padding zero, the same values for any order in
 * memory.
 */
import { describe, expect, test } from 'vitest'
import { convFan, initializeWeight, linearFan, type Scheme } from './initialize'

const SCHEMES = ['pytorch', 'kaiming', 'kaimingUniform', 'kaimingFanOut', 'xavier', 'orthogonal'] as const satisfies readonly Scheme[]
const deviation = (values: readonly number[]) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length)

describe.each(SCHEMES)('%s', (scheme) => {
  test.each([
    // An image of 5 x 5 with 3 channels: its row of 75 is padded to 76, its places are not.
    ['an image of odd size', linearFan(3, 6, 25, 3), [76, 8]],
    ['a gray image of odd size', linearFan(1, 6, 25, 1), [28, 8]],
    ['a feature map of 5 channels', linearFan(5, 6, 9, 8), [72, 8]],
    ['plain features', linearFan(13, 6), [16, 8]],
    ['a convolution', convFan(5, 6, 9, 8), [3, 3, 8, 8]],
    ['a convolution of an image', convFan(3, 6, 9, 3), [3, 3, 3, 8]],
  ] as const)('%s: every weight that means something is drawn, the rest is zero', (_, fan, shape) => {
    const values = initializeWeight(scheme, fan, 7)(shape, 'w')
    const drawn = [...values].filter((v) => v !== 0)
    expect(drawn).toHaveLength(fan.inputs * fan.outputs)
    for (let i = 0; i < values.length; i++) {
      const [row, output] = [Math.floor(i / 8), i % 8]
      const meaningful = output < 6 && row < fan.positions * fan.stored && row % fan.stored < fan.inputs / fan.positions
      expect(values[i] !== 0).toBe(meaningful)
    }
  })

  test('the order in memory does not show: channel c at place p has the value of input c * places + p', () => {
    const [channels, positions, outputs] = [3, 4, 5]
    const flat = initializeWeight(scheme, linearFan(channels * positions, outputs), 7)([12, 8], 'w')
    const placed = initializeWeight(scheme, linearFan(channels, outputs, positions, 4), 7)([16, 8], 'w')
    for (let c = 0; c < channels; c++)
      for (let p = 0; p < positions; p++)
        for (let o = 0; o < outputs; o++) expect(placed[(p * 4 + c) * 8 + o]).toBe(flat[(c * positions + p) * 8 + o])
  })
})

test.each([
  ['pytorch', convFan(16, 32, 9, 16), 1 / Math.sqrt(3 * 144)],
  ['kaiming', convFan(16, 32, 9, 16), Math.sqrt(2 / 144)],
  ['kaimingUniform', convFan(16, 32, 9, 16), Math.sqrt(1 / 144)],
  ['kaimingFanOut', convFan(16, 32, 9, 16), Math.sqrt(2 / 288)],
  ['kaimingFanOut', convFan(64, 32, 1, 64), Math.sqrt(2 / 32)],
  ['kaimingFanOut', linearFan(144, 32), 1 / Math.sqrt(3 * 144)],
  ['xavier', convFan(16, 32, 9, 16), Math.sqrt(2 / (144 + 288))],
  ['xavier', linearFan(144, 32), Math.sqrt(2 / 176)],
] as const)('%s has its standard deviation', (scheme, fan, want) => {
  const values = initializeWeight(scheme, fan, 3)([fan.positions * fan.stored, 32], 'w')
  // Of at least 2048 draws: four standard errors.
  expect(deviation([...values])).toBeGreaterThan(want * 0.93)
  expect(deviation([...values])).toBeLessThan(want * 1.07)
})

test('orthogonal columns are orthonormal', () => {
  const values = initializeWeight('orthogonal', convFan(3, 8, 9, 4), 3)([3, 3, 4, 8], 'w')
  for (let a = 0; a < 8; a++)
    for (let b = 0; b < 8; b++) {
      let dot = 0
      for (let row = 0; row < 36; row++) dot += values[row * 8 + a]! * values[row * 8 + b]!
      expect(dot).toBeCloseTo(Number(a === b), 5)
    }
})

test('a gain multiplies', () => {
  for (const scheme of SCHEMES) {
    const [one, two] = [1, 2].map((gain) => initializeWeight(scheme, convFan(3, 8, 9, 4), 3, gain)([3, 3, 4, 8], 'w'))
    expect([...two!]).toEqual([...one!].map((v) => 2 * v))
  }
})

test('a uniform scheme reaches no further than √3 standard deviations', () => {
  const values = initializeWeight('kaimingUniform', convFan(4, 4, 25, 4), 3)([5, 5, 4, 4], 'w')
  const max = values.reduce((largest, v) => Math.max(largest, Math.abs(v)), 0)
  expect(max).toBeLessThanOrEqual(Math.fround(Math.sqrt(3 / 100)))
  expect(max).toBeGreaterThan(0.16)
})
