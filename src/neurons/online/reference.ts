/**
 * Online learning in float64, one sample: linear layers without bias, and LIF neurons with a detached reset. For tests.
 * Gradients of a step use the presynaptic trace (OTTT, e-prop) or the presynaptic value (SLTT), and nothing of other steps.
 */
import { afterReset, type LeakyParams } from '../lif/reference'
import type { SpikeFunction } from '../surrogate/reference'

type Numbers = readonly number[]
type Rows = readonly Numbers[]

export interface OnlineLayer {
  /** [outputs, inputs] */
  readonly weight: Rows
  /** Absent where the outputs are currents, without neurons. */
  readonly params?: LeakyParams
  /** [outputs, outputs]: what the neurons receive of their spikes of the step before. */
  readonly recurrent?: Rows
  /** [outputs, inputs]: what the gradient of the inputs passes through instead of the weights. */
  readonly feedback?: Rows
}

interface OnlineResult {
  /** [steps, outputs] of each layer */
  readonly outputs: readonly Rows[]
  /** Of each layer, [outputs, inputs], summed over the steps. */
  readonly weightGrads: readonly Rows[]
  readonly recurrentGrads: readonly Rows[]
}

/** @param outputsGrad [steps, outputs]: of the last layer, each of the loss of its own step */
export function onlineLearning(
  layers: readonly OnlineLayer[],
  x: Rows,
  outputsGrad: Rows,
  f: SpikeFunction,
  traced: boolean,
): OnlineResult {
  const states = layers.map(({ weight, params }) => ({
    kept: weight.map(() => params?.initialMembrane ?? 0),
    before: weight.map(() => 0),
    trace: weight[0]!.map(() => 0),
    ownTrace: weight.map(() => 0),
    grad: weight.map((row) => row.map(() => 0)),
    recurrentGrad: weight.map(() => weight.map(() => 0)),
    outputs: [] as Numbers[],
  }))
  x.forEach((row, t) => {
    let input = row
    const slopes = layers.map(({ weight, params: p, recurrent }, l) => {
      const state = states[l]!
      if (!p) {
        state.trace = [...input]
        input = weight.map((w) => dot(w, input))
        state.outputs.push(input)
        return weight.map(() => 1)
      }
      // The trace of what a layer receives has the decay of the neurons that send it; the input's has that of the first layer.
      const { decay } = layers[Math.max(0, l - 1)]!.params!
      state.ownTrace = state.before.map((s, i) => (traced ? decay * state.ownTrace[i]! : 0) + s)
      state.trace = input.map((value, i) => (traced ? decay * state.trace[i]! : 0) + value)
      const delayed = p.reset === 'subtractDelayed' ? p.threshold : 0
      const current = (o: number) => dot(weight[o]!, input) + (recurrent ? dot(recurrent[o]!, state.before) : 0)
      const h = weight.map((_, o) => p.decay * state.kept[o]! + p.inputGain * current(o) - delayed * state.before[o]!)
      const s = h.map((u) => f.spike(u - p.threshold, t))
      state.kept = h.map((u, o) => afterReset(u, s[o]!, p))
      state.before = s
      input = s
      state.outputs.push(s)
      return h.map((u) => p.inputGain * f.slope(u - p.threshold, t))
    })
    let back: Numbers = outputsGrad[t]!
    for (let l = layers.length - 1; l >= 0; l--) {
      const { weight, feedback = weight } = layers[l]!
      const { trace, ownTrace, grad, recurrentGrad } = states[l]!
      const driven = back.map((g, o) => g * slopes[l]![o]!)
      for (const [o, g] of driven.entries()) {
        for (const [i, value] of trace.entries()) grad[o]![i]! += g * value
        for (const [i, value] of ownTrace.entries()) recurrentGrad[o]![i]! += g * value
      }
      back = weight[0]!.map((_, i) => driven.reduce((sum, g, o) => sum + g * feedback[o]![i]!, 0))
    }
  })
  return {
    outputs: states.map(({ outputs }) => outputs),
    weightGrads: states.map(({ grad }) => grad),
    recurrentGrads: states.map(({ recurrentGrad }) => recurrentGrad),
  }
}

const dot = (a: Numbers, b: Numbers): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0)
