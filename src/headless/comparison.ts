/** Comparisons in Node: trains the runs one after the other, and prints tables as Markdown. */
import type { DataSet } from '../data/streams'
import type { Gpu } from '../engine/device'
import type { Experiment } from '../experiments/schema'
import { COMPARISON_ENDS, type Comparison, planOf, type RunResult } from '../studies/compare'
import { type GroupTable, groupTables } from '../studies/groups'
import { type Spread, windowNote } from '../studies/layer-metrics'
import { type LookTable, lookTable, lookText } from '../studies/look-tables'
import { metricHeading, metricsOf, reportedOf, valueWithoutUnit } from '../studies/metrics'
import type { Watcher } from '../studies/runner'
import { columnsOf, type Table, tablesOf, testColumns, titleAt } from '../studies/verdict'
import { grid } from './terminal'
import { runTrainer, trainInTurn } from './trainer'

/** Trains every run of the plan in turn; a failed run is a result too. Ends if the device is lost. */
export const runComparison = (
  gpu: Gpu,
  comparison: Comparison,
  dataOf: (experiment: Experiment) => Promise<DataSet>,
  watcher: Watcher<RunResult>,
): Promise<RunResult[]> =>
  trainInTurn(runTrainer(gpu, dataOf), {
    runs: planOf(comparison).runs,
    steps: comparison.steps,
    ends: COMPARISON_ENDS,
    look: comparison.look,
    watcher,
  })

/** Whether tables by layer are printed unless asked for: of an agent they answer none of the questions that it is compared for. */
export const showsLayers = ({ base }: Comparison): boolean => base.network.kind !== 'agent'

/** The verdict, the deciding metric by seed with its statistics, and tables of means over the seeds; those by layer if `all`. */
export function markdownOf(comparison: Comparison, results: readonly RunResult[], all = showsLayers(comparison)): string {
  const tables = tablesOf(comparison, results)
  const note = windowNote(planOf(comparison).runs.map(({ experiment }) => experiment))
  const fractions = columnsOf(comparison)
    .map(({ title }) => title)
    .join(' / ')
  return [
    `## After ${comparison.steps} training steps`,
    ...tables.map(({ sentence }) => sentence),
    ...(note && all ? [note] : []),
    testsTable(comparison, tables),
    ...tables.flatMap(({ savings }) => savings),
    ...results.flatMap((r) => (r.ok ? [] : [`${titleAt(comparison, r.time, r.variant)}, seed ${r.seed}: ${r.error}`])),
    ...tables.flatMap((table) => [
      ...(all
        ? [
            `### T = ${table.time}`,
            `Gradient-available fraction, %: ${fractions}`,
            fractionsTable(comparison, table),
            'Gradient norm, root mean square over the steps, and firing rate, %',
            metricsTable(comparison, table),
          ]
        : []),
      ...groupTables(comparison, ofTime(results, table)).map((group) => groupTable(comparison, group)),
      ...looksTables(comparison, lookTable(comparison, ofTime(results, table))),
    ]),
  ].join('\n\n')
}

const ofTime = (results: readonly RunResult[], { time }: Table) => results.filter((result) => result.time === time)

const testsTable = (comparison: Comparison, tables: readonly Table[]): string =>
  grid(
    [
      metricHeading(reportedOf(metricsOf(comparison.base))),
      ...comparison.seeds.map((seed) => `seed ${seed}`),
      'mean',
      ...testColumns(comparison, reportedOf(metricsOf(comparison.base))).map(({ title }) => title),
    ],
    tables.flatMap(({ time, tests, metric }) =>
      tests.map((row, v) => [
        titleAt(comparison, time, v),
        ...row.runs.map((run) => (run ? (run.ok ? valueWithoutUnit(metric, run.values[metric.name]!) : 'broke') : '–')),
        mean(row.spread, (value) => valueWithoutUnit(metric, value)),
        ...testColumns(comparison, metric).map(({ text }) => text(row)),
      ]),
    ),
  )

/** The maximum number of time steps listed; of longer sequences, evenly spaced ones. */
const MAX_STEPS = 12
const stepsShown = (time: number): number[] =>
  time <= MAX_STEPS
    ? Array.from({ length: time }, (_, t) => t)
    : Array.from({ length: MAX_STEPS }, (_, i) => Math.round((i * (time - 1)) / (MAX_STEPS - 1)))

const fractionsTable = (comparison: Comparison, { time, layers }: Table): string =>
  grid(
    ['layer', ...stepsShown(time).map((t) => `t = ${t + 1}`)],
    layers.map(({ layer, variants }) => [
      layer,
      ...stepsShown(time).map((t) =>
        columnsOf(comparison)
          .map(({ variant, fraction }) => mean(variants[variant]![fraction][t]!, hundredths))
          .join(' / '),
      ),
    ]),
  )

const metricsTable = ({ variants: titles }: Comparison, { layers }: Table): string =>
  grid(
    ['layer', ...titles.map(({ title }) => `norm, ${title}`), ...titles.map(({ title }) => `rate, ${title}`)],
    layers.map(({ layer, variants }) => [
      layer,
      ...variants.map(({ gradientNorm }) => mean(gradientNorm, (value) => value.toPrecision(3))),
      ...variants.map(({ rate }) => mean(rate, hundredths)),
    ]),
  )

const groupTable = ({ variants }: Comparison, { title, parts, rows }: GroupTable): string =>
  grid(
    [title, ...parts.map(({ among }) => among!.part)],
    rows.map((spreads, v) => [
      variants[v]!.title,
      ...spreads.map((spread, i) => mean(spread, (value) => valueWithoutUnit(parts[i]!, value))),
    ]),
  )

function looksTables({ variants, seeds }: Comparison, table: LookTable | null): string[] {
  if (!table) return []
  const { title, caption, columns, rows, whys } = table
  const heads = ['layer', 'variant', ...columns.map((column) => column.title)]
  const cells = rows.map(({ layer, variant, cells }) => [
    layer,
    variants[variant]!.title,
    ...cells.map((cell, i) => lookText(columns[i]!, cell, seeds.length)),
  ])
  return [
    `${title}: ${caption}; mean over the seeds with its 95\u00a0% interval`,
    ...(rows.length > 0 ? [grid(heads, cells)] : []),
    ...whys,
  ]
}

const mean = (spread: Spread | null, show: (value: number) => string): string => (spread ? show(spread.mean) : '–')
const hundredths = (share: number, digits = 1): string => (100 * share).toFixed(digits)
