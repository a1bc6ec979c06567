/** Task-specific results of regression, and the questions that its view asks of an open run. Types only, shared by page and worker. */

/** The detail of an evaluation, by test sample. */
export interface RegressionDetail {
  readonly predictions: Float32Array
  readonly targets: Float32Array
}

export type RegressionCall =
  /** The network's outputs over a grid of inputs with the current weights, for data that are a function of one input. */
  { readonly ask: 'curve' }

/** A function of one input, and the network's approximation. */
export interface Curve {
  /** [points]: the inputs, in order. */
  readonly x: Float32Array
  /** [points]: the function without noise. */
  readonly target: Float32Array
  /** [steps, points]: the readout, if the sequence ended after each step. */
  readonly readout: Float32Array
  readonly steps: number
  /** Some training samples, with their noise. */
  readonly samples: { readonly x: Float32Array; readonly y: Float32Array }
}
