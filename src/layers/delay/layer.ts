/**
 * A linear layer whose synapses have delays, over all steps: tensors and ops. Its weights are spread over lags, learned delays by a kernel
 * around each in training, and by whole steps in evaluation; a product for each lag follows.
 */
import { type Activation, activation, type Context, type Layer, layer } from '../../engine/graph'
import { rows as asRows, type Op } from '../../engine/kernel'
import type { Initialize, Parameter } from '../../engine/network'
import { randomKey, streamOf, uniform } from '../../engine/random'
import { constant, padded, persistent, sizeOf, type Tensor, tensor, view } from '../../engine/tensor'
import { type LinearSpec, summedGradient } from '../linear/layer'
import * as kernels from './kernels'
import { DELAYS_PER, type DelaysPer, type DelaysSpec, INTERPOLATIONS, type Interpolation, type LearnedDelays, MIN_SIGMA } from './schema'

/** The number of shaders/lib/delay.wgsl that follows those of the interpolations. */
export const WHOLE = INTERPOLATIONS.length

/** What a layer needs to know of its delays. */
export interface Delays {
  readonly per: DelaysPer
  /** The longest delay, in steps. */
  readonly max: number
  /** How a delay is spread over lags while it is learned; absent where delays stay what they are. */
  readonly learned?: { readonly interpolation: Interpolation /** [1]: the width of a Gaussian, in steps. */; readonly sigma: Tensor<'f32'> }
  /** The delays at first, in [0, max]. */
  readonly initializeDelay: Initialize
}
type DelayedSpec = LinearSpec & Delays

/**
 * output[t] = bias + sum over inputs and lags of weight * k(lag; delay) * input[t - lag]. Parameters: weight, (bias), and `name.delay`,
 * [inputs, outputs], [inputs] or [outputs], which are delays of a synapse, an axon or a neuron. Visible: output, weight, delay.
 */
export function delayedLinear(context: Context, name: string, input: Activation, spec: DelayedSpec): Layer {
  const { batch, steps, network } = context
  const inputs = input.value.shape[2]!
  const outputs = padded(spec.outputs)
  const output = activation(name, [steps, batch, spec.outputs], 'dense', true)
  const weight = network.parameter(`${name}.weight`, [inputs, outputs], 'weight', spec.initialize, input.features * spec.outputs)
  const bias = spec.bias ? network.parameter(`${name}.bias`, [outputs], 'weight', spec.initializeBias, spec.outputs) : undefined
  const delay = delayParameter(context, name, input, spec)
  const noBias = network.shared(`zeros ${outputs}`, () => persistent(`zeros ${outputs}`, 'f32', [outputs]))
  const { sigma, KERNEL } = spreading(context, spec.learned)
  const constants = { KERNEL, PER: DELAYS_PER.indexOf(spec.per) }
  const spread = (what: string) => tensor(`${name}.${what}`, 'f32', [spec.max + 1, inputs, outputs])
  const [kernel, kernelGrad] = [spread('kernel'), spread('kernelGrad')]
  const [x, outputGrad] = [asRows(input.value), asRows(output.grad!)]
  const bound = { weight: weight.value, delay: flat(delay.value), sigma }
  const arriving = { input: x, kernel, bias: bias?.value ?? noBias, output: asRows(output.value) }
  const backwardInput: Op[] = input.grad
    ? [kernels.delayBackwardInput({ outputGrad, kernel, inputGrad: asRows(input.grad) }, { batch })]
    : []

  return layer(name, {
    outputs: [output],
    parameters: [weight, ...(bias ? [bias] : []), delay],
    forward: [kernels.delayKernel({ ...bound, kernel }, {}, constants), kernels.delayForward(arriving, { batch })],
    backwardInput,
    backwardParameters: [
      kernels.delayBackwardKernel({ input: x, outputGrad, kernelGrad }, { batch }),
      kernels.delayKernelBackward({ ...bound, kernelGrad, weightGrad: weight.grad, delayGrad: flat(delay.grad) }, {}, constants),
      ...(bias ? summedGradient(`${name}.bias`, outputGrad, bias) : []),
    ],
    visible: { output: output.value, weight: weight.value, delay: delay.value },
  })
}

/** How delays are spread over lags in a mode: the number of shaders/lib/delay.wgsl, and the width of a Gaussian. */
export function spreading({ mode, network }: Context, learned: Delays['learned']) {
  const sigma = learned?.sigma ?? network.shared('no sigma', () => constant('no sigma', [1]))
  return { sigma, KERNEL: mode === 'evaluate' || !learned ? WHOLE : INTERPOLATIONS.indexOf(learned.interpolation) }
}

const flat = (t: Tensor<'f32'>): Tensor<'f32'> => view(t, [sizeOf(t.shape)])

/** Delays keep between 0 and the longest, and are no weights: the optimizer has a group for them. */
function delayParameter(
  { network }: Context,
  name: string,
  input: Activation,
  { per, outputs, max, initializeDelay }: DelayedSpec,
): Parameter {
  const [inputs, stored] = [input.value.shape[2]!, padded(outputs)]
  const shape = { synapse: [inputs, stored], axon: [inputs], neuron: [stored] }[per]
  const count = { synapse: input.features * outputs, axon: input.features, neuron: outputs }[per]
  return network.parameter(`${name}.delay`, shape, 'delay', initializeDelay, count, [0, max])
}

/** Delays that are drawn evenly between 0 and the longest. */
export const drawnDelays =
  (seed: number, max: number): Initialize =>
  (shape, name) => {
    const key = randomKey(seed, streamOf(name))
    return Float32Array.from({ length: sizeOf(shape) }, (_, i) => max * uniform(key, i))
  }

/** The width of the Gaussians at the present training step: a tensor that every layer shares, and the op that computes it. */
export function narrowingSigma(
  context: Context,
  clock: Tensor<'u32'>,
  { sigma: initial, narrowing }: Pick<LearnedDelays, 'sigma' | 'narrowing'>,
) {
  const sigma = context.network.shared('delay.sigma', () => persistent('delay.sigma', 'f32', [1]))
  return { sigma, op: kernels.delaySigma({ clock, sigma }, { initial, smallest: MIN_SIGMA, narrowing }) }
}

/** The delays of all layers of a network, and the ops that they need before a forward pass. @param clock [1]: the training steps that are done */
export function delaysOf(context: Context, spec: DelaysSpec, seed: number, clock: Tensor<'u32'>): { delays: Delays; ops: readonly Op[] } {
  if (spec.kind === 'fixed') {
    const same: Initialize = (shape) => new Float32Array(sizeOf(shape)).fill(spec.steps)
    return { delays: { per: 'neuron', max: spec.steps, initializeDelay: same }, ops: [] }
  }
  const { per, max } = spec
  const drawn = { per, max, initializeDelay: drawnDelays(seed, max) }
  if (spec.kind === 'random') return { delays: drawn, ops: [] }
  const { sigma, op } = narrowingSigma(context, clock, spec)
  const narrows = context.mode === 'train' && spec.interpolation === 'gaussian'
  return { delays: { ...drawn, learned: { interpolation: spec.interpolation, sigma } }, ops: narrows ? [op] : [] }
}
