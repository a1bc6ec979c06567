/** Parts of training that were not measured are left out, also between the rows of a curve. */
import { expect, it } from 'vitest'
import { inGap, isAcross, knownParts } from './gaps'

const gaps = [
  { from: 40, to: 60 },
  { from: 0, to: 10 },
]

it('the ends of a gap were measured, and the steps between them were not', () => {
  expect([0, 1, 10, 40, 41, 59, 60].filter((step) => inGap(gaps, step))).toEqual([1, 41, 59])
})

it('a line is broken between the rows on both sides of a gap', () => {
  expect(isAcross(gaps, 40, 60)).toBe(true)
  expect(isAcross(gaps, 38, 64)).toBe(true)
  expect(isAcross(gaps, 10, 40)).toBe(false)
  expect(isAcross(gaps, 60, 61)).toBe(false)
})

it('the measured parts extend from gap to gap, up to now', () => {
  expect(knownParts([], 70)).toEqual([{ from: 0, to: 70 }])
  expect(knownParts(gaps, 70)).toEqual([
    { from: 10, to: 40 },
    { from: 60, to: 70 },
  ])
  expect(knownParts([{ from: 0, to: 50 }], 50)).toEqual([])
})
