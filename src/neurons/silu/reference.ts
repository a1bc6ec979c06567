/**
 * The SiLU in float64, one neuron of one sample: the reference implementation of the shaders. It has no state.
 *   membrane[t] = inputGain * current[t];  output[t] = membrane * q,  q = 1/(1 + exp(-membrane));  its slope is q (1 + membrane (1 - q))
 */
import { type SpikeFunction, sigmoid } from '../surrogate/reference'

/**
 * The output and its slope, which is not a surrogate but the derivative: above 1/2 where the potential is above 0, and nowhere above 1.1.
 */
export const SILU: SpikeFunction = {
  spike: (x) => x * sigmoid(x),
  slope: (x) => sigmoid(x) * (1 + x * sigmoid(-x)),
}
