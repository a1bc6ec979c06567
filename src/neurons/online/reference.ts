/**
 * Online learning of two layers in float64, one sample: linear layers without bias and LIF neurons with a detached reset. For tests.
 * Gradients of a step use the presynaptic trace (OTTT) or the presynaptic value (SLTT), and nothing of other steps.
 */
import { afterReset, type LeakyParams } from '../lif/reference'
import type { SpikeFunction } from '../surrogate/reference'

type Numbers = readonly number[]
type Rows = readonly Numbers[]

export interface OnlineLayer {
  /** [outputs, inputs] */
  readonly weight: Rows
  readonly params: LeakyParams
}

interface OnlineResult {
  /** [steps, outputs] of the last layer */
  readonly spikes: Rows
  /** Of each layer, [outputs, inputs], summed over the steps. */
  readonly weightGrads: readonly (readonly number[])[][]
}

/** @param spikesGrad [steps, outputs]: of the last layer's spikes, each of the loss of its own step */
export function onlineLearning(layers: readonly OnlineLayer[], x: Rows, spikesGrad: Rows, f: SpikeFunction, traced: boolean): OnlineResult {
  const states = layers.map(({ weight, params }) => ({
    kept: weight.map(() => params.initialMembrane ?? 0),
    before: weight.map(() => 0),
    trace: weight[0]!.map(() => 0),
    grad: weight.map((row) => row.map(() => 0)),
  }))
  const spikes = x.map((row, t) => {
    let input = row
    const slopes = layers.map(({ weight, params: p }, l) => {
      const state = states[l]!
      // The trace of what a layer receives has the decay of the neurons that send it; the input's has that of the first layer.
      const { decay } = layers[Math.max(0, l - 1)]!.params
      state.trace = input.map((value, i) => (traced ? decay * state.trace[i]! : 0) + value)
      const delayed = p.reset === 'subtractDelayed' ? p.threshold : 0
      const h = weight.map((w, o) => p.decay * state.kept[o]! + p.inputGain * dot(w, input) - delayed * state.before[o]!)
      const s = h.map((u) => f.spike(u - p.threshold, t))
      state.kept = h.map((u, o) => afterReset(u, s[o]!, p))
      state.before = s
      input = s
      return h.map((u) => p.inputGain * f.slope(u - p.threshold, t))
    })
    let back: Numbers = spikesGrad[t]!
    for (let l = layers.length - 1; l >= 0; l--) {
      const { weight } = layers[l]!
      const { trace, grad } = states[l]!
      const driven = back.map((g, o) => g * slopes[l]![o]!)
      for (const [o, g] of driven.entries()) for (const [i, value] of trace.entries()) grad[o]![i]! += g * value
      back = weight[0]!.map((_, i) => driven.reduce((sum, g, o) => sum + g * weight[o]![i]!, 0))
    }
    return input
  })
  return { spikes, weightGrads: states.map(({ grad }) => grad) }
}

const dot = (a: Numbers, b: Numbers): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0)
