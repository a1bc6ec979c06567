/** Curves of another run, drawn over those of the shown run: a comparison run in training, or a saved run. Outside React. */
import type { MetricRows, TestRow } from '../../../readings/metrics'
import { sharesOverall } from '../../../readings/shares'
import type { Snapshot } from '../../../runs/compact'
import { createMetricSeries, type MetricSeries } from '../../base/metric-series'
import { createSeries, type Series } from '../../base/series'
import { createSignal } from '../../base/signal'

export interface CurveOverlay {
  readonly name: string
  readonly curves: MetricSeries
  readonly tests: MetricSeries
  /** The fraction of potentials in the window, by layer. */
  readonly shares: Map<string, Series>
}

const SHARE_ROWS = 320

export const createCurveOverlay = (name: string): CurveOverlay => ({
  name,
  curves: createMetricSeries(8192),
  tests: createMetricSeries(4096),
  shares: new Map(),
})

export function takeRows({ curves }: CurveOverlay, { step, columns }: MetricRows): void {
  const named = Object.entries(columns)
  for (const [row, at] of step.entries()) curves.push(at, Object.fromEntries(named.map(([name, values]) => [name, values[row]!])))
}

export function takeTests({ tests }: CurveOverlay, rows: readonly TestRow[]): void {
  for (const { step, values } of rows) tests.push(step, values)
}

export function takeShares({ shares }: CurveOverlay, { step, layers }: Snapshot): void {
  for (const frame of layers) {
    const known = shares.get(frame.layer) ?? createSeries(1, SHARE_ROWS)
    shares.set(frame.layer, known)
    known.push(step, [sharesOverall(frame).inside])
  }
}

export function clearCurveOverlay({ curves, tests, shares }: CurveOverlay): void {
  curves.clear()
  tests.clear()
  shares.clear()
}

/** The comparison run that trains in turn with the open one. */
export interface ComparisonRun {
  readonly title: string
  readonly step: number
  readonly totalSteps: number
  /** Whether it continues when the open run does. */
  readonly waits: boolean
}

export const comparisonRun = createSignal<ComparisonRun | null>(null)
