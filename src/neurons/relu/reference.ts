/**
 * The ReLU in float64, one neuron of one sample: the reference implementation of the shaders. It has no state.
 *   membrane[t] = inputGain * current[t];  output[t] = max(0, membrane[t]);  its slope is 1 where membrane > 0, else 0
 */
import type { SpikeFunction } from '../surrogate/reference'

/** The output and its slope, which is not a surrogate but the derivative, taken as 0 at 0. */
export const RELU: SpikeFunction = { spike: (x) => Math.max(0, x), slope: (x) => (x > 0 ? 1 : 0) }

export function reluForward(current: ArrayLike<number>, inputGain: number): { readonly membrane: number[]; readonly outputs: number[] } {
  const membrane = Array.from(current, (x) => inputGain * x)
  return { membrane, outputs: membrane.map((u, t) => RELU.spike(u, t)) }
}

/** dL/d current, where `outputsGrad` is dL/d(outputs[t]). */
export const reluBackward = (membrane: ArrayLike<number>, outputsGrad: ArrayLike<number>, inputGain: number): number[] =>
  Array.from(membrane, (u, t) => inputGain * RELU.slope(u, t) * outputsGrad[t]!)
