/**
 * The types that layers are made of. A network is static, so forward and backward are lists of ops: no tape, no tracer.
 * This file has types and the three constructors that every slice needs; it knows nothing about neurons.
 */

import type { Profile } from './device'
import type { Op } from './kernel'
import type { Network, Parameter } from './network'
import { padded, sizeOf, type Tensor, tensor, view } from './tensor'

export type Mode = 'train' | 'evaluate'

/** Spikes as bits. Word w of a row holds columns 32w to 32w+31. */
interface SpikeBits {
  /** [rows, words of inputs]: what spiked in a row. */
  readonly byRow: Tensor<'u32'>
  /** [words of rows, inputs]: in which rows an input spiked. */
  readonly byInput: Tensor<'u32'>
}

/**
 * A per-channel affine map that the consuming neuron applies itself, so that no normalized copy is stored.
 * Backward, the gradient on the product = a * grad + b * (product - mean) + o, with factors from sums over steps and rows. The neuron
 * adds its sums itself, as `reduction` says, or leaves them in `partial`, runs `reduce`, and applies `coefficients`.
 */
interface Affine {
  /** [3, channels]: scale, shift, and a pivot near the mean, subtracted before products are summed so that digits are kept. */
  readonly map: Tensor<'f32'>
  /** The ops that compute the map: the neuron runs them in front of its own, or computes it itself, as `statistics` says. */
  readonly forward: readonly Op[]
  /** In training, what a neuron needs that computes the map itself. */
  readonly statistics?: Statistics
  readonly reduction: Reduction
  /** [partials, 3, channels]: sums over steps and some of the rows of grad, of grad * (product - pivot), and a row that the neuron may use for itself. */
  readonly partial: Tensor<'f32'>
  /** [6, channels]: a, b, o, mean, and once more scale and shift. */
  readonly coefficients: Tensor<'f32'>
  reduce(): readonly Op[]
}

/** What the statistics of a normalization read and write, under the names that the shaders have for it. */
export interface Statistics {
  readonly written: {
    /** [5, channels]: scale, shift, pivot, variance, gamma. */
    readonly map: Tensor<'f32'>
    /** The mean, and the variance from `varianceAt` on. */
    readonly observed: Tensor<'f32'>
  }
  readonly values: { readonly varianceAt: number; readonly copies: number; readonly gain: number; readonly epsilon: number }
  /** For a neuron that adds all rows itself. @param decay its learned decay */
  readonly whole: (decay?: Parameter) => {
    readonly given: {
      /** [channels]: running means. */
      readonly pivot: Tensor<'f32'>
      /** Gamma, and beta and the decay from `betaAt` and `decayAt` on. */
      readonly affine: Tensor<'f32'>
    }
    readonly split: { readonly betaAt: number; readonly decayAt: number; readonly rowsPerSplit: number }
  }
  /**
   * Where there are many rows, the op that adds them to partial sums, and the sums: [2 for each partial + 4, channels], the last four
   * pivot, gamma, beta and a learned decay.
   */
  readonly addRows?: (decay?: Parameter) => { readonly op: Op; readonly sums: Tensor<'f32'> }
}

/**
 * What a neuron needs that adds the sums of a normalization itself. @param decay its learned decay, whose gradient it then adds too
 */
export type Reduction = (decay?: Parameter) => {
  /** [5, channels]: scale, shift, pivot, variance, gamma. */
  readonly map: Tensor<'f32'>
  /** The gradients of gamma, beta and the decay, and what lies between them. */
  readonly grads: Tensor<'f32'>
  readonly values: NormValues
  /** Whether the statistics are the batch's, and depend on the product. */
  readonly training: boolean
}

/** Numbers of a normalization, by the names of the shaders. */
interface NormValues {
  /** Where the gradients of beta and of the decay start. */
  readonly betaAt: number
  readonly decayAt: number
  /** Rows of all steps. */
  readonly rows: number
  /** Steps that a row stands for. */
  readonly copies: number
  readonly gain: number
  readonly epsilon: number
}

