/**
 * The results of a sweep: the outcomes of each run, a row per point, means over seeds and what they show. Without several seeds, the best
 * point is only called the best of this sweep. Pure.
 */
import type { MetricRows } from '../readings/metrics'
import type { AxisValue, SweepField } from './axis'
import { type LayerReading, layerMetricsOf, type Spread, spreadOf, windowNote } from './layer-metrics'
import { columnName, decidingOf, lowered, reportedOf } from './metrics'
import { type OutcomeInfo, type Outcomes, outcomesOf, outcomeText } from './outcome'
import type { RunEnds, Trained } from './runner'
import { warmUpOfAll } from './short-runs'
import { type Placing, placingColumns, type Standing, standingOf } from './standing'
import { type PlannedPoint, pointLabel, SEED, type SweepPlan } from './sweep'

interface DonePoint {
  readonly point: number
  readonly ok: true
  readonly step: number
  readonly outcomes: Outcomes
}
interface BrokenPoint {
  readonly point: number
  readonly ok: false
  readonly step: number
  readonly error: string
}
export type PointResult = DonePoint | BrokenPoint

/** The result of a point: its outcomes, or why it failed. @param curves reads the training metrics of a completed point */
export const sweepEnds = <O extends { totalSteps: number }, L extends LayerReading>(
  { metrics }: Pick<SweepPlan, 'metrics'>,
  curves: (planned: PlannedPoint, trained: Trained<O, L>) => Promise<MetricRows>,
): RunEnds<PlannedPoint, PointResult, O, L> => ({
  async reached(planned, trained) {
    const reading = { ...trained, layers: trained.layers.map(layerMetricsOf), curves: await curves(planned, trained) }
    return { point: planned.point, ok: true, step: trained.step, outcomes: outcomesOf(metrics, reading) }
  },
  broke: ({ point }, step, error) => ({ point, ok: false, step, error }),
})

export interface SweepRow {
  readonly point: number
  readonly values: readonly AxisValue[]
  /** Undefined until the point is done. */
  readonly result: PointResult | undefined
  /** Why the point is invalid. */
  readonly refused: string | null
}

/** One row per point, in order. */
export const rowsOfSweep = ({ points }: SweepPlan, results: readonly PointResult[]): SweepRow[] =>
  points.map(({ point, values, experiment, problems }) => ({
    point,
    values,
    result: results.find((result) => result.point === point),
    refused: experiment ? null : (problems.find(({ severity }) => severity === 'error')?.message ?? 'It cannot be run.'),
  }))

/** Points that differ only in the seed. */
export interface Setting {
  /** The values of all axes except the seed. */
  readonly values: readonly AxisValue[]
  readonly seeds: number
  readonly spreads: Readonly<Record<string, Spread | null>>
  /** Of the deciding outcome; null without a run that has it. */
  readonly placing: Placing | null
}

/** Groups points by their values except the seed; null where the seed is not swept. */
export const settingsOf = (plan: SweepPlan, results: readonly PointResult[]): Setting[] | null =>
  comparedOf(plan, results)?.settings ?? null

/** The settings, and how those that have results compare. */
function comparedOf(plan: SweepPlan, results: readonly PointResult[]): { settings: Setting[]; standing: Standing } | null {
  const { fields, points, outcomes: infos } = plan
  const seed = fields.findIndex(({ path }) => path === SEED)
  if (seed < 0) return null
  const groups = new Map<string, { values: readonly AxisValue[]; done: DonePoint[] }>()
  for (const { point, values } of points) {
    const rest = values.filter((_, i) => i !== seed)
    const key = JSON.stringify(rest)
    const group = groups.get(key) ?? { values: rest, done: [] }
    groups.set(key, group)
    const result = results.find((one) => one.point === point)
    if (result?.ok) group.done.push(result)
  }
  const metric = decidingOf(plan.metrics)
  const contenders = [...groups].flatMap(([key, { values, done }]) => {
    const found = done.flatMap(({ point, outcomes }) => {
      const value = outcomes[metric.name]
      return value == null ? [] : [[Number(points[point]!.values[seed]), value] as const]
    })
    return found.length > 0 ? [{ key, title: pointLabel(settingFields(plan), values), results: new Map(found) }] : []
  })
  const standing = standingOf(contenders, metric)
  const settings = [...groups].map(([key, { values, done }]) => ({
    values,
    seeds: done.length,
    spreads: Object.fromEntries(infos.map(({ key }) => [key, spreadOf(done.flatMap(({ outcomes }) => outcomes[key] ?? []))])),
    placing: standing.placings[contenders.findIndex((one) => one.key === key)] ?? null,
  }))
  return { settings, standing }
}

