/** The metrics of a task as studies use them: which are reported, which one decides, and how a value is written. Pure. */
import type { Experiment } from '../experiments/schema'
import type { Metric } from '../readings/metrics'
import { taskOf } from '../tasks/registry'

/** The metrics of an experiment: training metrics first, then test metrics, the deciding one first. */
export const metricsOf = (experiment: Experiment): readonly Metric[] => taskOf(experiment).metrics(experiment)

/** The test metrics, the reported one first, without those that measure another one in a second way. */
export const testMetrics = (metrics: readonly Metric[]): Metric[] =>
  metrics.filter(({ split, variantOf }) => split === 'test' && !variantOf)

/** The metrics of evaluations during training, the deciding one first: of validation samples, or where there are none of the test set. */
export function watchedMetrics(metrics: readonly Metric[]): Metric[] {
  const watched = metrics.filter(({ split, variantOf }) => split === 'validation' && !variantOf)
  return watched.length > 0 ? watched : testMetrics(metrics)
}

/** The metric by which an epoch, a setting or a run is chosen. */
export const decidingOf = (metrics: readonly Metric[]): Metric => watchedMetrics(metrics)[0]!

/** The metric that is reported of what was chosen. */
export const reportedOf = (metrics: readonly Metric[]): Metric => testMetrics(metrics)[0]!

/** The metrics of evaluations, without those that measure another one in a second way. */
export const evaluatedMetrics = (metrics: readonly Metric[]): Metric[] =>
  metrics.filter(({ split, variantOf }) => split !== 'train' && !variantOf)

/** How often a run of a study is tested: once, at the end, unless the deciding metric is the best of all evaluations. */
export const evaluateEveryOf = (experiment: Experiment, steps: number): number =>
  decidingOf(metricsOf(experiment)).ofAllEvaluations ? experiment.run.evaluateEvery : steps

/** The loss that training minimizes. */
/** The terms that are added to the loss, without their weights. */
export const lossTermsOf = (metrics: readonly Metric[]): Metric[] =>
  metrics.filter(({ split, term }) => split === 'train' && term === 'lossTerms')

export const trainingLossOf = (metrics: readonly Metric[]): Metric => metrics.find(({ split }) => split === 'train')!

/** "test accuracy", "validation accuracy" */
export const testMetricLabel = ({ split, title }: Metric): string => `${split} ${lowered(title)}`

/** An ordinary word: neither an abbreviation (IoU, R²) nor a person's name. */
const COMMON = /^(?!Fano\b)[A-Z][a-z]+(?![A-Za-z])/

/** A title within a sentence: abbreviations and names keep their capitals. */
export const lowered = (title: string): string => (COMMON.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title)

/** What is measured in a unit; null where it has none. */
interface Measured {
  readonly unit: string | null
}

/** The name of a column in a file, with the unit. */
export const columnName = (name: string, { unit, plainColumn }: Measured & Pick<Metric, 'plainColumn'>): string =>
  unit && !plainColumn ? `${name} (${unit})` : name

export interface Format {
  /** The factor between the stored and the displayed number. */
  readonly scale: number
  readonly digits: number
}

export const formatOf = ({ unit }: Measured): Format => (unit === '%' ? { scale: 100, digits: 2 } : { scale: 1, digits: 4 })

/** Uses scientific notation where fixed digits would show too little, or too much. */
export function numberText(number: number, digits: number): string {
  const far = Math.abs(number) >= 1e5 || (number !== 0 && Math.abs(number) < 10 ** -digits)
  return (far ? number.toExponential(2) : number.toFixed(digits)).replaceAll('-', '−')
}

/** "93.20", without the unit. */
export function valueWithoutUnit(metric: Measured, value: number): string {
  const { scale, digits } = formatOf(metric)
  return metric.unit === '%' ? (scale * value).toFixed(digits) : numberText(scale * value, digits)
}

/** "93.20 %" */
export const metricText = (metric: Measured, value: number): string =>
  metric.unit ? `${valueWithoutUnit(metric, value)}\u00a0${metric.unit}` : valueWithoutUnit(metric, value)

/** "test accuracy, %" */
export const metricHeading = (metric: Metric): string =>
  metric.unit ? `${testMetricLabel(metric)}, ${metric.unit}` : testMetricLabel(metric)

const USUAL_STEPS = 300

/** The length of an experiment and of one of its epochs, in training steps. */
export interface Length {
  readonly totalSteps: number
  readonly stepsPerEpoch: number
}

/** The default length of runs: at most an epoch, or the whole run where training time is not counted in epochs. */
export const usualSteps = (base: Experiment, { totalSteps, stepsPerEpoch }: Length): number =>
  Math.min(totalSteps, taskOf(base).time ? totalSteps : stepsPerEpoch, USUAL_STEPS)
