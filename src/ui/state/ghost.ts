/** Another run's curves, laid over those of the run that is shown: of one that trains beside it, or of a saved one. Outside React. */
import type { MetricRows, TestRow } from '../../readings/metrics'
import { createMetricSeries, type MetricSeries } from '../base/metric-series'
import { createSignal } from '../base/signal'

export interface Ghost {
  readonly name: string
  readonly curves: MetricSeries
  readonly tests: MetricSeries
}

export const ghostOf = (name: string): Ghost => ({ name, curves: createMetricSeries(8192), tests: createMetricSeries(4096) })

export function takeRows({ curves }: Ghost, { step, columns }: MetricRows): void {
  const named = Object.entries(columns)
  for (const [row, at] of step.entries()) curves.push(at, Object.fromEntries(named.map(([name, values]) => [name, values[row]!])))
}

export function takeTests({ tests }: Ghost, rows: readonly TestRow[]): void {
  for (const { step, values } of rows) tests.push(step, values)
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
