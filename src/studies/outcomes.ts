/**
 * What the runs of a sweep say: the outcomes of each, a row for each point, means over seeds. The best of a sweep is called just that:
 * nothing is said of what chance alone would do. Pure.
 */
import type { AxisValue, SweepField } from './axis'
import { figuresOf, type LayerFigures, type LayerReading, type Spread, spreadOf } from './figures'
import type { RunEnds, Trained } from './runner'
import { type PlannedPoint, pointWords, SEED, type SweepPlan } from './sweep'

/** Null where there is no such number. */
export interface Outcomes {
  /** Mean over the last ten training steps. */
  readonly trainLoss: number | null
  readonly testLoss: number | null
  readonly testAccuracy: number | null
  /** Mean over spiking layers and steps of time of the gradient-available fraction, in the last training batch. */
  readonly gradientAvailable: number | null
  /** The gradient norm of the first spiking layer over that of the last; null with fewer than two. */
  readonly gradientRatio: number | null
  /** Mean over spiking layers and steps of the share of neurons that fired. */
  readonly rate: number | null
  /** Build, training and test, in milliseconds. */
  readonly milliseconds: number | null
}

export type OutcomeKey = keyof Outcomes

export interface OutcomeInfo {
  readonly key: OutcomeKey
  readonly title: string
  /** Over an axis of a plot. */
  readonly short: string
  readonly unit: '' | '%' | 's'
  /** What the number that is kept is multiplied by to be shown. */
  readonly scale: number
  readonly digits: number
  /** Which end of it is wanted, where one is. */
  readonly best?: 'highest' | 'lowest'
}

export const OUTCOMES: readonly OutcomeInfo[] = [
  { key: 'testAccuracy', title: 'Test accuracy', short: 'Test accuracy', unit: '%', scale: 100, digits: 2, best: 'highest' },
  { key: 'testLoss', title: 'Test loss', short: 'Test loss', unit: '', scale: 1, digits: 4, best: 'lowest' },
  { key: 'trainLoss', title: 'Training loss', short: 'Training loss', unit: '', scale: 1, digits: 4, best: 'lowest' },
  { key: 'gradientAvailable', title: 'Gradient-available', short: 'Gradient-available', unit: '%', scale: 100, digits: 1 },
  { key: 'gradientRatio', title: 'Gradient norm, first / last layer', short: 'Norm first / last', unit: '', scale: 1, digits: 3 },
  { key: 'rate', title: 'Firing rate', short: 'Firing rate', unit: '%', scale: 100, digits: 1 },
  { key: 'milliseconds', title: 'Time', short: 'Time', unit: 's', scale: 1e-3, digits: 1 },
]

/** "93.20 %"; a dash for what is not known. */
export function outcomeWords({ scale, digits, unit }: OutcomeInfo, value: number | null, withUnit = true): string {
  if (value === null) return '–'
  const number = scale * value
  const text =
    Math.abs(number) >= 1e5 || (number !== 0 && Math.abs(number) < 10 ** -digits) ? number.toExponential(2) : number.toFixed(digits)
  return `${text.replaceAll('-', '−')}${unit && withUnit ? `\u00a0${unit}` : ''}`
}

export interface DonePoint {
  readonly point: number
  readonly ok: true
  readonly step: number
  readonly outcomes: Outcomes
}
export interface BrokenPoint {
  readonly point: number
  readonly ok: false
  readonly step: number
  readonly error: string
}
export type PointResult = DonePoint | BrokenPoint

interface Reading {
  readonly layers: readonly Pick<LayerFigures, 'available' | 'rate' | 'gradientNorm'>[]
  /** Training losses, in order. */
  readonly losses: ArrayLike<number>
  readonly loss: number
  readonly accuracy: number
  readonly milliseconds: number
}

const LAST = 10

export function outcomesOf({ layers, losses, loss, accuracy, milliseconds }: Reading): Outcomes {
  const [first, last] = [layers[0], layers.at(-1)]
  const ratio = layers.length > 1 ? Math.hypot(...first!.gradientNorm) / Math.hypot(...last!.gradientNorm) : null
  const finite = (value: number | null) => (value !== null && Number.isFinite(value) ? value : null)
  return {
    trainLoss: finite(meanOf(Array.from(losses).slice(-LAST))),
    testLoss: finite(loss),
    testAccuracy: finite(accuracy),
    gradientAvailable: finite(meanOf(layers.flatMap(({ available }) => available))),
    gradientRatio: finite(ratio),
    rate: finite(meanOf(layers.flatMap(({ rate }) => rate))),
    milliseconds: finite(milliseconds),
  }
}

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length

