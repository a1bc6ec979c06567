import { expect, test } from 'vitest'
import { adaptiveWidths } from './reference'

test('the width is two standard deviations of the membrane potential, wider once there is a past', () => {
  const { widths, closed } = adaptiveWidths([0.5, 1.5], 0.5, 0.75, 3)
  expect(widths).toEqual([1, 1.25, 1.25])
  expect(closed).toBe(false)
})

test('a window closes at a thousandth and below', () => {
  for (const gamma of [
    [-1, 0.5],
    [0, 0],
    [1e-3, 1e-3],
  ]) {
    const { widths, closed } = adaptiveWidths(gamma, 1, 0, 2)
    expect(closed).toBe(true)
    expect(widths).toEqual([2e-3, 2e-3])
  }
})
