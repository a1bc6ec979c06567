/**
 * LIF neurons that learn forward in time: layers of one time step each, whose ops go into a scan over the steps. Gradients of a step use
 * only what is known at that step: OTTT (Xiao et al. 2022) multiplies them with the presynaptic trace, SLTT (Meng et al. 2023) with the
 * presynaptic spikes alone. So memory does not grow with the number of steps. What is not here: the scan, the loss, the weights.
 */
import { type Activation, activation, type Context, type Layer, layer } from '../../engine/graph'
import { watched } from '../../engine/kernel'
import { constant, persistent, type Tensor, tensor, view } from '../../engine/tensor'
import { lifGradientSquares } from '../leaky/kernels'
import { constantsOf, type Leaky, type LeakyOptions, type LeakySpec } from '../leaky/layer'
import * as kernels from './kernels'

const NONE = [1, 1, 4]

export interface OnlineOptions {
  /** Whether weights learn from traces of their inputs (OTTT, e-prop) instead of the inputs (SLTT). */
  readonly traced: boolean
  /** Whether potentials, spikes and traces last from one sequence to the next; otherwise each begins from rest. */
  readonly lasting?: boolean
}

/** The kind of tensor that is carried from one step to the next: within a sequence, or across sequences. */
const keptBy = ({ lasting }: OnlineOptions) => (lasting ? persistent : tensor)

/** The trace of a value [1, batch, columns]; four words that stay unused where there is none. */
const traceOf = (name: string, { shape }: Tensor<'f32'>, options: OnlineOptions): Tensor<'f32'> =>
  options.traced ? keptBy(options)(`${name}.trace`, 'f32', shape) : tensor(`${name}.trace`, 'f32', NONE)

/**
 * One step of an input over time.
 * @param decay [1]: the decay of the neurons that receive the input, for its trace
 * @param delayed whether it has one step, which holds what the step before has left in it
 */
export function onlineInput(name: string, input: Activation, decay: Tensor<'f32'>, options: OnlineOptions, delayed = false): Layer {
  const { traced, lasting = false } = options
  const [, batch, columns] = input.value.shape as readonly [number, number, number]
  const value = tensor(name, 'f32', [1, batch, columns])
  const trace = traceOf(name, value, options)
  const { bits: _, grad: __, ...rest } = input
  return layer(name, {
    outputs: [{ ...rest, value, ...(traced && { trace }) }],
    state: lasting && traced ? [trace] : [],
    forward: [
      kernels.onlineInput(
        { input: input.value, decay, value, trace },
        {},
        { TRACED: Number(traced), DELAYED: Number(delayed), LASTING: Number(lasting) },
      ),
    ],
    visible: { output: value },
  })
}

/**
 * One step of LIF neurons; their state stays between the steps of a scan. Visible: membrane, spikes.
 * @param recurrent what they receive for their spikes of the step before, added to the input
 */
export function onlineLif(
  context: Context,
  name: string,
  input: Activation,
  spec: LeakySpec,
  options: Pick<LeakyOptions, 'decay' | 'surrogate' | 'surrogateScale' | 'smooth'>,
  online: OnlineOptions,
  recurrent?: (before: Activation) => Layer,
): Leaky {
  const product = input.value
  const [, batch, neurons] = product.shape as readonly [number, number, number]
  const { threshold, inputGain, resetTo, initialMembrane = 0 } = spec
  const { decay, surrogateScale } = options
  const { traced, lasting = false } = online
  const keep = keptBy(online)
  const spikes = keep(`${name}.spikes`, 'f32', [1, batch, neurons])
  const output: Activation = {
    ...activation(`${name}.spikes`, [1, batch, neurons], options.smooth ? 'dense' : 'binary', true),
    value: spikes,
    features: input.features,
    ...(input.space && { space: input.space }),
  }
  const membrane = tensor(`${name}.membrane`, 'f32', [1, batch, neurons])
  const kept = keep(`${name}.kept`, 'f32', [1, batch, neurons])
  const trace = traceOf(name, spikes, online)
  const before = recurrent && onlineInput(`${name}.before`, output, decay, online, true)
  const own = before && recurrent(before.outputs[0]!)
  const received = own?.outputs[0]?.value ?? tensor(`${name}.own`, 'f32', NONE)
  const values = { threshold, inputGain, resetTo, initialMembrane }
  const { RESET, SURROGATE, SMOOTH } = constantsOf(spec, options)
  const unused = context.network.shared('unmasked', () => view(constant('unmasked', [1, 1, 1, 1]), [1, 4]))
  const made = layer(name, {
    outputs: [{ ...output, ...(traced && { trace }) }],
    state: lasting ? [kept, spikes, ...(traced ? [trace] : []), ...(before?.state ?? [])] : [],
    forward: [
      ...(before && own ? [...before.forward, ...own.forward] : []),
      kernels.onlineForward({ product, decay, surrogateScale, recurrent: received, kept, membrane, spikes, trace }, values, {
        TRACED: Number(traced),
        RECURRENT: Number(recurrent !== undefined),
        LASTING: Number(lasting),
        RESET,
        SURROGATE,
        SMOOTH,
      }),
    ],
    backwardInput: input.grad
      ? [
          kernels.onlineBackward(
            { membrane, spikesGrad: output.grad!, surrogateScale, productGrad: input.grad },
            { threshold, inputGain },
            { SURROGATE },
          ),
        ]
      : [],
    backwardParameters: own?.backwardParameters ?? [],
    visible: { membrane, spikes },
  })
  return {
    ...made,
    // Within a single step, no gradient passes through the reset.
    gradientSquares: (squares) =>
      watched([
        lifGradientSquares(
          {
            ...{ membrane, spikesGrad: output.grad!, surrogateScale, mask: unused, decay },
            ...{ product: view(unused, [1, 1, 4]), map: unused, squares },
          },
          values,
          { RESET, SURROGATE, SMOOTH },
        ),
      ]),
  }
}