/** Where features have positions: pixels in row-major order, the channels of one pixel next to each other. */
export interface Space {
  readonly height: number
  readonly width: number
  /** Values stored for each pixel: 1 or 3 for an encoder's image, else a multiple of 4. */
  readonly channels: number
}

/** A value on its way through the network, and the gradient that comes back. */
export interface Activation {
  /**
   * [steps, batch, padded features]; `steps` is 1 where the value is the same at every step.
   * With `space`, every pixel is a row, so that channels are what normalizations, neurons and probes see:
   * [steps, batch * height * width, padded channels]. An encoder's image is one row a sample.
   */
  readonly value: Tensor<'f32'>
  /** Absent where no earlier layer learns. */
  readonly grad?: Tensor<'f32'>
  /** The presynaptic trace, of the shape of the value: what the gradient of weights multiplies instead of it, in online learning. */
  readonly trace?: Tensor<'f32'>
  readonly form: 'dense' | 'sparse' | 'binary'
  /** The number of columns without padding; the rest of a row is zero and stays zero. */
  readonly features: number
  readonly space?: Space
  readonly bits?: SpikeBits
  /** Set by a normalization: `value` is still the raw product. */
  readonly affine?: Affine
  /** [batch, padded features], multiplies the current: one dropout mask for the whole sequence. */
  readonly mask?: Tensor<'f32'>
}

/** A layer's part of the network: its ops, its parameters, its state, and the tensors that probes may read. */
export interface Layer {
  readonly name: string
  readonly outputs: readonly Activation[]
  readonly parameters: readonly Parameter[]
  /** Persistent but not learned, such as running statistics and temperatures. Part of every checkpoint. */
  readonly state: readonly Tensor[]
  readonly forward: readonly Op[]
  /** WRITES each input's grad; left out where no input has one. */
  readonly backwardInput: readonly Op[]
  /** ADDS to each parameter's grad. */
  readonly backwardParameters: readonly Op[]
  /** Tensors that a probe may read directly after the op that writes them. */
  readonly visible: Readonly<Record<string, Tensor>>
}

/** The context in which a layer is built. The same spec built in another context gives other activations over the same weights. */
export interface Context {
  readonly mode: Mode
  readonly network: Network
  readonly steps: number
  readonly batch: number
  readonly random: { readonly seed: number; readonly clock: Tensor<'u32'> }
  /** The kind of device, which selects default variants; all variants give the same bits. */
  readonly profile: Profile
  /** Whether kernels may use subgroups. */
  readonly subgroups?: boolean | undefined
  /** Which of several equal-bits variants of an op to use: `tunedVariants[key]`, else the layer's own rule. */
  readonly tunedVariants: Readonly<Record<string, string>>
  /** Called for every op with variants: its key, all its variants, and the chosen one. */
  readonly onVariant?: (key: string, variants: readonly string[], taken: string) => void
}

export const activation = (
  name: string,
  shape: readonly [number, number, number],
  form: Activation['form'],
  wantsGrad: boolean,
): Activation => {
  const [steps, batch, features] = shape
  const size = [steps, batch, padded(features)]
  return { value: tensor(name, 'f32', size), ...(wantsGrad && { grad: tensor(`${name}Grad`, 'f32', size) }), form, features }
}

/** A value with a row for each sample, [steps * batch, values of a sample]: what convolution, pooling and a linear layer see. */
export const samples = (t: Tensor<'f32'>, batch: number): Tensor<'f32'> => {
  const count = t.shape[0]! * batch
  return view(t, [count, sizeOf(t.shape) / count])
}

/** A layer with everything it does not have left empty. */
export const layer = (name: string, parts: Partial<Layer>): Layer => ({
  name,
  outputs: [],
  parameters: [],
  state: [],
  forward: [],
  backwardInput: [],
  backwardParameters: [],
  visible: {},
  ...parts,
})
