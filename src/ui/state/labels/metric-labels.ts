/** The metrics of an experiment as the page shows them: their axes, the deciding one, and their labels. Pure. */
import { fixed, hundredths, percent, points } from '../../../format'
import type { Metric } from '../../../readings/metrics'
import { decidingOf, lowered, watchedMetrics } from '../../../studies/metrics'

/** Metrics drawn on the same axis. */
export interface MetricAxis extends Pick<Metric, 'title' | 'term' | 'unit' | 'better'> {
  readonly name: string
  /** How each of the metrics is measured, where they say it. */
  readonly note: string
  readonly train: readonly Metric[]
  /** Metrics of evaluations during training: of validation samples, or where there are none of the test set. */
  readonly evaluated: readonly Metric[]
  /** Metrics of the test set, where evaluations during training use validation samples. */
  readonly reported: readonly Metric[]
  /** Metrics of evaluations measured in a second way, such as with mixed skips. */
  readonly variants: readonly Metric[]
}

/** The axes of all metrics in which one direction is better. */
export function axesOf(metrics: readonly Metric[]): MetricAxis[] {
  const judged = metrics.filter(({ better }) => better !== null)
  const watched = watchedMetrics(metrics)[0]?.split
  return [...new Set(judged.map(({ axis }) => axis))].map((name) => {
    const on = judged.filter(({ axis }) => axis === name)
    const { title, term, better } = on[0]!
    const evaluated = on.filter(({ split, variantOf }) => split !== 'train' && !variantOf)
    return {
      name,
      title,
      term,
      unit: unitOfAll(on),
      note: on.flatMap((metric) => (metric.note ? [`${capital(metricTitle(metric))}: ${lowered(metric.note)}`] : [])).join(' '),
      better,
      train: on.filter(({ split }) => split === 'train'),
      evaluated: evaluated.filter(({ split }) => split === watched),
      reported: evaluated.filter(({ split }) => split !== watched),
      variants: on.filter(({ variantOf }) => variantOf),
    }
  })
}

/** The metrics on two axes: that of the loss which training lowers, and that of the deciding metric. */
export function fewOf(metrics: readonly Metric[]): Metric[] {
  const loss = metrics.find(({ split, better }) => split === 'train' && better === 'lower')
  return metrics.filter(({ axis }) => axis === loss?.axis || axis === decidingOf(metrics).axis)
}

/** The unit of metrics that share an axis; null if they have different ones. */
export const unitOfAll = (metrics: readonly Pick<Metric, 'unit'>[]): Metric['unit'] =>
  metrics.every(({ unit }) => unit === metrics[0]!.unit) ? metrics[0]!.unit : null

/** The deciding test metric measured in a second way, if there is one. */
export const secondOf = (metrics: readonly Metric[]): Metric | undefined =>
  metrics.find(({ variantOf }) => variantOf?.metric === decidingOf(metrics).name)

/** "train loss", "validation accuracy" */
export const metricTitle = ({ split, title }: Pick<Metric, 'split' | 'title'>): string => `${split} ${lowered(title)}`

/** The head of a column whose cells have the sign of a share, but no other unit: "train loss, nats", "test accuracy". */
export const headTitle = (metric: Pick<Metric, 'split' | 'title' | 'unit'>): string =>
  metric.unit && !isShare(metric) ? `${metricTitle(metric)}, ${metric.unit}` : metricTitle(metric)

/** "loss (nats)", "accuracy (%)" */
export const axisTitle = ({ title, unit }: Pick<Metric, 'title' | 'unit'>): string =>
  unit ? `${lowered(title)} (${unit})` : lowered(title)

/** The name of a series in files and scripts. */
export const seriesName = ({ name, variantOf }: Metric): string =>
  variantOf ? variantOf.metric.replace(/^(test|validation)/, '$1Soft') : name

/** Fractions from 0 to 1, shown in percent. */
export const isShare = ({ unit }: Pick<Metric, 'unit'>): boolean => unit === '%'
export const scaleOf = (metric: Pick<Metric, 'unit'>): number => (isShare(metric) ? 100 : 1)

/** A value with its unit. @param digits decimals of a number that is not a fraction */
export const valueText = (metric: Pick<Metric, 'unit'>, value: number | null | undefined, digits = 3): string =>
  isShare(metric) ? percent(value, 2) : fixed(value, digits)

/** A signed difference of two values, in percentage points for fractions. */
export const gapText = (metric: Pick<Metric, 'unit'>, gap: number): string =>
  isShare(metric) ? points(gap) : `${gap > 0 ? '+' : ''}${fixed(gap, 3)}`

/** The same without a unit, for a table column whose header has the unit. */
export const gapCell = (metric: Pick<Metric, 'unit'>, gap: number | null): string => (isShare(metric) ? hundredths(gap, 1) : fixed(gap, 3))

export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)
