/**
 * Parallel spiking neurons in float64, one neuron of one sample: the reference implementation of the shaders.
 *   membrane[t] = bias[t] + sum over i of factor(t, i) * weight(t, i) * current[i];  spikes[t] = spike(membrane[t])
 */
import type { OverSteps } from '../description'
import type { SpikeFunction } from '../surrogate/reference'

type Numbers = ArrayLike<number>

export interface ParallelWeights {
  /** [steps, steps], by the step that sees and the one that is seen; of a sliding form [order], the newest step last. */
  readonly weight: Numbers
  /** [steps], or one value for all. */
  readonly bias: Numbers
}

interface Connection {
  readonly t: number
  readonly before: number
  /** Its index in the weights. */
  readonly index: number
  readonly factor: number
}

/** The weights that join two steps, in ascending order of both. */
function connections({ form, order, masking }: OverSteps, steps: number): Connection[] {
  const isNew = (t: number, before: number) => before <= t && t - before < order
  const all = Array.from({ length: steps * steps }, (_, index) => ({ t: Math.floor(index / steps), before: index % steps, index }))
  if (form === 'sliding')
    return all.filter(({ t, before }) => isNew(t, before)).map((c) => ({ ...c, index: order - 1 - (c.t - c.before), factor: 1 }))
  return all.map((c) => ({ ...c, factor: form === 'full' || isNew(c.t, c.before) ? 1 : 1 - masking }))
}

export function parallelForward(current: Numbers, shape: OverSteps, { weight, bias }: ParallelWeights, f: SpikeFunction) {
  const steps = current.length
  const membrane = Array.from({ length: steps }, (_, t) => bias[bias.length > 1 ? t : 0]!)
  for (const { t, before, index, factor } of connections(shape, steps)) membrane[t]! += factor * weight[index]! * current[before]!
  return { membrane, spikes: membrane.map((u, t) => f.spike(u, t)) }
}

/** The gradients of L where `spikesGrad` is dL/d(spikes[t]); those of the weights are one neuron's contribution to the layer's. */
export function parallelBackward(
  current: Numbers,
  membrane: Numbers,
  spikesGrad: Numbers,
  shape: OverSteps,
  { weight, bias }: ParallelWeights,
  f: SpikeFunction,
) {
  const membraneGrad = Array.from(membrane, (u, t) => spikesGrad[t]! * f.slope(u, t))
  const currentGrad = new Array<number>(current.length).fill(0)
  const weightGrad = new Array<number>(weight.length).fill(0)
  for (const { t, before, index, factor } of connections(shape, current.length)) {
    currentGrad[before]! += factor * weight[index]! * membraneGrad[t]!
    weightGrad[index]! += factor * current[before]! * membraneGrad[t]!
  }
  const biasGrad = bias.length > 1 ? membraneGrad : [membraneGrad.reduce((sum, grad) => sum + grad, 0)]
  return { membraneGrad, currentGrad, weightGrad, biasGrad }
}
