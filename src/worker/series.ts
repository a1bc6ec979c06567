/** The history of scalars on the worker's side: rows by column, thinned by half beyond 20,000 rows. */
import type { MetricRows } from '../readings/metrics'

const MAX_ROWS = 20_000

export interface Series {
  step: number[]
  columns: Record<string, number[]>
  /** A row is stored for every `stride`-th step. */
  stride: number
}

export const createSeries = (): Series => ({ step: [], columns: {}, stride: 1 })

export const lastStep = ({ step }: Series): number => step.at(-1) ?? 0

/** The rows for which `keeps` returns true. */
function rowsWhere({ step, columns }: MetricRows, keeps: (step: number, index: number) => boolean): MetricRows {
  const indices = Array.from(step.keys()).filter((i) => keeps(step[i]!, i))
  return {
    step: Uint32Array.from(indices, (i) => step[i]!),
    columns: Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, Float32Array.from(indices, (i) => values[i]!)])),
  }
}

/** The rows after a step; below, those up to a step. */
export const rowsAfter = (rows: MetricRows, after: number): MetricRows => rowsWhere(rows, (step) => step > after)
export const rowsUpTo = (rows: MetricRows, last: number): MetricRows => rowsWhere(rows, (step) => step <= last)

export function appendRows(series: Series, rows: MetricRows): void {
  const onStride = (step: number) => step % series.stride === 0 || step === 1
  const add = (from: MetricRows) => {
    series.step.push(...from.step)
    for (const [name, values] of Object.entries(from.columns)) {
      series.columns[name] ??= []
      series.columns[name].push(...values)
    }
  }
  add(rowsWhere(rows, onStride))
  while (series.step.length > MAX_ROWS) {
    series.stride *= 2
    const thinned = rowsWhere(columnsOf(series), onStride)
    series.step = []
    series.columns = {}
    add(thinned)
  }
}

export const columnsOf = ({ step, columns }: Series): MetricRows => ({
  step: Uint32Array.from(step),
  columns: Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, Float32Array.from(values)])),
})

export const seriesOf = ({ step, columns }: MetricRows, stride: number): Series => ({
  step: [...step],
  columns: Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, [...values]])),
  stride,
})

/** The rows of both in order; if there are more than a series holds, the newest. */
export const joinRows = (a: MetricRows, b: MetricRows): MetricRows => ({
  step: Uint32Array.from([...a.step, ...b.step].slice(-MAX_ROWS)),
  columns: Object.fromEntries(
    [...new Set([...Object.keys(a.columns), ...Object.keys(b.columns)])].map((name) => [
      name,
      Float32Array.from([...column(a, name), ...column(b, name)].slice(-MAX_ROWS)),
    ]),
  ),
})

/** A column by name; NaN where it was not measured. */
const column = ({ step, columns }: MetricRows, name: string): Float32Array =>
  columns[name] ?? new Float32Array(step.length).fill(Number.NaN)
