/** How an output of a network depends on its input, by one backward pass. Types only. */
import type { SampleInput } from './sample'

export interface Attribution {
  /** The output whose gradient this is, and the largest output. */
  readonly output: number
  readonly predicted: number
  /** The readout for each output after the last step, before the softmax. */
  readonly readout: Float32Array
  /** The network's input, [steps, features], at every step even where all steps have the same. */
  readonly input: SampleInput
  /** [steps, features]: the derivative of readout[output] by input[step, feature]. */
  readonly gradient: Float32Array
  /** One entry for each layer with neurons. */
  readonly layers: readonly {
    readonly layer: string
    /** The fraction of the sample's potentials within the surrogate's window, by step. */
    readonly available: Float32Array
  }[]
}
