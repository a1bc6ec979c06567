/** Linear readouts of a memory. No browser. */
import { describe, expect, it } from 'vitest'
import { readouts } from './ridge'

/** Numbers in (0, 1) without a pattern. */
const noise = (at: number) => (Math.abs(Math.sin(12.9898 * at + 78.233)) * 43758.5453) % 1
const ROWS = 120
const COLUMNS = 6
const features = Float32Array.from({ length: ROWS * COLUMNS }, (_, at) => noise(at))
const column = (of: number) => Float64Array.from({ length: ROWS }, (_, row) => features[row * COLUMNS + of]!)

describe('a readout', () => {
  it('finds a linear map that is there, with its constant', () => {
    const target = column(0).map((value, row) => 3 * value - 2 * column(4)[row]! + 7)
    const [{ predictions, explained }] = readouts(features, COLUMNS, [target], { ridge: 1e-9 }) as [ReturnType<typeof readouts>[0]]
    expect(explained).toBeGreaterThan(1 - 1e-12)
    predictions.forEach((value, row) => {
      expect(Math.abs(value - target[row]!)).toBeLessThan(1e-6)
    })
  })

  it('agrees with the normal equations of one column', () => {
    const [x, y] = [column(1), column(2)]
    const mean = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / ROWS
    const [mx, my] = [mean(x), mean(y)]
    const deviation = Math.sqrt(mean(x.map((value) => (value - mx) ** 2)))
    const covariance = mean(x.map((value, row) => (value - mx) * (y[row]! - my)))
    const ridge = 0.25
    const slope = covariance / deviation / (1 + ridge)
    const [{ predictions }] = readouts(x, 1, [y], { ridge, folds: 1 }) as [ReturnType<typeof readouts>[0]]
    predictions.forEach((value, row) => {
      expect(value).toBeCloseTo(my + (slope * (x[row]! - mx)) / deviation, 12)
    })
  })

  it('finds little where nothing is, and less with a larger penalty', () => {
    const target = Float64Array.from({ length: ROWS }, (_, row) => noise(row + 10_000))
    const [small, large] = [1e-6, 10].map((ridge) => readouts(features, COLUMNS, [target], { ridge, folds: 1 })[0]!.explained)
    expect(small!).toBeLessThan(0.25)
    expect(large!).toBeLessThan(small!)
    expect(large!).toBeGreaterThanOrEqual(0)
  })

  it('leaves out whole groups of rows, by which a column that tells groups apart tells nothing of a new one', () => {
    // Ten groups, each with a target of its own and a column of its own.
    const groupOf = (row: number) => Math.floor(row / 12)
    const target = Float64Array.from({ length: ROWS }, (_, row) => noise(groupOf(row) + 500))
    const apart = Float32Array.from({ length: ROWS * 10 }, (_, at) => Number(groupOf(Math.floor(at / 10)) === at % 10))
    expect(readouts(apart, 10, [target])[0]!.explained).toBeGreaterThan(0.95)
    expect(readouts(apart, 10, [target], { groupOf })[0]!.explained).toBeLessThan(0.1)
  })

  it('leaves columns out that never change, and says nothing of a target that never does', () => {
    const still = new Float64Array(ROWS).fill(4)
    const [{ predictions, explained }] = readouts(new Float32Array(ROWS * 3).fill(1), 3, [column(0)], { folds: 1 }) as [
      ReturnType<typeof readouts>[0],
    ]
    expect(explained).toBeCloseTo(0, 12)
    expect(predictions[5]).toBeCloseTo(predictions[0]!, 12)
    expect(readouts(features, COLUMNS, [still])[0]!.explained).toBeNaN()
    expect(readouts(features, COLUMNS, [])).toEqual([])
  })

  it('fits everything with more columns than rows, and with rows left out is not taken in by that', () => {
    const few = Array.from({ length: 3 }, (_, of) => Float64Array.from({ length: 20 }, (_, row) => noise(1000 * of + row)))
    const wide = Float32Array.from({ length: 20 * 40 }, (_, at) => noise(at + 5))
    for (const { explained } of readouts(wide, 40, few, { folds: 1 })) expect(explained).toBeGreaterThan(0.9)
    for (const { explained } of readouts(wide, 40, few)) expect(explained).toBeLessThan(0.3)
  })
})