/** The swept fields, without the seed. */
export const settingFields = ({ fields }: SweepPlan): SweepField[] => fields.filter(({ path }) => path !== SEED)

/** Whether the test results are meaningful: no point was tested while its running statistics were still warming up. */
const isSettled = ({ points }: SweepPlan, results: readonly PointResult[]): boolean =>
  results.every(({ ok, point, step }) => {
    const { experiment } = points[point]!
    return !ok || !experiment || step >= warmUpOfAll([experiment])
  })

const UNSETTLED = 'No point is named as best: running statistics are still warming up.'

/** A sentence on the best point or setting, and what the outcomes do not show. Null before any is done. */
export function sentenceOf(plan: SweepPlan, results: readonly PointResult[]): string | null {
  const best = bestOf(plan, results)
  const note = windowNote(results.flatMap(({ ok, point }) => (ok ? (plan.points[point]!.experiment ?? []) : [])))
  return best && note ? `${best} ${note}` : best
}

function bestOf(plan: SweepPlan, results: readonly PointResult[]): string | null {
  const compared = comparedOf(plan, results)
  const info = plan.outcomes[0]!
  if (!isSettled(plan, results)) return UNSETTLED
  const words = (value: number) => outcomeText(info, value)
  const lower = info.better === 'lower'
  const best = <T>(all: readonly T[], of: (one: T) => number): T => all.reduce((a, b) => ((lower ? of(b) < of(a) : of(b) > of(a)) ? b : a))
  const [end, title] = [lower ? 'Lowest' : 'Highest', lowered(info.title)]
  const { settings, standing } = compared ?? {}
  const measured = settings?.filter(({ spreads }) => spreads[info.key]) ?? []
  const chosen = measured.length > 0 ? best(measured, ({ spreads }) => spreads[info.key]!.mean) : undefined
  if (standing?.placings.some(({ behind }) => behind && behind.pairs > 1))
    return `${standing.sentence.charAt(0).toUpperCase()}${standing.sentence.slice(1)}${reportOf(plan, ({ key }) => chosen?.spreads[key]?.mean)}`
  const [only] = settings ?? []
  if (settings?.length === 1 && only!.placing?.interval) {
    const { mean, seeds } = only!.spreads[info.key]!
    const { text } = placingColumns(decidingOf(plan.metrics))[0]!
    return `Mean ${title} over ${seeds} seeds: ${words(mean)}, 95\u00a0% interval ${text(only!.placing)}. Only the seed differs.${reportOf(plan, ({ key }) => only!.spreads[key]?.mean)}`
  }
  const done = results.flatMap((result) => {
    const value = result.ok ? result.outcomes[info.key] : null
    return value === null || value === undefined ? [] : [{ point: result.point, value }]
  })
  if (done.length === 0) return null
  const first = best(done, ({ value }) => value)
  const at = pointLabel(plan.fields, plan.points[first.point]!.values)
  const found = results.find(({ point }) => point === first.point)
  const report = reportOf(plan, ({ key }) => (found?.ok ? found.outcomes[key] : null))
  return `${end} ${title} of this sweep: ${words(first.value)}, at ${at}.${report} One seed shows nothing: with other seeds, another may be best.`
}

/** With validation, which chooses the best setting: what that setting reaches on the test set. */
function reportOf({ metrics, outcomes }: SweepPlan, value: (outcome: OutcomeInfo) => number | null | undefined): string {
  const info = outcomes.find(({ key }) => key === reportedOf(metrics).name)
  return info && info !== outcomes[0] ? ` Chosen by validation, it has a ${lowered(info.title)} of ${outcomeText(info, value(info))}.` : ''
}

/** One row per point, for other programs, in the units that the head names, as in the table on the screen. */
export function csvOfSweep(plan: SweepPlan, results: readonly PointResult[]): (string | number)[][] {
  const cell = (value: AxisValue) => (typeof value === 'boolean' ? String(value) : value)
  const shown = (value: number | null | undefined, { scale }: OutcomeInfo) => (value == null ? '' : Number((scale * value).toPrecision(12)))
  const head = (outcome: OutcomeInfo) => columnName(outcome.key, outcome)
  return [
    ['point', ...plan.fields.map(({ path }) => path), 'trainingSteps', ...plan.outcomes.map(head), 'error'],
    ...rowsOfSweep(plan, results).map(({ point, values, result, refused }) => [
      point + 1,
      ...values.map(cell),
      result?.step ?? '',
      ...plan.outcomes.map((outcome) => (result?.ok ? shown(result.outcomes[outcome.key], outcome) : '')),
      refused ?? (result && !result.ok ? result.error : ''),
    ]),
  ]
}
