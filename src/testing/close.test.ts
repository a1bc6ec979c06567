import { describe, expect, test } from 'vitest'
import { equalBits, expectClose, expectWithin, relativeError, sumBound } from './close'

const reason = 'exact'

describe('relativeError', () => {
  test('is the norm of the difference over the norm of what is wanted', () => {
    expect(relativeError([3, 4.5], [3, 4])).toBeCloseTo(0.1, 12)
    expect(relativeError([1e-3], [0])).toBe(1e-3)
  })
  test('is infinite for what is not finite and for other lengths', () => {
    expect(relativeError([Number.NaN], [1])).toBe(Number.POSITIVE_INFINITY)
    expect(relativeError([1], [1, 2])).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('expectClose', () => {
  test('accepts what is within the tolerance', () => {
    expectClose([1, 2.001], [1, 2], { relative: 1e-3, reason })
    expectClose([0.5], [0], { absolute: 0.5, reason })
  })
  test('names the worst element and the reason', () => {
    expect(() => expectClose([1, 2.1, 3.5], [1, 2, 3], { relative: 1e-3, reason })).toThrow(/element 2.*3\.5, expected 3.*exact/)
  })
  test('never accepts NaN', () => {
    expect(() => expectClose([Number.NaN], [1], { absolute: 1e9, reason })).toThrow('element 0')
    expect(() => expectWithin([Number.NaN], [1], [1e9], reason)).toThrow('element 0')
  })
  test('refuses other lengths', () => {
    expect(() => expectClose([1], [1, 2], { reason })).toThrow('1 values, expected 2')
  })
})

test('sumBound grows with the terms and with what is summed', () => {
  expect(sumBound(8, 1)).toBe(2 ** -19)
  expect(sumBound(8, 2)).toBe(2 ** -18)
})

test('equalBits tells zero from minus zero and knows NaN', () => {
  expect(equalBits(Float32Array.of(0), Float32Array.of(-0))).toBe(false)
  expect(equalBits(Float32Array.of(Number.NaN), Float32Array.of(Number.NaN))).toBe(true)
  expect(equalBits(Float32Array.of(1), Float32Array.of(1, 2))).toBe(false)
})
