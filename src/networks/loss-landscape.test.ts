/** The loss around a point: exact on a quadratic, whose surface, curve and Hessian are known. */
import { expect, test } from 'vitest'
import { noise } from '../testing/close'
import {
  filterNormalized,
  hessianProduct,
  inFilters,
  largestEigenvalue,
  moved,
  normOf,
  overPlane,
  passesOf,
  type Vector,
} from './loss-landscape'

/** Q diag(values) Q for a reflection Q, which is symmetric. */
function symmetric(values: readonly number[]): number[][] {
  const random = noise(5)
  const q = values.map(() => random() - 0.5)
  const size = q.reduce((sum, x) => sum + x * x, 0)
  const reflected = values.map((_, i) => values.map((_, j) => Number(i === j) - (2 * q[i]! * q[j]!) / size))
  return values.map((_, i) =>
    values.map((_, j) => values.reduce((sum, value, k) => sum + reflected[i]![k]! * value * reflected[k]![j]!, 0)),
  )
}
const times = (matrix: readonly (readonly number[])[], v: Vector): Vector =>
  v.map((_, i) => matrix[i]!.reduce((sum, a, j) => sum + a * v[j]!, 0))

test.each([
  ['positive', [7, 4, 2, 1, 0.5, 0], 7],
  ['whose largest by size is negative', [-9, 3, 1, 0, -2, 0.5], 3],
  ['negative', [-9, -3, -1, -6, -2, -5], -1],
])('the largest eigenvalue of a Hessian is found: %s', async (_, values, largest) => {
  const hessian = symmetric(values)
  const from = Float32Array.from(values, (_, i) => 1 + i / 4)
  const product = hessianProduct(async (at) => times(hessian, at), from, 0.125)
  const found = await largestEigenvalue(
    product,
    Float32Array.from(values, (_, i) => 1 / (1 + i)),
    { iterations: 400, residual: 1e-4 },
  )
  expect(found.value).toBeCloseTo(largest, 3)
  expect(found.residual).toBeLessThanOrEqual(1e-4)
  expect(found.iterations).toBeLessThan(800)
})

test('iterations that do not suffice say by their residual how far they are', async () => {
  const hessian = symmetric([7, 6.9, 1])
  const { iterations, residual } = await largestEigenvalue(async (v) => times(hessian, v), Float32Array.of(1, 2, 3), {
    iterations: 3,
    residual: 1e-4,
  })
  expect(iterations).toBe(3)
  expect(residual).toBeGreaterThan(1e-4)
})

test('each filter of a direction is as long as that of the weights, and nothing else moves', () => {
  const weights = Float32Array.from({ length: 40 }, (_, i) => (i % 7) / 8)
  // All weights of the third filter are 0.
  const filters = [Int32Array.of(1, 3, 6, 9), Int32Array.of(2, 4, 8, 30), Int32Array.of(7, 14, 21)]
  const [one, other] = [0, 1].map((index) => filterNormalized(weights, filters, 5, index)) as [Vector, Vector]
  for (const direction of [one, other])
    for (const filter of filters) expect(normOf(inFilters(direction, [filter]))).toBeCloseTo(normOf(inFilters(weights, [filter])), 5)
  expect(inFilters(one, filters)).toEqual(one)
  expect(one).toEqual(filterNormalized(weights, filters, 5, 0))
  expect(one).not.toEqual(other)
  expect(one).not.toEqual(filterNormalized(weights, filters, 6, 0))
})

test('the surface of a quadratic is exact in each pass, and no point is asked for twice', async () => {
  const hessian = [
    [2, 1, 0],
    [1, 4, 0.5],
    [0, 0.5, 1],
  ]
  const [from, one, other] = [Float32Array.of(1, -2, 0.5), Float32Array.of(0.5, 0, 1), Float32Array.of(0, 2, -1)]
  const quadratic = (at: Vector) => times(hessian, at).reduce((sum, value, i) => sum + (value * at[i]!) / 2, 0)
  const asked: string[] = []
  const grids: number[] = []
  const lossAt = async (x: number, y: number) => {
    asked.push(`${x} ${y}`)
    const loss = quadratic(moved(from, x, one, y, other))
    return [loss, -loss]
  }
  // f(x, y) = f + gx x + gy y + (a x² + 2 b x y + c y²) / 2
  const g = times(hessian, from)
  const dot = (a: Vector, b: Vector) => a.reduce((sum, value, i) => sum + value * b[i]!, 0)
  const [gx, gy] = [dot(g, one), dot(g, other)]
  const [a, b, c] = [dot(times(hessian, one), one), dot(times(hessian, one), other), dot(times(hessian, other), other)]
  await overPlane([-1, 1], 17, lossAt, ({ at, losses: [loss, negative] }) => {
    grids.push(at.length)
    expect(at[0]).toBe(-1)
    expect(at.at(-1)).toBe(1)
    for (const [row, y] of at.entries())
      for (const [column, x] of at.entries()) {
        const expected = quadratic(from) + gx * x + gy * y + (a * x * x + 2 * b * x * y + c * y * y) / 2
        expect(loss![row * at.length + column]).toBeCloseTo(expected, 5)
        expect(negative![row * at.length + column]).toBeCloseTo(-expected, 5)
      }
  })
  expect(grids).toEqual([5, 9, 17])
  expect(passesOf(17)).toEqual(grids)
  expect(asked).toHaveLength(17 * 17)
  expect(new Set(asked).size).toBe(17 * 17)
})
