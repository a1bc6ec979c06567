/**
 * The noisy LIF in float64: a LIF whose spike function draws. Its forward and backward pass are those of the LIF, since
 * the slope of a spike is taken to be that of its probability.
 *   probability(x) = P(noise > -x) = smoothSpike(x);  a spike where uniform < probability(x);  slope(x) = d probability / dx, the noise's density
 */
import { type SpikeFunction, type SurrogateKind, smoothFunction } from '../surrogate/reference'

/** @param uniforms in (0, 1), one per step of a single neuron */
export function noisyFunction(kind: SurrogateKind, parameter: number | readonly number[], uniforms: ArrayLike<number>): SpikeFunction {
  const probability = smoothFunction(kind, parameter)
  return { spike: (x, t) => Number(uniforms[t]! < probability.spike(x, t)), slope: probability.slope }
}
