/** The curve of a network over the strengths of a disturbance: its points, its rows with intervals, and how they read in tables. Pure. */
import type { Experiment } from '../../experiments/schema'
import type { Metric } from '../../readings/metrics'
import type { Stressed, StressPoint } from '../../readings/stress'
import { columnName, formatOf, metricHeading, numberText, valueWithoutUnit } from '../metrics'
import { intervalText } from '../standing'
import { type Interval, intervalOf } from '../statistics'
import type { Disturbance } from './disturbance'

/** The points of a curve, strength by strength. One seed is enough where nothing is drawn. */
export const pointsOf = ({ id, random }: Disturbance, strengths: readonly number[], seeds: readonly number[]): StressPoint[] =>
  strengths.flatMap((strength) => (random ? seeds : seeds.slice(0, 1)).map((seed) => ({ disturbance: id, strength, seed })))

export interface StressResult extends StressPoint, Stressed {}

export interface StressRow {
  readonly strength: number
  /** The deciding metric, for each network and seed. */
  readonly values: readonly number[]
  readonly mean: number
  /** The 95 % confidence interval of the mean; null for a single value. */
  readonly interval: Interval | null
  /** The mean firing rate; null where nothing spikes. */
  readonly rate: number | null
}

/** One network, or several that differ in their seed. */
export interface StressCurve {
  readonly title: string
  readonly rows: readonly StressRow[]
}

/** A row for each strength that has results, from the lowest on. */
export function rowsOf({ name }: Metric, results: readonly StressResult[]): StressRow[] {
  const strengths = [...new Set(results.map(({ strength }) => strength))].sort((a, b) => a - b)
  return strengths.map((strength) => {
    const own = results.filter((result) => result.strength === strength)
    const values = own.map((result) => result.values[name]!)
    const rates = own.flatMap(({ rate }) => rate ?? [])
    return { strength, values, mean: meanOf(values), interval: intervalOf(values), rate: rates.length > 0 ? meanOf(rates) : null }
  })
}

const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length

/**
 * The strengths at which networks are tested by default: those of the slider. Where the strength changes a number in which the networks
 * differ, each is tested with the numbers that the others were trained with, as far as the disturbance reaches.
 */
export function strengthsOf({ strengths, number }: Disturbance, own: Experiment, all: readonly Experiment[]): readonly number[] {
  const numbers = [...new Set(number ? all.map(number) : [])].sort((a, b) => a - b)
  if (numbers.length < 2) return strengths
  const [min, max] = [Math.min(...strengths), Math.max(...strengths)]
  return numbers.map((one) => one / number!(own) - 1).filter((strength) => strength >= min && strength <= max)
}

/** "30 %", "4 steps", "dim" */
export function strengthText({ names, unit }: Disturbance, strength: number): string {
  if (names) return names[strength]!
  const number = String(Number((unit === '%' ? 100 * strength : strength).toPrecision(6))).replace('-', '−')
  return unit === null ? number : `${number}\u00a0${Math.abs(strength) === 1 ? unit.replace(/s$/, '') : unit}`
}

/** A row for each strength that a curve has, with a group of cells for each curve. */
export function tableOf(disturbance: Disturbance, metric: Metric, curves: readonly StressCurve[]) {
  const strengths = [...new Set(curves.flatMap(({ rows }) => rows.map(({ strength }) => strength)))].sort((a, b) => a - b)
  return {
    heads: [metricHeading(metric), '95\u00a0% interval', 'firing rate, %', 'evaluations'],
    rows: strengths.map((strength) => ({
      strength: strengthText(disturbance, strength),
      cells: curves.flatMap(({ rows }) =>
        cellsOf(
          metric,
          rows.find((row) => row.strength === strength),
        ),
      ),
    })),
  }
}

/** A row for each network, by the number that it was trained with, and a column for each number that it was tested with. */
export function matrixOf({ number }: Disturbance, metric: Metric, curves: readonly (StressCurve & { readonly experiment: Experiment })[]) {
  const trained = curves.map(({ experiment }) => number?.(experiment))
  if (new Set(trained).size < 2) return null
  const tested = curves.map(({ rows }, i) => new Map(rows.map((row) => [Math.round(trained[i]! * (1 + row.strength)), row])))
  const numbers = [...new Set(tested.flatMap((rows) => [...rows.keys()]))].sort((a, b) => a - b)
  return {
    heads: ['trained with', ...numbers.map((one) => `tested with ${one}`)],
    rows: curves.map(({ title }, i) => [title, ...numbers.map((one) => meanText(metric, tested[i]!.get(one)))]),
  }
}

const meanText = (metric: Metric, row: StressRow | undefined): string => {
  if (!row) return '–'
  const { mean, interval } = row
  return valueWithoutUnit(metric, mean) + (interval ? ` (${intervalText(metric, interval)})` : '')
}

function cellsOf(metric: Metric, row: StressRow | undefined): string[] {
  if (!row) return ['–', '–', '–', '–']
  const { mean, interval, rate, values } = row
  return [
    valueWithoutUnit(metric, mean),
    interval ? intervalText(metric, interval) : '–',
    rate === null ? '–' : numberText(100 * rate, 2),
    String(values.length),
  ]
}

/** A line for each strength of each curve, for other programs. */
export function csvOf(disturbance: Disturbance, metric: Metric, curves: readonly StressCurve[]): (string | number)[][] {
  const { scale } = formatOf(metric)
  const shown = (value: number | undefined) => (value === undefined ? '' : Number((scale * value).toPrecision(12)))
  const name = columnName(metric.name, metric)
  return [
    ['curve', 'disturbance', 'strength', name, `${name} low`, `${name} high`, 'firing rate', 'evaluations'],
    ...curves.flatMap(({ title, rows }) =>
      rows.map(({ strength, mean, interval, rate, values }) => [
        title,
        disturbance.id,
        disturbance.names?.[strength] ?? strength,
        shown(mean),
        shown(interval?.low),
        shown(interval?.high),
        rate ?? '',
        values.length,
      ]),
    ),
  ]
}
