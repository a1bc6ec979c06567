import { describe, expect, test } from 'vitest'
import { halfWidth, type SurrogateKind, slope, smoothSpike, stepFunction } from './reference'

const KINDS: readonly (readonly [SurrogateKind, number])[] = [
  ['rect', 0.8],
  ['triangle', 1.4],
  ['sigmoid', 4],
  ['atan', 2],
  ['fastSigmoid', 25],
  ['gaussian', 0.4],
]
// Not 0 and not on an edge of rect or triangle, where there is no derivative.
const POINTS = [-2.1, -0.71, -0.39, -0.05, 0.03, 0.21, 0.41, 0.7, 1.3]

describe.each(KINDS)('%s', (kind, parameter) => {
  test('the slope is the derivative of the smooth spike', () => {
    const h = 1e-5
    for (const x of POINTS) {
      const numeric = (smoothSpike(kind, parameter, x + h) - smoothSpike(kind, parameter, x - h)) / (2 * h)
      expect(Math.abs(slope(kind, parameter, x) - numeric)).toBeLessThan(1e-7)
    }
  })

  test('the smooth spike is 1/2 at the threshold and rises', () => {
    expect(smoothSpike(kind, parameter, 0)).toBe(0.5)
    const values = POINTS.map((x) => smoothSpike(kind, parameter, x))
    expect(values).toEqual([...values].sort((a, b) => a - b))
    expect(values.at(-1)).toBeGreaterThan(values[0]!)
  })

  test('the slope is the same on both sides of the threshold and highest there', () => {
    for (const x of POINTS) {
      expect(slope(kind, parameter, x)).toBeCloseTo(slope(kind, parameter, -x), 12)
      expect(slope(kind, parameter, x)).toBeLessThanOrEqual(slope(kind, parameter, 0))
    }
  })

  test('the window ends where the slope falls below a tenth of its peak', () => {
    const edge = halfWidth(kind, parameter)
    const peak = slope(kind, parameter, 0)
    if (kind === 'rect' || kind === 'triangle') {
      expect(slope(kind, parameter, edge * (1 - 1e-9))).toBeGreaterThan(0)
      expect(slope(kind, parameter, edge * (1 + 1e-9))).toBe(0)
    } else expect(slope(kind, parameter, edge)).toBeCloseTo(peak / 10, 10)
  })
})

test('the widths known from the literature', () => {
  expect(halfWidth('sigmoid', 1)).toBeCloseTo(3.637, 3)
  expect(halfWidth('atan', 1)).toBeCloseTo(6 / Math.PI, 12)
  expect(halfWidth('fastSigmoid', 25)).toBeCloseTo(0.0865, 4)
  expect(halfWidth('gaussian', 1)).toBeCloseTo(2.146, 3)
})

test('the smooth Gaussian spike is the normal distribution', () => {
  // Tables: Phi(1) and Phi(-1.96), Phi(4).
  expect(smoothSpike('gaussian', 1, 1)).toBeCloseTo(0.8413447460685429, 14)
  expect(smoothSpike('gaussian', 1, -1.96)).toBeCloseTo(0.024997895148220435, 14)
  expect(smoothSpike('gaussian', 1, 4)).toBeCloseTo(0.9999683287581669, 14)
})

test('a list of widths gives one per step', () => {
  const f = stepFunction('rect', [1, 4])
  expect([f.slope(0.6, 0), f.slope(0.6, 1)]).toEqual([0, 0.25])
  expect([f.spike(0, 0), f.spike(-1e-12, 0)]).toEqual([1, 0])
})