/** What becomes of a point: its outcomes, or why it broke. @param losses reads the training losses of a point that came to its end. */
export const sweepEnds = <O extends { totalSteps: number }, L extends LayerReading>(
  losses: (planned: PlannedPoint, trained: Trained<O, L>) => Promise<ArrayLike<number>>,
): RunEnds<PlannedPoint, PointResult, O, L> => ({
  async reached(planned, trained) {
    const reading = { ...trained, layers: trained.layers.map(figuresOf), losses: await losses(planned, trained) }
    return { point: planned.point, ok: true, step: trained.step, outcomes: outcomesOf(reading) }
  },
  broke: ({ point }, step, error) => ({ point, ok: false, step, error }),
})

export interface SweepRow {
  readonly point: number
  readonly values: readonly AxisValue[]
  /** Undefined while it is not done. */
  readonly result: PointResult | undefined
  /** Why it cannot be run. */
  readonly refused: string | null
}

/** A row for each point, in order. */
export const rowsOfSweep = ({ points }: SweepPlan, results: readonly PointResult[]): SweepRow[] =>
  points.map(({ point, values, experiment, problems }) => ({
    point,
    values,
    result: results.find((result) => result.point === point),
    refused: experiment ? null : (problems.find(({ severity }) => severity === 'error')?.message ?? 'It cannot be run.'),
  }))

/** The points that differ in their seed alone, together. */
export interface Setting {
  /** Of the axes but the seed. */
  readonly values: readonly AxisValue[]
  readonly seeds: number
  readonly spreads: Readonly<Record<OutcomeKey, Spread | null>>
}

/** Null where the seed is not swept. */
export function settingsOf({ fields, points }: SweepPlan, results: readonly PointResult[]): Setting[] | null {
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
  return [...groups.values()].map(({ values, done }) => ({
    values,
    seeds: done.length,
    spreads: Object.fromEntries(
      OUTCOMES.map(({ key }) => [key, spreadOf(done.flatMap(({ outcomes }) => outcomes[key] ?? []))]),
    ) as Setting['spreads'],
  }))
}

/** The fields of the settings: all but the seed. */
export const settingFields = ({ fields }: SweepPlan): SweepField[] => fields.filter(({ path }) => path !== SEED)

const ACCURACY = OUTCOMES[0]!

/** Which point or setting has the highest test accuracy, and what that does not say. Null before any is done. */
export function sentenceOf(plan: SweepPlan, results: readonly PointResult[]): string | null {
  const settings = settingsOf(plan, results)
  const words = (value: number) => outcomeWords(ACCURACY, value)
  if (settings && settings.length > 1) {
    const ranked = settings.flatMap(({ values, spreads }) => (spreads.testAccuracy ? [{ values, ...spreads.testAccuracy }] : []))
    if (ranked.length === 0) return null
    const best = ranked.reduce((a, b) => (b.mean > a.mean ? b : a))
    const range = best.seeds > 1 ? ` (${words(best.least)} to ${words(best.most)} over ${best.seeds} seeds)` : ' (one seed)'
    return `Highest mean test accuracy of this sweep: ${words(best.mean)}${range}, at ${pointWords(settingFields(plan), best.values)}. With other seeds it may be another.`
  }
  const done = results.flatMap((result) => (result.ok && result.outcomes.testAccuracy !== null ? [result] : []))
  if (done.length === 0) return null
  const best = done.reduce((a, b) => (b.outcomes.testAccuracy! > a.outcomes.testAccuracy! ? b : a))
  const at = pointWords(plan.fields, plan.points[best.point]!.values)
  return `Highest test accuracy of this sweep: ${words(best.outcomes.testAccuracy!)}, at ${at}. ${settings ? 'The seed alone differs.' : 'One run a point: with other seeds it may be another.'}`
}

/** A point a row, for other programs. Numbers as they were measured: shares from 0 to 1, time in milliseconds. */
export function csvOfSweep(plan: SweepPlan, results: readonly PointResult[]): (string | number)[][] {
  const cell = (value: AxisValue) => (typeof value === 'boolean' ? String(value) : value)
  return [
    ['point', ...plan.fields.map(({ path }) => path), 'trainingSteps', ...OUTCOMES.map(({ key }) => key), 'error'],
    ...rowsOfSweep(plan, results).map(({ point, values, result, refused }) => [
      point + 1,
      ...values.map(cell),
      result?.step ?? '',
      ...OUTCOMES.map(({ key }) => (result?.ok ? (result.outcomes[key] ?? '') : '')),
      refused ?? (result && !result.ok ? result.error : ''),
    ]),
  ]
}
