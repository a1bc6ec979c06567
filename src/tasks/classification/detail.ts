/** Task-specific results of classification, and the questions that its view asks of an open run. Types only, shared by page and worker. */
import type { Attribution } from '../../readings/attribution'
import type { SampleReading } from '../../readings/sample'
import type { Group } from './groups'

/** The detail of an evaluation. */
export interface ClassificationDetail {
  readonly classes: number
  /** [label, prediction]: how many test samples. */
  readonly confusion: Uint32Array
  /** The predicted class of each test sample. */
  readonly predictions: Uint32Array
  /** Accuracy by group, where the set has conditions or factors. */
  readonly groups?: readonly Group[] | undefined
}

export type ClassificationCall =
  /**
   * Runs the network on a custom sample: an image of bytes, row-major, and camera frames where the set has them; missing values are zero.
   * `watched`: the layers whose activity is read back, and 'input'.
   */
  | { readonly ask: 'predict'; readonly image: Uint8Array; readonly frames?: Uint8Array; readonly watched?: readonly string[] }
  /** A test sample of a synthetic set, generated again with a light level from 0.05 to 1. */
  | { readonly ask: 'relight'; readonly sample: number; readonly level: number }
  /** The gradient of a class’s output with respect to a pinned sample or an image of bytes; by default of the predicted class. */
  | { readonly ask: 'attribution'; readonly sample: number | Uint8Array; readonly output?: number }
  /** The first few test samples that the newest evaluation misclassified. */
  | { readonly ask: 'misclassified'; readonly limit: number }

export interface ClassificationReplies {
  readonly attribution: Attribution
  readonly relight: Relit
  readonly predict: SampleReading
  readonly misclassified: Misclassified
}

/** Both streams of a sample. */
export interface Relit {
  readonly image: Uint8Array
  readonly frames: Uint8Array
}

export interface Misclassified {
  /** The number of wrong predictions; below, the number of samples. */
  readonly total: number
  readonly samples: number
  readonly examples: readonly {
    readonly index: number
    readonly label: number
    readonly prediction: number
    readonly image: Uint8Array
    readonly frames?: Uint8Array
  }[]
}
