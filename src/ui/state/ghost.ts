/** Another run's curves, laid over those of the run that is shown: of one that trains beside it, or of a saved one. Outside React. */
import type { MetricRows, TestRow } from '../../readings/metrics'
import { sharesOverall } from '../../readings/shares'
import type { Moment } from '../../runs/compact'
import { createMetricSeries, type MetricSeries } from '../base/metric-series'
import { createSeries, type Series } from '../base/series'
import { createSignal } from '../base/signal'

export interface Ghost {
  readonly name: string
  readonly curves: MetricSeries
  readonly tests: MetricSeries
  /** Of each layer the share of potentials in its window. */
  readonly shares: Map<string, Series>
}

const SHARE_ROWS = 320

export const ghostOf = (name: string): Ghost => ({
  name,
  curves: createMetricSeries(8192),
  tests: createMetricSeries(4096),
  shares: new Map(),
})

export function takeRows({ curves }: Ghost, { step, columns }: MetricRows): void {
  const named = Object.entries(columns)
  for (const [row, at] of step.entries()) curves.push(at, Object.fromEntries(named.map(([name, values]) => [name, values[row]!])))
}

export function takeTests({ tests }: Ghost, rows: readonly TestRow[]): void {
  for (const { step, values } of rows) tests.push(step, values)
}

export function takeShares({ shares }: Ghost, { step, layers }: Moment): void {
  for (const frame of layers) {
    const known = shares.get(frame.layer) ?? createSeries(1, SHARE_ROWS)
    shares.set(frame.layer, known)
    known.push(step, [sharesOverall(frame).inside])
  }
}

export function clearGhost({ curves, tests, shares }: Ghost): void {
  curves.clear()
  tests.clear()
  shares.clear()
}

/** The run that trains beside the open one, as the page shows it. */
export interface BesideNow {
  readonly title: string
  readonly step: number
  readonly totalSteps: number
  /** It goes on when the open run does. */
  readonly waits: boolean
}

export const besideNow = createSignal<BesideNow | null>(null)
