/** The metrics of a task as studies use them: which are reported, which one decides, and how a value is written. Pure. */
import type { Experiment } from '../experiments/schema'
import type { Metric } from '../readings/metrics'
import { taskOf } from '../tasks/registry'

/** What is measured of a run of this experiment: training metrics first, the deciding test metric the first of the test metrics. */
export const metricsOf = (experiment: Experiment): readonly Metric[] => taskOf(experiment).metrics(experiment)

/** Of the test set, the deciding one first; without what is a second way of measuring one of them. */
export const testMetrics = (metrics: readonly Metric[]): Metric[] =>
  metrics.filter(({ split, variantOf }) => split === 'test' && !variantOf)

/** Between two runs. */
export const decidingOf = (metrics: readonly Metric[]): Metric => testMetrics(metrics)[0]!

/** How often a run of a study is tested: once, at the end, unless what decides is the best of all evaluations. */
export const evaluateEveryOf = (experiment: Experiment, steps: number): number =>
  decidingOf(metricsOf(experiment)).ofAllEvaluations ? experiment.run.evaluateEvery : steps

/** What training lowers. */
export const trainingLossOf = (metrics: readonly Metric[]): Metric => metrics.find(({ split }) => split === 'train')!

/** "test accuracy" */
export const testMetricLabel = ({ title }: Metric): string => `test ${lowered(title)}`

/** A word that is no abbreviation (IoU, R²) and no name of the user. */
const COMMON = /^(?!Fano\b)[A-Z][a-z]+(?![A-Za-z])/

/** As it stands inside a sentence: abbreviations and names stay as they are. */
export const lowered = (title: string): string => (COMMON.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title)

/** The name of a column of a file, with the unit in which its numbers are. */
export const columnName = (name: string, { unit }: Pick<Metric, 'unit'>): string => (unit ? `${name} (${unit})` : name)

export interface Format {
  /** What the number that is kept is multiplied by to be shown. */
  readonly scale: number
  readonly digits: number
}

export const formatOf = ({ unit }: Pick<Metric, 'unit'>): Format => (unit === '%' ? { scale: 100, digits: 2 } : { scale: 1, digits: 4 })

/** Powers of ten where so many digits would say too little, or be too many. */
export function numberText(number: number, digits: number): string {
  const far = Math.abs(number) >= 1e5 || (number !== 0 && Math.abs(number) < 10 ** -digits)
  return (far ? number.toExponential(2) : number.toFixed(digits)).replaceAll('-', '−')
}

/** "93.20", without the unit. */
export function valueWithoutUnit(metric: Pick<Metric, 'unit'>, value: number): string {
  const { scale, digits } = formatOf(metric)
  return metric.unit === '%' ? (scale * value).toFixed(digits) : numberText(scale * value, digits)
}

/** "93.20 %" */
export const metricText = (metric: Pick<Metric, 'unit'>, value: number): string =>
  metric.unit ? `${valueWithoutUnit(metric, value)}\u00a0${metric.unit}` : valueWithoutUnit(metric, value)

/** "test accuracy, %" */
export const metricHeading = (metric: Metric): string =>
  metric.unit ? `${testMetricLabel(metric)}, ${metric.unit}` : testMetricLabel(metric)

const USUAL_STEPS = 300

/** How long an experiment is, and an epoch of it, in training steps. */
export interface Length {
  readonly totalSteps: number
  readonly stepsPerEpoch: number
}

/** How long runs are unless the user says otherwise: an epoch at most, or the whole run where training time is not counted in epochs. */
export const usualSteps = (base: Experiment, { totalSteps, stepsPerEpoch }: Length): number =>
  Math.min(totalSteps, taskOf(base).time ? totalSteps : stepsPerEpoch, USUAL_STEPS)
