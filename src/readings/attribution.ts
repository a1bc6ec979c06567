/** How an output of a network depends on its input, by one backward pass. Types only. */
import type { SampleInput } from './sample'

export interface Attribution {
  /** Which output it is the gradient of, and which is the largest. */
  readonly output: number
  readonly predicted: number
  /** What the readout says for each output after the last step, before a softmax. */
  readonly readout: Float32Array
  /** What the network received, [steps, features], at every step, even where it is the same at all. */
  readonly input: SampleInput
  /** [steps, features]: the derivative of readout[output] by input[step, feature]. */
  readonly gradient: Float32Array
  /** Of each layer with neurons. */
  readonly layers: readonly {
    readonly layer: string
    /** By step, which share of the sample's potentials lies in the window of the surrogate. */
    readonly available: Float32Array
  }[]
}
