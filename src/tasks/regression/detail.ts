/** What regression says beyond numbers, and what its view may ask of an open run. Types only: page and worker share them. */

/** Of an evaluation, by test sample. */
export interface RegressionDetail {
  readonly predictions: Float32Array
  readonly targets: Float32Array
}

export type RegressionCall =
  /** The network over a grid of inputs with the present weights; of data that are a function of one input. */
  { readonly ask: 'curve' }

/** A function of one input and what the network makes of it. */
export interface Curve {
  /** [points]: the inputs, in order. */
  readonly x: Float32Array
  /** [points]: the function without noise. */
  readonly target: Float32Array
  /** [steps, points]: what the readout would say if the sequence ended after each step. */
  readonly readout: Float32Array
  readonly steps: number
  /** Some of the training samples, as they are with their noise. */
  readonly samples: { readonly x: Float32Array; readonly y: Float32Array }
}
