/**
 * Leaky integrate-and-fire over all steps, with a fixed decay (LIF) or a learned one (PLIF): tensors and ops.
 * The neuron applies the affine of a normalization and the mask of a dropout itself, so that neither stores a copy.
 */
import { type Activation, activation, type Context, type Layer, layer, type Parameter } from '../../engine/graph'
import { type Op, watched } from '../../engine/kernel'
import { constant, type Tensor, tensor, view } from '../../engine/tensor'
import type { Reset } from '../lif/schema'
import { RESETS } from '../lif/schema'
import { surrogateKind } from '../surrogate'
import type { SurrogateSpec } from '../surrogate/schema'
import * as kernels from './kernels'

export interface LeakySpec {
  readonly threshold: number
  readonly inputGain: number
  readonly reset: Reset
  readonly resetTo: number
  readonly detachReset: boolean
  readonly initialMembrane?: number
}

export interface LeakyOptions {
  /** [1]: the decay, or where `learned` its logit. */
  readonly decay: Tensor<'f32'>
  readonly learned?: Parameter
  readonly surrogate: SurrogateSpec['kind']
  /** [1] or [steps]: what the surrogate is scaled by. */
  readonly surrogateScale: Tensor<'f32'>
  /** Spikes are smooth: for gradient checks only. */
  readonly smooth?: boolean
  /** dL/d membrane from outside, [steps, batch, neurons]. */
  readonly membraneGrad?: Tensor<'f32'>
}

/** Spikes of one kind of leaky neuron. Visible: membrane, spikes; the gradient norm's squares where `gradientSquares` is asked for. */
export function leaky(context: Context, name: string, input: Activation, spec: LeakySpec, options: LeakyOptions): Layer {
  const { steps, batch } = context
  const product = input.value
  const neurons = product.shape[2]!
  const output = {
    ...activation(`${name}.spikes`, [steps, batch, neurons], options.smooth ? 'dense' : 'binary', true),
    features: input.features,
  }
  const membrane = tensor(`${name}.membrane`, 'f32', [steps, batch, neurons])
  const spikes = output.value
  const spikesGrad = output.grad!
  const one = context.network.shared('one', () => constant('one', [1]))
  const zero = context.network.shared('zero', () => constant('zero', [0]))
  const unmasked = context.network.shared('unmasked', () => view(constant('unmasked', [1, 1, 1, 1]), [1, 4]))
  const { decay, surrogateScale } = options
  const mask = input.mask ?? unmasked
  const { threshold, inputGain, resetTo, initialMembrane = 0 } = spec
  const common = {
    RESET: RESETS.indexOf(spec.reset),
    SURROGATE: surrogateKind({ kind: options.surrogate }),
    SMOOTH: Number(options.smooth ?? false),
    LEARNED: Number(options.learned !== undefined),
  }
  const back = { ...common, DETACH_RESET: Number(spec.detachReset) }
  const masked = { MASKED: Number(input.mask !== undefined) }

  const forward: Op[] = [
    kernels.lifForward(
      { product, scale: input.affine?.scale ?? one, shift: input.affine?.shift ?? zero, mask, decay, surrogateScale, membrane, spikes },
      { threshold, inputGain, resetTo, initialMembrane },
      { ...common, ...masked, AFFINE: Number(input.affine !== undefined) },
    ),
  ]

  const learnedDecay = (partial: Tensor<'f32'>, piece: number): Op[] =>
    options.learned && !options.learned.frozen
      ? [kernels.decayBackward({ partial, logit: options.learned.value, logitGrad: options.learned.grad }, { piece })]
      : []
  const backward = (): { input: Op[]; parameters: Op[] } => {
    if (!input.grad) return { input: [], parameters: [] }
    if (input.affine) {
      const { pivot, partial, coefficients, reduce } = input.affine
      const shared = { membrane, spikesGrad, surrogateScale, mask, decay, product }
      return {
        input: [
          kernels.lifBackwardSums({ ...shared, pivot, partial }, { threshold, inputGain, resetTo }, { ...back, ...masked }),
          ...reduce,
          kernels.lifBackwardAffine(
            { ...shared, coefficients, productGrad: input.grad },
            { threshold, inputGain, resetTo },
            { ...back, ...masked },
          ),
        ],
        parameters: learnedDecay(partial, 2),
      }
    }
    const decayPartial = tensor(`${name}.decayPartial`, 'f32', [batch, neurons])
    const membraneGrad = options.membraneGrad ?? view(unmasked, [1, 1, 4])
    return {
      input: [
        kernels.lifBackward(
          { membrane, spikesGrad, membraneGrad, surrogateScale, mask, decay, productGrad: input.grad, decayPartial },
          { threshold, inputGain, resetTo, initialMembrane },
          { ...back, ...masked, MEMBRANE_GRAD: Number(options.membraneGrad !== undefined) },
        ),
      ],
      parameters: learnedDecay(view(decayPartial, [batch, 1, neurons]), 0),
    }
  }
  const { input: backwardInput, parameters: backwardParameters } = backward()

  return layer(name, {
    outputs: [output],
    parameters: options.learned ? [options.learned] : [],
    forward,
    backwardInput,
    backwardParameters,
    visible: { membrane, spikes },
  })
}

/** Workgroups that share the squares of one step's gradient. */
export const squareGroups = (batch: number, neurons: number): number => Math.ceil((batch * neurons) / 4 / 64)

/** A watched op: the squares of dL/du by step, to be placed before the layer's backward pass frees the spikes' gradient. */
export function gradientSquares(
  membrane: Tensor<'f32'>,
  spikesGrad: Tensor<'f32'>,
  spec: LeakySpec,
  options: LeakyOptions,
  squares: Tensor<'f32'>,
): Op[] {
  const { threshold, resetTo } = spec
  return watched([
    kernels.lifGradientSquares(
      { membrane, spikesGrad, surrogateScale: options.surrogateScale, decay: options.decay, squares },
      { threshold, resetTo },
      {
        RESET: RESETS.indexOf(spec.reset),
        SURROGATE: surrogateKind({ kind: options.surrogate }),
        LEARNED: Number(options.learned !== undefined),
        SMOOTH: Number(options.smooth ?? false),
        DETACH_RESET: Number(spec.detachReset),
      },
    ),
  ])
}
