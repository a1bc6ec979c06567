/** A bounded history of metrics: rows over training steps whose columns have names. Pure data; no frames, no drawing. */
import type { MetricRow } from '../../readings/metrics'
import { columnOf, createSeries, type Series, valueAt } from './series'

export interface MetricSeries {
  readonly rows: Series
  /** The names of the columns. */
  readonly names: readonly string[]
  /** Adds a row, or replaces the last one of the same step. A new name is a new column; only new names start a new history. */
  push(step: number, values: Readonly<Record<string, number>>): void
  clear(): void
}

export function createMetricSeries(capacity: number): MetricSeries {
  let names: readonly string[] = []
  let rows = createSeries(0, capacity)
  const add = (step: number, values: MetricRow['values']) =>
    rows.push(
      step,
      names.map((name) => values[name] ?? Number.NaN),
    )
  return {
    get rows() {
      return rows
    },
    get names() {
      return names
    },
    push(step, values) {
      const given = Object.keys(values)
      const newest = rows.x[rows.count - 1]
      if (given.some((name) => !names.includes(name)) || (rows.count > 0 && newest === step)) {
        const before = given.some((name) => names.includes(name)) ? rowsAfter({ rows, names }, Number.NEGATIVE_INFINITY) : []
        names = [...new Set([...(before.length > 0 ? names : []), ...given])]
        rows = createSeries(names.length, capacity)
        for (const row of before) if (row.step < step) add(row.step, row.values)
      }
      add(step, values)
    },
    clear() {
      names = []
      rows.clear()
    },
  }
}

/** The rows behind a training step, in order. */
export const rowsAfter = ({ rows, names }: Pick<MetricSeries, 'rows' | 'names'>, step: number): MetricRow[] =>
  Array.from({ length: rows.count }, (_, row) => row)
    .filter((row) => rows.x[row]! > step)
    .map((row) => ({
      step: rows.x[row]!,
      values: Object.fromEntries(names.map((name, column) => [name, rows.data[row * rows.width + column]!])),
    }))

/** Training steps of the rows. */
export const stepsOfRows = ({ rows }: MetricSeries): Float64Array => rows.x.subarray(0, rows.count)

/** The values of a metric by row; empty if it is not measured. */
export function metricColumn({ rows, names }: MetricSeries, name: string): Float32Array {
  const column = names.indexOf(name)
  return column < 0 ? new Float32Array() : columnOf(rows, column)
}

/** The value of a metric at a training step, from the last row up to it; NaN before the first row, or if it is not measured. */
export function metricAt({ rows, names }: MetricSeries, step: number, name: string): number {
  const column = names.indexOf(name)
  return column < 0 || rows.count === 0 || step < rows.x[0]! ? Number.NaN : valueAt(rows, step, column)
}
