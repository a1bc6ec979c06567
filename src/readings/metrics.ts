/** The metrics of a run, as data: each task lists its metrics; curves, tables, files and studies follow the list. Types only. */

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
  readonly split: 'train' | 'test'
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
