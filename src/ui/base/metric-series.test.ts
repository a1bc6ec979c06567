/** A history whose columns have names. */
import { expect, it } from 'vitest'
import { createMetricSeries, metricAt, metricColumn, stepsOfRows } from './metric-series'

it('has the columns of its first row, and none for unmeasured metrics', () => {
  const series = createMetricSeries(8)
  expect([...metricColumn(series, 'a')]).toEqual([])
  series.push(1, { a: 1, b: 2 })
  series.push(3, { a: 2 })
  expect([...stepsOfRows(series)]).toEqual([1, 3])
  expect([...metricColumn(series, 'a')]).toEqual([1, 2])
  expect([...metricColumn(series, 'b')]).toEqual([2, Number.NaN])
  // Before the first row nothing was measured.
  expect(metricAt(series, 0.9, 'a')).toBeNaN()
  expect([metricAt(series, 2, 'b'), metricAt(series, 3, 'c')]).toEqual([2, Number.NaN])
})

it('starts again with a row of another run, and when it is cleared', () => {
  const series = createMetricSeries(8)
  series.push(1, { a: 1 })
  series.push(2, { c: 5 })
  expect({ names: series.names, steps: [...stepsOfRows(series)] }).toEqual({ names: ['c'], steps: [2] })
  series.clear()
  expect({ names: series.names, count: series.rows.count }).toEqual({ names: [], count: 0 })
})
