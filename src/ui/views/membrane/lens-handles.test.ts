/** A press takes the nearest handle; if several coincide, the one on the side of the press. */
import { describe, expect, it } from 'vitest'
import { grabbedHandle } from './lens-handles'

describe('a press on the handles', () => {
  it.each([
    ['the nearest', { low: 10, threshold: 20, high: 30 }, 13, 'low'],
    ['the nearest', { low: 10, threshold: 20, high: 30 }, 21, 'threshold'],
    ['the nearest, though another lies over it', { low: 10, threshold: 22, high: 34 }, 24, 'threshold'],
    ['of three at one place the lower edge before them', { low: 100, threshold: 100.5, high: 101 }, 96, 'low'],
    ['of three at one place the upper edge behind them', { low: 100, threshold: 100.5, high: 101 }, 105, 'high'],
    ['of three at one place the threshold on them', { low: 100, threshold: 100.5, high: 101 }, 100, 'threshold'],
    ['of threshold and upper edge the threshold before them', { low: 0, threshold: 100, high: 102 }, 97, 'threshold'],
    ['of threshold and upper edge the edge behind them', { low: 0, threshold: 100, high: 102 }, 104, 'high'],
  ] as const)('takes %s', (_, places, at, handle) => expect(grabbedHandle(places, at)).toBe(handle))
})
