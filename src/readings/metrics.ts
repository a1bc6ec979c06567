/** What a run measures, as data: a task lists its metrics; curves, tables, files, comparisons and sweeps follow the list. Types only. */

export interface Metric {
  /** Unique in a task: the key of its column in files and of its series in `window.lab.metrics()`, `trainLoss`. */
  readonly name: string
  /** As the screen says it, without the split: "Loss". */
  readonly title: string
  /** What it is, by its name in the glossary. */
  readonly term: string
  /** `%` of a share from 0 to 1; empty where the number has none. */
  readonly unit: string
  /** Which direction is an improvement; null where neither is. */
  readonly better: 'higher' | 'lower' | null
  /** Metrics with the same axis are drawn over each other. */
  readonly axis: string
  /** Measured on each training batch (a column of the report), or on a whole set by an evaluation. */
  readonly split: 'train' | 'test'
  /** The best of all evaluations of a run so far, so it hangs on how often there was one. */
  readonly ofAllEvaluations?: true
  /** Of an evaluation done in a second way: which test metric it is another value of, and the suffix of its title. */
  readonly variantOf?: { readonly metric: string; readonly title: string }
  /** Of a part of the test set, or of a part of what it asks for: listed with its group, not among the curves. */
  readonly among?: { readonly group: string; readonly part: string }
}

/** Rows of the report by column. All arrays have the same length. */
export interface MetricRows {
  /** The training step after which a row was measured, from 1. */
  readonly step: Uint32Array
  /** By the name of the metric. */
  readonly columns: Readonly<Record<string, Float32Array>>
}

/** What was measured at one training step, by the name of the metric. */
export interface MetricRow {
  readonly step: number
  readonly values: Readonly<Record<string, number>>
}

/** Of one evaluation. */
export type TestRow = MetricRow
