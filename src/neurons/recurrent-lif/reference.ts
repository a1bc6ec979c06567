/**
 * A layer of recurrent leaky neurons in float64, one sample: the reference implementation of the shaders, with which the page
 * also computes a single neuron. Not fast and not used in training.
 *   membrane[t] = decay * v[t-1] + inputGain * (current[t] + sum over k of skipWeight[k] * recurrentInput[t-k])
 *   recurrentInput[t, n] = sum over m of spikes[t, m] * recurrent[m, n]
 * with spikes and v as in lif/reference. Arrays over time are [steps * neurons]; `skipWeights[k - 1]` is the weight of span k.
 */
import { afterReset, type LeakyParams, resetOnSpike } from '../lif/reference'
import type { SpikeFunction } from '../surrogate/reference'

type Numbers = ArrayLike<number>

export interface RecurrentTrajectory {
  readonly membrane: Numbers
  readonly spikes: Numbers
}

export function recurrentForward(current: Numbers, recurrent: Numbers, skipWeights: Numbers, p: LeakyParams, f: SpikeFunction) {
  const neurons = Math.sqrt(recurrent.length)
  const steps = current.length / neurons
  const [membrane, spikes, recurrentInput] = [0, 1, 2].map(() => new Float64Array(current.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  for (let t = 0; t < steps; t++) {
    for (let n = 0; n < neurons; n++) {
      const at = t * neurons + n
      const before = t > 0 ? afterReset(membrane[at - neurons]!, spikes[at - neurons]!, p) : (p.initialMembrane ?? 0)
      const delayed = t > 0 && p.reset === 'subtractDelayed' ? p.threshold * spikes[at - neurons]! : 0
      membrane[at] = p.decay * before + p.inputGain * (current[at]! + mixAt(recurrentInput, skipWeights, t, n, neurons)) - delayed
      spikes[at] = f.spike(membrane[at]! - p.threshold, t)
    }
    recurrentInput.set(recurrentInputOf(spikes, recurrent, t), t * neurons)
  }
  return { membrane, spikes, recurrentInput }
}

/** The recurrent input of neuron n at step t. */
export function mixAt(recurrentInput: Numbers, skipWeights: Numbers, t: number, n: number, neurons: number): number {
  let mix = 0
  for (let k = Math.min(skipWeights.length, t); k > 0; k--) mix += skipWeights[k - 1]! * recurrentInput[(t - k) * neurons + n]!
  return mix
}

/** The product of the spikes of a step with the recurrent weights. */
export function recurrentInputOf(spikes: Numbers, recurrent: Numbers, t: number): Float64Array {
  const neurons = Math.sqrt(recurrent.length)
  const recurrentInput = new Float64Array(neurons)
  for (let m = 0; m < neurons; m++)
    for (let n = 0; n < neurons; n++) recurrentInput[n]! += spikes[t * neurons + m]! * recurrent[m * neurons + n]!
  return recurrentInput
}

export interface RecurrentGradients {
  readonly currentGrad: Float64Array
  readonly membraneGrad: Float64Array
  /** dL/d recurrentInput[t] through every step that receives it. */
  readonly mixedGrad: Float64Array
  readonly recurrentGrad: Float64Array
  readonly skipWeightsGrad: Float64Array
  readonly decayGrad: number
}

/**
 * The gradients of L where `spikesGrad` is dL/d spikes[t] and `directGrad` dL/d membrane[t] from outside the layer. Takes the
 * trajectory, so that a shader's own one can be fed to it.
 */
export function recurrentBackward(
  { membrane, spikes }: RecurrentTrajectory,
  spikesGrad: Numbers,
  recurrent: Numbers,
  skipWeights: Numbers,
  p: LeakyParams,
  f: SpikeFunction,
  directGrad?: Numbers,
): RecurrentGradients {
  const neurons = Math.sqrt(recurrent.length)
  const steps = membrane.length / neurons
  const [membraneGrad, mixedGrad] = [0, 1].map(() => new Float64Array(membrane.length)) as [Float64Array, Float64Array]
  const recurrentGrad = new Float64Array(recurrent.length)
  const skipWeightsGrad = new Float64Array(skipWeights.length)
  let decayGrad = 0
  for (let t = steps - 1; t >= 0; t--) {
    const row = t * neurons
    for (let n = 0; n < neurons; n++)
      for (let k = 1; k <= skipWeights.length && t + k < steps; k++)
        mixedGrad[row + n]! += p.inputGain * skipWeights[k - 1]! * membraneGrad[row + k * neurons + n]!
    const recurrentInput = recurrentInputOf(spikes, recurrent, t)
    for (let n = 0; n < neurons; n++) {
      const at = row + n
      let onSpike = spikesGrad[at]!
      for (let m = 0; m < neurons; m++) {
        onSpike += recurrent[n * neurons + m]! * mixedGrad[row + m]!
        recurrentGrad[n * neurons + m]! += spikes[at]! * mixedGrad[row + m]!
      }
      const u = membrane[at]!
      const next = t + 1 < steps ? membraneGrad[at + neurons]! : 0
      if (!p.detachReset) onSpike += resetOnSpike(u, p.decay * next, next, p)
      const kept = p.reset === 'zero' ? 1 - spikes[at]! : 1
      membraneGrad[at] = (directGrad?.[at] ?? 0) + onSpike * f.slope(u - p.threshold, t) + kept * p.decay * next
      decayGrad += membraneGrad[at]! * (t > 0 ? afterReset(membrane[at - neurons]!, spikes[at - neurons]!, p) : (p.initialMembrane ?? 0))
      for (let k = 1; k <= skipWeights.length && t + k < steps; k++)
        skipWeightsGrad[k - 1]! += p.inputGain * membraneGrad[at + k * neurons]! * recurrentInput[n]!
    }
  }
  return { currentGrad: membraneGrad.map((g) => p.inputGain * g), membraneGrad, mixedGrad, recurrentGrad, skipWeightsGrad, decayGrad }
}

/** softmax(logits / temperature). */
export function softmaxSkipWeights(logits: Numbers, temperature: number): Float64Array {
  const top = Math.max(...Array.from(logits))
  const terms = Float64Array.from(logits, (w) => Math.exp((w - top) / temperature))
  const sum = terms.reduce((a, b) => a + b, 0)
  return terms.map((e) => e / sum)
}

/** The gradient of the logits, given that of the skip weights. */
export function softmaxBackward(skipWeights: Numbers, skipWeightsGrad: Numbers, temperature: number): Float64Array {
  const mean = Array.from(skipWeights).reduce((sum, p, k) => sum + p * skipWeightsGrad[k]!, 0)
  return Float64Array.from(skipWeights, (p, k) => (p * (skipWeightsGrad[k]! - mean)) / temperature)
}
