/** What is known of a network's layers without a look at their values. */

export const BRANCHES = ['event', 'frame'] as const
/** The calls of the scripting interface that a layer may answer. */
export const WATCHABLE = ['membrane', 'potentials', 'spikes', 'gradientNorm'] as const

export interface LayerInfo {
  readonly name: string
  /** The kind of its neurons or of its memory, or `input` or `readout`. */
  readonly kind: string
  /** The stream of a sample that it processes, where there are two and they have not been fused yet. */
  readonly branch?: (typeof BRANCHES)[number]
  /** Without steps and batch: [neurons], or [height, width, channels]. */
  readonly shape: readonly number[]
  /** What the input goes through first. */
  readonly product?: 'linear' | 'conv'
  /** Rows and columns of a convolution’s window. */
  readonly kernel?: readonly [number, number]
  /** Terms of the sum that one neuron gets, for "784 → 128". */
  readonly inputs: number
  readonly parameters: number
  readonly watchable: readonly (typeof WATCHABLE)[number][]
  readonly threshold?: number
  readonly adaptive?: boolean
  /** What the outputs of a last layer are at every step, where nothing is made of them over time: “logits”. */
  readonly says?: string
  /** It receives its own spikes, through weights that are watched as `<name>.recurrent`. */
  readonly recurrent?: true
}

/** Something that is learned and is none of the listed layers: an embedding, a prior, the hidden layers of a policy. */
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
  /** How many are here, from the first; `of` is how many there are. */
  readonly outputs: number
  readonly of: number
  readonly channels: number
  readonly height: number
  readonly width: number
  readonly data: Float32Array
}
