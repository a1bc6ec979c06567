/** The outcomes of a run in a sweep: the test metrics of its task, its training loss, metrics of the probes, its time. Pure. */
import { energyOf, type OperationsReading } from '../readings/energy'
import type { Metric, MetricRows, TestRow } from '../readings/metrics'
import { normOverSteps } from '../readings/shares'
import type { LayerMetrics } from './layer-metrics'
import { evaluatedMetrics, formatOf, lossTermsOf, lowered, numberText, trainingLossOf } from './metrics'

/** Outcomes by key; null where a value is missing. */
export type Outcomes = Readonly<Record<string, number | null>>

export interface OutcomeInfo {
  /** The name of its metric, or a key of its own. */
  readonly key: string
  readonly title: string
  /** The glossary term. */
  readonly term: string
  /** The title of an axis in a plot. */
  readonly short: string
  readonly unit: string | null
  readonly plainColumn?: true
  /** The factor between the stored and the displayed number. */
  readonly scale: number
  readonly digits: number
  /** Which direction is an improvement; null where neither is. */
  readonly better: Metric['better']
}

/** The arithmetic of a sample at the end of training, in picojoules. */
export const ENERGY: OutcomeInfo = {
  key: 'picojoules',
  title: 'Energy a sample',
  term: 'energy',
  short: 'Energy a sample',
  unit: 'nJ',
  scale: 1e-3,
  digits: 1,
  better: 'lower',
}

const PROBES: readonly OutcomeInfo[] = [
  // Mean over spiking layers and time steps of the gradient-available fraction, in the last training batch.
  {
    key: 'gradientAvailable',
    title: 'Gradient-available',
    term: 'fraction',
    short: 'Gradient-available',
    unit: '%',
    scale: 100,
    digits: 1,
    better: null,
  },
  // The gradient norm of the first spiking layer over that of the last; null with fewer than two.
  {
    key: 'gradientRatio',
    title: 'Gradient norm, first / last layer',
    term: 'gradientRatio',
    short: 'Norm first / last',
    unit: null,
    scale: 1,
    digits: 3,
    better: null,
  },
  // Mean over spiking layers and time steps of the share of neurons that fired.
  { key: 'rate', title: 'Firing rate', term: 'firingRate', short: 'Firing rate', unit: '%', scale: 100, digits: 1, better: null },
  ENERGY,
  // Build, training and test, in milliseconds.
  { key: 'milliseconds', title: 'Time', term: 'runTime', short: 'Time', unit: 's', scale: 1e-3, digits: 1, better: null },
]

/** The columns of a sweep of a task with these metrics, the deciding one first. */
export const outcomesFor = (metrics: readonly Metric[]): OutcomeInfo[] => [
  ...evaluatedMetrics(metrics).map((metric) => infoOf(metric, metric.split === 'test' ? 'Test' : 'Validation')),
  ...[trainingLossOf(metrics), ...lossTermsOf(metrics)].map((metric) => infoOf(metric, 'Training')),
  ...PROBES,
]

function infoOf({ name, title: words, term, unit, plainColumn, better }: Metric, split: string): OutcomeInfo {
  const title = `${split} ${lowered(words)}`
  return { key: name, title, term, short: title, unit, ...(plainColumn && { plainColumn }), better, ...formatOf({ unit }) }
}

/** "93.20 %"; a dash for an unknown value. */
export function outcomeText({ scale, digits, unit }: OutcomeInfo, value: number | null | undefined, withUnit = true): string {
  if (value === null || value === undefined) return '–'
  return `${numberText(scale * value, digits)}${unit && withUnit ? `\u00a0${unit}` : ''}`
}

interface Reading {
  readonly layers: readonly Pick<LayerMetrics, 'available' | 'rate' | 'gradientNorm'>[]
  readonly curves: Pick<MetricRows, 'columns'>
  readonly values: TestRow['values']
  readonly operations: OperationsReading
  readonly milliseconds: number
}

/** The training loss of a run, and each of its terms, is a mean over this many of the last steps. */
const LAST = 10

export function outcomesOf(metrics: readonly Metric[], { layers, curves, values, operations, milliseconds }: Reading): Outcomes {
  const [first, last] = [layers[0], layers.at(-1)]
  const ratio = layers.length > 1 ? normOverSteps(first!) / normOverSteps(last!) : null
  const finite = (value: number | null | undefined) => (value !== null && value !== undefined && Number.isFinite(value) ? value : null)
  const trained = [trainingLossOf(metrics), ...lossTermsOf(metrics)].map(({ name }) => [
    name,
    finite(meanOf(Array.from(curves.columns[name]?.slice(-LAST) ?? []))),
  ])
  return {
    ...Object.fromEntries(evaluatedMetrics(metrics).map((metric) => [metric.name, finite(values[metric.name])])),
    ...Object.fromEntries(trained),
    gradientAvailable: finite(meanOf(layers.flatMap(({ available }) => available))),
    gradientRatio: finite(ratio),
    rate: finite(meanOf(layers.flatMap(({ rate }) => rate))),
    picojoules: operations.products.length > 0 ? finite(energyOf(operations).total.picojoules) : null,
    milliseconds: finite(milliseconds),
  }
}

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
