/** The metrics of a run, as data: each task lists its metrics; curves, tables, files and studies follow the list. */

/** A part of the data from which nothing is learned. */
export const HELD_OUT = ['validation', 'test'] as const
export type HeldOut = (typeof HELD_OUT)[number]

/** What the number of a metric counts. */
type Unit = '%' | 'nats' | 'bits' | 'steps' | 'per episode' | 'cells a sample' | 'spikes a pixel and step'

export interface Metric {
  /** Unique in a task: the key of its column in files and of its series in `window.lab.metrics()`, `trainLoss`. */
  readonly name: string
  /** The title for display, without the split: "Loss". */
  readonly title: string
  /** The glossary term. */
  readonly term: string
  /** `%` for a fraction from 0 to 1; null for a number without a unit: a ratio, a weighted sum, or a number in the units of the data. */
  readonly unit: Unit | null
  /** The name of its column in files does not have the unit, because files were published without it. */
  readonly plainColumn?: true
  /** Which direction is an improvement; null where neither is. */
  readonly better: 'higher' | 'lower' | null
  /** Metrics with the same axis are drawn over each other. */
  readonly axis: string
  /** Measured on each training batch (a column of the report), or on a whole set by an evaluation. */
  readonly split: 'train' | HeldOut
  /** The best of all evaluations of a run so far, which depends on how often the run is evaluated. */
  readonly ofAllEvaluations?: true
  /** A few runs may be far off: the interquartile mean and the probability of improvement are reported as well. */
  readonly interquartile?: true
  /** A test metric measured in a second way: the name of the original metric, and the suffix of the title. */
  readonly variantOf?: { readonly metric: string; readonly title: string }
  /** How it is measured, in a sentence for its tooltip: of how many episodes it is the mean. */
  readonly note?: string
  /** A metric of a part of the test set or of the targets: listed with its group, and not drawn as a curve. */
  readonly among?: { readonly group: string; readonly part: string }
}

/** The name of a test metric where it is measured on another part of the data. */
export const metricOf = (part: HeldOut, test: string): string => test.replace(/^test/, part)

/** The value of a test metric, as measured on the part that was evaluated. */
export const valueIn = ({ part, values }: { readonly part: HeldOut } & Pick<TestRow, 'values'>, test: string): number | undefined =>
  values[metricOf(part, test)]

/** Whether an evaluation measured this part of the data. */
export const isOf = (part: HeldOut, { values }: TestRow): boolean => Object.keys(values).some((name) => name.startsWith(part))

/** How often a run evaluated the test set: repeating it with the same weights tells nothing new. */
export const timesTested = (rows: readonly TestRow[]): number => rows.filter((row) => isOf('test', row)).length

/** The deciding test metric, of the weights whose validation was the best. */
export const BEST = 'testBest'

/**
 * Metrics with those of validation, which are the same as those of the test set, before them, and that of the weights which validation
 * chose. @param validation absent where there is none
 */
export function withValidationMetrics(validation: object | undefined, metrics: readonly Metric[]): readonly Metric[] {
  if (!validation) return metrics
  const of = (test: Metric): Metric => ({
    ...test,
    name: metricOf('validation', test.name),
    split: 'validation',
    ...(test.variantOf && { variantOf: { ...test.variantOf, metric: metricOf('validation', test.variantOf.metric) } }),
  })
  const tests = metrics.filter(({ split }) => split === 'test')
  const [decides] = tests
  const best: Metric = {
    ...decides!,
    name: BEST,
    title: `${decides!.title} of the best weights`,
    ofAllEvaluations: true,
    note: 'Of the weights that were the best on validation, of all evaluations',
  }
  // Tasks of agents report the best evaluation themselves.
  const chosen = tests.some(({ name }) => name === BEST) ? [] : [best]
  return [...metrics.filter(({ split }) => split === 'train'), ...tests.map(of), ...chosen, ...tests]
}

/** Rows of the report by column. All arrays have the same length. */
export interface MetricRows {
  /** The training step after which a row was measured, from 1. */
  readonly step: Uint32Array
  /** Columns by metric name. */
  readonly columns: Readonly<Record<string, Float32Array>>
}

/** The metrics at one training step, by name. */
export interface MetricRow {
  readonly step: number
  readonly values: Readonly<Record<string, number>>
}

/** The metrics of one evaluation. */
export type TestRow = MetricRow
