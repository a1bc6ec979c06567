/** A network's layers as data: what is known of them without the values of their tensors. */

export const BRANCHES = ['event', 'frame'] as const
/** The calls of the scripting interface that layers may support. */
export const WATCHABLE = ['membrane', 'potentials', 'spikes', 'gradientNorm'] as const

export interface LayerInfo {
  readonly name: string
  /** The kind of its neurons or of its memory, or `input`, `sampler` or `readout`. */
  readonly kind: string
  /** Its index in the network's list of layers, where it has a neuron of its own there. */
  readonly item?: number
  /** The stream of a sample that it processes, where there are two and they have not been fused yet. */
  readonly branch?: (typeof BRANCHES)[number]
  /** The shape without time steps and batch: [neurons], or [height, width, channels]. */
  readonly shape: readonly number[]
  /** The kind of weight layer in front of the neurons. */
  readonly product?: 'linear' | 'conv'
  /** Rows and columns of the convolution kernel. */
  readonly kernel?: readonly [number, number]
  /** The fan-in of a neuron, for "784 → 128". */
  readonly inputs: number
  readonly parameters: number
  readonly watchable: readonly (typeof WATCHABLE)[number][]
  readonly threshold?: number
  readonly adaptive?: boolean
  /** For neurons as equations: the name of the potential, then the names of other variables that can be shown; see variables.ts. */
  readonly variables?: readonly string[]
  /** For neurons as equations: the names of their learned parameters, which are watched as `<name>.<parameter>`. */
  readonly learned?: readonly string[]
  /** What the outputs of the last layer are at each step, where they are not combined over time: “logits”. */
  readonly says?: string
  /** Whether it receives its own spikes, through weights that are watched as `<name>.recurrent`. */
  readonly recurrent?: true
}

/** Something learned that is not a listed layer: an embedding, a prior, the hidden layers of a policy. */
export interface OtherPart {
  readonly name: string
  readonly parameters: number
}

/**
 * The weights of the first layer, where each of its outputs has an image of them: [outputs, channels, height, width]. Of a convolution
 * they are its filters; of a layer that is connected to every pixel of an image, the receptive fields of its neurons.
 */
export interface Filters {
  readonly layer: string
  readonly kind: 'conv' | 'linear'
  /** The number of outputs in this reading, from the first; `of` is the total number. */
  readonly outputs: number
  readonly of: number
  readonly channels: number
  readonly height: number
  readonly width: number
  readonly data: Float32Array
}

/**
 * The synapses of a layer whose spikes arrive later: [outputs, inputs], the inputs in the order of the activity of the layer before.
 * At most the first outputs, `of` is the total number.
 */
export interface DelayedSynapses {
  readonly layer: string
  readonly inputs: number
  readonly outputs: number
  readonly of: number
  /** They join channels of maps, and their weights are sums over the window. */
  readonly channels?: true
  /** The longest delay that they may have, in steps. */
  readonly max: number
  readonly weight: Float32Array
  /** In steps, not rounded; those of an axon or a neuron are repeated at its synapses. */
  readonly delay: Float32Array
}

/** The weights of a layer of parallel neurons over the steps that they see. */
export interface StepWeights {
  readonly layer: string
  readonly form: 'full' | 'masked' | 'sliding'
  /** The number of newest steps that are seen, the present one included; those of a sequence where all are. */
  readonly order: number
  /** The mask is in it. [steps, steps], by the step that sees and the one that is seen; of the sliding form [order], the newest step first. */
  readonly weight: Float32Array
}
