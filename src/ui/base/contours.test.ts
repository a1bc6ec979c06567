/** Lines of equal value: where a plane and a cone have them, and at a saddle. */
import { expect, test } from 'vitest'
import { between, contour } from './contours'

const grid = (size: number, of: (x: number, y: number) => number) =>
  Float64Array.from({ length: size * size }, (_, i) => of(i % size, Math.floor(i / size)))

test('of a plane they are straight, at the right place', () => {
  const segments = contour(
    grid(5, (x, y) => x + 2 * y),
    5,
    4.5,
  )
  for (const [x1, y1, x2, y2] of segments) {
    expect(x1 + 2 * y1).toBeCloseTo(4.5, 12)
    expect(x2 + 2 * y2).toBeCloseTo(4.5, 12)
  }
  const length = segments.reduce((sum, [x1, y1, x2, y2]) => sum + Math.hypot(x2 - x1, y2 - y1), 0)
  // The line goes from (0, 2.25) to (4, 0.25).
  expect(length).toBeCloseTo(Math.hypot(4, 2), 12)
})

test('of a cone they are closed: every end is the beginning of another', () => {
  const segments = contour(
    grid(9, (x, y) => Math.hypot(x - 4, y - 4)),
    9,
    2.5,
  )
  const ends = segments.flatMap(([x1, y1, x2, y2]) => [`${x1.toFixed(9)} ${y1.toFixed(9)}`, `${x2.toFixed(9)} ${y2.toFixed(9)}`])
  expect(segments.length).toBeGreaterThan(8)
  for (const end of ends) expect(ends.filter((other) => other === end)).toHaveLength(2)
})

test('a saddle has two lines, around the corners that its middle is not like', () => {
  const saddle = (lift: number) =>
    contour(
      [1, -1, -1, 1].map((height) => height + lift),
      2,
      0,
    )
  // The middle is above: the low corners (1, 0) and (0, 1) are cut off.
  expect(saddle(0.5)).toEqual([
    [0.75, 0, 1, 0.25],
    [0.25, 1, 0, 0.75],
  ])
  // The middle is below: the high corners are.
  expect(saddle(-0.5)).toEqual([
    [0, 0.25, 0.25, 0],
    [1, 0.75, 0.75, 1],
  ])
})

test('there is none where a corner is no number, nor above all', () => {
  expect(contour([0, 1, Number.NaN, 1], 2, 0.5)).toEqual([])
  expect(contour([0, 1, 0, 1], 2, 2)).toEqual([])
})

test('between grid points values are bilinear', () => {
  const values = grid(3, (x, y) => 1 + 2 * x + 3 * y + 4 * x * y)
  for (const [x, y] of [
    [0.25, 0.5],
    [0, 0],
    [1, 1],
    [0.5, 1],
  ] as const)
    expect(between(values, 3, x, y)).toBeCloseTo(1 + 2 * x + 3 * y + 4 * x * y, 12)
  expect(between(values, 3, 2, 2)).toBe(values[8])
})
