/** Metrics of groups of test samples over the runs of a comparison, such as by light or position. Pure. */
import type { Metric } from '../readings/metrics'
import type { Comparison, RunResult } from './compare'
import { type Spread, spreadOf } from './layer-metrics'
import { metricsOf } from './metrics'

/** A table for one group of metrics: a column for each part, a row for each variant. */
export interface GroupTable {
  readonly title: string
  readonly parts: readonly Metric[]
  /** A row per variant; null where no run of the variant has measured the part. */
  readonly rows: readonly (readonly (Spread | null)[])[]
}

/** Tables for the groups that at least one run has measured. @param results of one T */
export function groupTables({ base, variants }: Pick<Comparison, 'base' | 'variants'>, results: readonly RunResult[]): GroupTable[] {
  const measured = metricsOf(base).filter(
    ({ name, split, among }) => split === 'test' && among && results.some((run) => run.ok && run.values[name] !== undefined),
  )
  const titles = [...new Set(measured.map(({ among }) => among!.group))]
  return titles.map((title) => {
    const parts = measured.filter(({ among }) => among!.group === title)
    const valuesOf = (variant: number, { name }: Metric) =>
      results.flatMap((run) => (run.ok && run.variant === variant && Number.isFinite(run.values[name]) ? [run.values[name]!] : []))
    return { title, parts, rows: variants.map((_, variant) => parts.map((part) => spreadOf(valuesOf(variant, part)))) }
  })
}
