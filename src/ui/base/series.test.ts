/** The histories and axes that curves are drawn from. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digitsIn, digitsOf, evenly, grownSpan, logTicks, spread, ticks } from './scale'
import { columnOf, createSeries, quantile, rowAt, shareFloor, smoothed, valueAt } from './series'

describe('a bounded series', () => {
  it('keeps its order, bound and mean, however many rows arrive', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 700 }), (count) => {
        const series = createSeries(1, 16)
        for (let step = 1; step <= count; step++) series.push(step, [step])
        expect(series.count).toBeLessThanOrEqual(16)
        for (let row = 1; row < series.count; row++) expect(series.x[row]!).toBeGreaterThan(series.x[row - 1]!)
        // Each row is the mean of the stride steps that end at its x.
        for (let row = 0; row < series.count; row++) expect(series.data[row]!).toBeCloseTo(series.x[row]! - (series.stride - 1) / 2, 3)
      }),
    )
  })
  it('averages each column separately', () => {
    const series = createSeries(2, 4)
    for (let step = 0; step < 8; step++) series.push(step, [step, -step])
    expect(series.count).toBeLessThan(4)
    for (const value of columnOf(series, 0)) expect(columnOf(series, 1)).toContain(-value)
  })
  it('drops every other row if the last is taken, so that no value is invented', () => {
    const series = createSeries(1, 8, 'last')
    for (let step = 1; step <= 100; step++) series.push(step, [step])
    expect(series.count).toBeLessThanOrEqual(8)
    expect(series.stride).toBe(16)
    for (let row = 0; row < series.count; row++)
      expect({ data: series.data[row], x: series.x[row] }).toEqual({ data: 16 * (row + 1), x: 16 * (row + 1) })
  })
  it('finds the last row at or before a step', () => {
    const series = createSeries(1, 16)
    expect(rowAt(series, 3)).toBe(-1)
    expect(valueAt(series, 3, 0)).toBeNaN()
    for (const step of [10, 20, 30]) series.push(step, [step])
    expect([5, 10, 19, 20, 99].map((step) => rowAt(series, step))).toEqual([0, 0, 0, 1, 2])
  })
  it('is empty after it is cleared', () => {
    const series = createSeries(1, 4)
    for (let step = 0; step < 9; step++) series.push(step, [step])
    series.clear()
    series.push(0, [7])
    expect({ count: series.count, first: series.data[0] }).toEqual({ count: 1, first: 7 })
  })
})

describe('smoothing', () => {
  it('leaves a constant as it is from the first row on', () => {
    for (const value of smoothed(new Float32Array(50).fill(3), 12)) expect(value).toBeCloseTo(3, 5)
  })
  it('is the raw line at half-life 0 and steps over gaps', () => {
    expect([...smoothed([1, 5, 2], 0)]).toEqual([1, 5, 2])
    expect([...smoothed([1, Number.NaN, 2], 0)]).toEqual([1, 1, 2])
  })
  it('never leaves the range of its values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 1 }),
        fc.double({ min: 0, max: 50, noNaN: true }),
        (values, halfLife) => {
          for (const value of smoothed(values, halfLife)) {
            expect(value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-3)
            expect(value).toBeLessThanOrEqual(Math.max(...values) + 1e-3)
          }
        },
      ),
    )
  })
})

describe('axes', () => {
  it('have round ticks inside their range', () => {
    expect(ticks(-2.25, 2.25, 5)).toEqual([-2, -1, 0, 1, 2])
    expect(ticks(0, 1, 4)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
    expect(digitsOf(0.05)).toBe(2)
    expect(logTicks(0.01, 3)).toEqual([0.01, 0.1, 1])
    expect(logTicks(0.28, 2.9, 3)).toEqual([0.5, 1, 2])
    fc.assert(
      fc.property(
        fc.double({ min: 1e-5, max: 100, noNaN: true }),
        fc.double({ min: 1.2, max: 1e5, noNaN: true }),
        fc.integer({ min: 2, max: 5 }),
        (low, factor, max) => {
          const marks = logTicks(low, low * factor, max)
          expect(marks.length).toBeGreaterThanOrEqual(2)
          expect(marks.length).toBeLessThanOrEqual(max)
          for (const mark of marks) {
            expect(mark).toBeGreaterThanOrEqual(low * 0.999)
            expect(mark).toBeLessThanOrEqual(low * factor * 1.001)
          }
        },
      ),
    )
  })
  it('have as many digits as they need', () => {
    expect([0.5, 12, 0.45, 3e-5].map(digitsIn)).toEqual([1, 0, 2, 5])
  })
  it('choose steps evenly, with the ends and the selected one', () => {
    expect(evenly(4, 8)).toEqual([0, 1, 2, 3])
    expect(evenly(25, 5)).toEqual([0, 6, 12, 18, 24])
    expect(evenly(25, 5, 7)).toContain(7)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 2, max: 12 }), (count, max) => {
        const chosen = evenly(count, max, count >> 1)
        expect(chosen.length).toBe(Math.min(count, max))
        expect(new Set(chosen).size).toBe(chosen.length)
        if (count > 2 && max > 2) expect(chosen).toContain(count >> 1)
      }),
    )
  })
  it('keep labels apart', () => {
    const at = spread([10, 11, 12], 8, 0, 100)
    expect(at[1]! - at[0]!).toBeGreaterThan(7.9)
    expect(at[2]! - at[1]!).toBeGreaterThan(7.9)
  })
  it('keep all labels as far apart as there is room, near their lines and in order', () => {
    const place = fc.double({ min: -50, max: 150, noNaN: true })
    fc.assert(
      fc.property(fc.array(place, { minLength: 2, maxLength: 9 }), fc.double({ min: 1, max: 30, noNaN: true }), (positions, gap) => {
        const at = spread(positions, gap, 0, 100)
        const apart = Math.min(gap, 100 / (positions.length - 1))
        const order = positions.map((_, index) => index).sort((a, b) => positions[a]! - positions[b]!)
        order.slice(1).forEach((index, k) => {
          expect(at[index]! - at[order[k]!]!).toBeGreaterThan(apart - 1e-6)
        })
        for (const place of at) {
          expect(place).toBeGreaterThan(-1e-6)
          expect(place).toBeLessThan(100 + 1e-6)
        }
      }),
    )
    expect(spread([50, 10, 52], 4, 0, 100)).toEqual([49, 10, 53])
  })
  it('grow in round jumps and end with the run', () => {
    expect(grownSpan(0.4, 10)).toBe(0.5)
    expect(grownSpan(9, 10)).toBe(10)
    fc.assert(fc.property(fc.double({ min: 0, max: 50, noNaN: true }), (now) => grownSpan(now, 50) >= now))
  })
  it('set the floor of a share axis near the values of the run', () => {
    const learned = Float32Array.from({ length: 1000 }, (_, row) => 0.97 - 0.87 * Math.exp(-row / 40))
    expect(shareFloor(learned)).toBe(0.9)
    expect(shareFloor(new Float32Array(10).fill(0.1))).toBe(0)
    expect(quantile([3, 1, 2], 0.5)).toBe(2)
  })
})
