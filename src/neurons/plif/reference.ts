/** The parametric LIF in float64: a LIF whose decay is sigmoid(w), with w learned, one for all neurons of a layer. */
import { type LeakyGradients, type LeakyParams, lifBackward, lifForward, type Trajectory } from '../lif/reference'
import { type SpikeFunction, sigmoid } from '../surrogate/reference'

export type ParametricParams = Omit<LeakyParams, 'decay'> & { readonly w: number }

const leaky = ({ w, ...rest }: ParametricParams): LeakyParams => ({ ...rest, decay: sigmoid(w) })

/** The w of a decay. */
export const wOfDecay = (decay: number): number => Math.log(decay / (1 - decay))

export const plifForward = (current: ArrayLike<number>, p: ParametricParams, f: SpikeFunction): Trajectory =>
  lifForward(current, leaky(p), f)

/** Also returns `wGrad`, the contribution of one neuron of one sample; the layer's gradient is the sum over all. */
export function plifBackward(
  trajectory: { readonly membrane: ArrayLike<number>; readonly spikes: ArrayLike<number> },
  spikesGrad: ArrayLike<number>,
  p: ParametricParams,
  f: SpikeFunction,
): LeakyGradients & { readonly wGrad: number } {
  const q = leaky(p)
  const grads = lifBackward(trajectory, spikesGrad, q, f)
  return { ...grads, wGrad: grads.decayGrad * q.decay * (1 - q.decay) }
}
