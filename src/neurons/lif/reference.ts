/**
 * The leaky integrate-and-fire neuron in float64, one neuron of one sample: the reference implementation of the shaders, with
 * which the page also computes a single neuron and its tiny network. Not fast; the engine does not use it.
 *   membrane[t] = decay * v[t-1] + inputGain * current[t];  spikes[t] = spike(membrane[t] - threshold)
 *   v[t] by reset:  zero: membrane (1 - spikes) + resetTo * spikes;  subtract: membrane - threshold * spikes;
 *   subtractDelayed: membrane, and membrane[t+1] has - threshold * spikes[t], not decayed;  none: membrane
 */
import type { SpikeFunction } from '../surrogate/reference'
import type { Reset } from './schema'

export interface LeakyParams {
  readonly decay: number
  readonly threshold: number
  readonly inputGain: number
  readonly reset: Reset
  readonly resetTo: number
  /** The reset's own dependence on the spike carries no gradient. */
  readonly detachReset: boolean
  /** v[-1]. */
  readonly initialMembrane?: number
}

export interface Trajectory {
  /** Before the reset. */
  readonly membrane: readonly number[]
  readonly spikes: readonly number[]
}

export function lifForward(current: ArrayLike<number>, p: LeakyParams, f: SpikeFunction): Trajectory {
  const membrane: number[] = []
  const spikes: number[] = []
  let v = p.initialMembrane ?? 0
  let last = 0
  for (let t = 0; t < current.length; t++) {
    const delayed = p.reset === 'subtractDelayed' ? p.threshold * last : 0
    const u = p.decay * v + p.inputGain * current[t]! - delayed
    const s = f.spike(u - p.threshold, t)
    membrane.push(u)
    spikes.push(s)
    v = afterReset(u, s, p)
    last = s
  }
  return { membrane, spikes }
}

/** The membrane potential `u` after the reset, which enters the next step. */
export function afterReset(u: number, s: number, p: LeakyParams): number {
  switch (p.reset) {
    case 'zero':
      return u * (1 - s) + p.resetTo * s
    case 'subtract':
      return u - p.threshold * s
    case 'subtractDelayed':
    case 'none':
      return u
    default:
      return p.reset satisfies never
  }
}

export interface LeakyGradients {
  readonly currentGrad: readonly number[]
  /** dL/d(membrane[t]) through everything that follows. */
  readonly membraneGrad: readonly number[]
  readonly decayGrad: number
  readonly initialMembraneGrad: number
}

/**
 * The gradients of L where `spikesGrad` is dL/d(spikes[t]) and `directGrad` dL/d(membrane[t]) from outside the neuron.
 * Takes the trajectory rather than the current, so that a shader's own one can be fed to it.
 */
export function lifBackward(
  { membrane, spikes }: { readonly membrane: ArrayLike<number>; readonly spikes: ArrayLike<number> },
  spikesGrad: ArrayLike<number>,
  p: LeakyParams,
  f: SpikeFunction,
  directGrad?: ArrayLike<number>,
): LeakyGradients {
  const steps = membrane.length
  const membraneGrad = new Array<number>(steps).fill(0)
  const initial = p.initialMembrane ?? 0
  let next = 0
  let decayGrad = 0
  for (let t = steps - 1; t >= 0; t--) {
    const u = membrane[t]!
    const s = spikes[t]!
    const vGrad = p.decay * next
    const onSpike = spikesGrad[t]! + (p.detachReset ? 0 : resetOnSpike(u, vGrad, next, p))
    const kept = p.reset === 'zero' ? 1 - s : 1
    next = (directGrad?.[t] ?? 0) + onSpike * f.slope(u - p.threshold, t) + kept * vGrad
    membraneGrad[t] = next
    decayGrad += next * (t > 0 ? afterReset(membrane[t - 1]!, spikes[t - 1]!, p) : initial)
  }
  return { currentGrad: membraneGrad.map((g) => p.inputGain * g), membraneGrad, decayGrad, initialMembraneGrad: p.decay * next }
}

/** The gradient that the reset adds to that of spikes[t], given those of v[t] and of membrane[t+1]. */
export function resetOnSpike(u: number, vGrad: number, nextGrad: number, p: LeakyParams): number {
  switch (p.reset) {
    case 'zero':
      return (p.resetTo - u) * vGrad
    case 'subtract':
      return -p.threshold * vGrad
    case 'subtractDelayed':
      return -p.threshold * nextGrad
    case 'none':
      return 0
    default:
      return p.reset satisfies never
  }
}

/** How a neuron computes its current from a product: current = mask * (scale * product + shift). */
export interface Drive {
  readonly scale?: number
  readonly shift?: number
  readonly mask?: number
}

/** The current of all steps; a product of one step is the same at every step. */
export function driveForward(product: ArrayLike<number>, steps: number, { scale = 1, shift = 0, mask = 1 }: Drive): number[] {
  return Array.from({ length: steps }, (_, t) => mask * (scale * product[Math.min(t, product.length - 1)]! + shift))
}

export function driveBackward(product: ArrayLike<number>, currentGrad: ArrayLike<number>, { scale = 1, mask = 1 }: Drive) {
  const productGrad = new Array<number>(product.length).fill(0)
  let scaleGrad = 0
  let shiftGrad = 0
  for (let t = 0; t < currentGrad.length; t++) {
    const at = Math.min(t, product.length - 1)
    productGrad[at]! += mask * scale * currentGrad[t]!
    scaleGrad += mask * product[at]! * currentGrad[t]!
    shiftGrad += mask * currentGrad[t]!
  }
  return { productGrad, scaleGrad, shiftGrad }
}
