/**
 * Neurons that receive their own spikes: combines the neurons with recurrent weights and skip weights. The neurons' folders do not depend
 * on layers, so the ops for the gradient of the recurrent weights are passed to them here.
 */
import { type Activation, activation, type Context, type Layer, layer } from '../engine/graph'
import { type Op, rows } from '../engine/kernel'
import type { Parameter } from '../engine/network'
import { persistent, type Tensor } from '../engine/tensor'
import { initializeWeight, linearFan } from '../layers/initialize'
import { linearForward } from '../layers/linear/kernels'
import { packed, weightGradient } from '../layers/linear/layer'
import { groupFor } from '../layers/linear/variants'
import type { Leaky } from '../neurons/leaky/layer'
import type { RecurrentOptions } from '../neurons/recurrent-lif/layer'
import type { OwnRecurrence } from '../neurons/recurrent-lif/schema'
import { type SkipWeights, skipWeightsOf } from '../neurons/recurrent-lif/skip'

/** The progress of the run, on which learned skips depend. */
export interface SkipClock {
  readonly clock: Tensor<'u32'>
  /** Samples of a batch, and of an epoch. */
  readonly batch: number
  readonly samples: number
  /** [1]: not 0 where evaluation mixes spans as training does. */
  readonly soft?: Tensor<'u32'>
}

/** The tensors that neurons need to receive their own spikes. */
export interface OwnSpikes extends Pick<RecurrentOptions, 'recurrent' | 'skipWeights' | 'weightGrad'> {
  /** The number of steps ago whose spikes they receive; undefined if it is learned. */
  readonly span: number | undefined
}

export interface Recurrent {
  readonly recurrent: Parameter
  readonly skipWeights: SkipWeights
  /** The number of steps ago whose spikes they receive; in the first word of a tensor where it is learned. */
  readonly lag: number | Tensor<'f32'>
  readonly neurons: Leaky
  /** The spikes with their bits, which the next layer and the layer itself read. */
  readonly spikes: Layer
  /** Ops that depend on parameters alone; none if another layer has them. */
  readonly prelude: readonly Op[]
}

function recurrentWeight({ network }: Context, name: string, { features, value }: Activation, seed: number): Parameter {
  const size = value.shape[2]!
  const orthogonal = initializeWeight('orthogonal', linearFan(features, features), seed)
  return network.parameter(`${name}.recurrent`, [size, size], 'weight', orthogonal, features * features)
}

/**
 * One step of a layer that receives its spikes of the step before, inside a scan. Its weights learn from the trace of those spikes, and no
 * gradient goes back through them.
 * @returns what the neurons receive, for their spikes of the step before and the trace of these, with the weights as its parameter
 */
export function stepRecurrence(context: Context, name: string, input: Activation, seed: number) {
  const weight = recurrentWeight(context, name, input, seed)
  return (before: Activation): Layer => {
    const output = activation(`${name}.own`, [1, context.batch, input.features], 'dense', false)
    const learned: Activation = before.trace ? { ...before, value: before.trace, form: 'dense' } : before
    const [size] = weight.value.shape as readonly [number]
    const bias = context.network.shared(`zeros ${size}`, () => persistent(`zeros ${size}`, 'f32', [size]))
    return layer(`${name}.own`, {
      outputs: [output],
      parameters: [weight],
      forward: [linearForward({ input: rows(before.value), weight: weight.value, bias, output: rows(output.value) }, {}, groupFor(size))],
      backwardParameters: weightGradient(context, weight.name, learned, input.grad!, weight),
    })
  }
}

/** Builds the recurrent layers of one network, as many as it has; layers that share skip weights get the same ones. */
export function recurrence(context: Context, spec: OwnRecurrence, layers: number, seed: number, time: SkipClock) {
  const shared = spec.kind !== 'adaptive' || spec.sharedBy === 'network'
  const makeSkipWeights = skipWeightsOf(context, shared ? 1 : layers, spec, time)
  let known: SkipWeights | undefined
  return (name: string, input: Activation, make: (own: OwnSpikes) => Leaky): Recurrent => {
    const skipWeights = shared && known ? known : makeSkipWeights(`${shared ? 'all' : name}.skip`)
    const prelude = skipWeights === known ? [] : skipWeights.forward
    known = skipWeights
    const recurrent = recurrentWeight(context, name, input, seed)
    let bits: Layer | undefined
    const withBits = (spikes: Activation): Layer => {
      bits ??= packed(`${name}.bits`, spikes)
      return bits
    }
    const span = spec.kind === 'vanilla' ? 1 : spec.kind === 'skip' ? spec.span : undefined
    const neurons = make({
      recurrent,
      skipWeights,
      span,
      weightGrad: (_, spikes, outputGrad, weight) => weightGradient(context, weight.name, withBits(spikes).outputs[0]!, outputGrad, weight),
    })
    return { recurrent, skipWeights, lag: span ?? skipWeights.values, neurons, spikes: withBits(neurons.outputs[0]!), prelude }
  }
}
