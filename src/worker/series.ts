/** The history of scalars on the worker's side: rows, thinned by half beyond 20,000 rows. */
import type { MetricRow } from '../experiments/run'
import type { ScalarRows } from './protocol'

const MOST_ROWS = 20_000

export interface Series {
  readonly rows: MetricRow[]
  /** Every how many steps a row is kept. */
  stride: number
}

export const createSeries = (): Series => ({ rows: [], stride: 1 })

export function appendRows(series: Series, rows: readonly MetricRow[]): void {
  for (const row of rows) if (row.step % series.stride === 0 || row.step === 1) series.rows.push(row)
  while (series.rows.length > MOST_ROWS) {
    series.stride *= 2
    const kept = series.rows.filter((row) => row.step % series.stride === 0 || row.step === 1)
    series.rows.splice(0, series.rows.length, ...kept)
  }
}

export const columnsOf = (rows: readonly MetricRow[]): ScalarRows => ({
  step: Uint32Array.from(rows, (r) => r.step),
  trainLoss: Float32Array.from(rows, (r) => r.loss),
  trainAccuracy: Float32Array.from(rows, (r) => r.accuracy),
  gradientNorm: Float32Array.from(rows, (r) => r.gradientNorm),
  rate: Float32Array.from(rows, (r) => r.rate),
})

export const rowsOf = ({ step, trainLoss, trainAccuracy, gradientNorm, rate }: ScalarRows): MetricRow[] =>
  Array.from(step, (at, i) => ({
    step: at,
    loss: trainLoss[i]!,
    accuracy: trainAccuracy[i]!,
    gradientNorm: gradientNorm[i]!,
    rate: rate[i]!,
  }))

/** Rows of both, in order; beyond what a series keeps, the newest. */
export function joinRows(a: ScalarRows, b: ScalarRows): ScalarRows {
  const floats = (x: Float32Array, y: Float32Array) => Float32Array.from([...x, ...y].slice(-MOST_ROWS))
  return {
    step: Uint32Array.from([...a.step, ...b.step].slice(-MOST_ROWS)),
    trainLoss: floats(a.trainLoss, b.trainLoss),
    trainAccuracy: floats(a.trainAccuracy, b.trainAccuracy),
    gradientNorm: floats(a.gradientNorm, b.gradientNorm),
    rate: floats(a.rate, b.rate),
  }
}
