/** A network's activity for one sample. Types only. */

/** One layer's activity for a sample. */
export interface SampleLayer {
  readonly layer: string
  readonly steps: number
  readonly neurons: number
  /** [steps, positions * channels], the channels of a position next to each other. */
  readonly membrane: Float32Array
  readonly spikes: Uint8Array
  /** Of neurons with several states: those that are not the potential, arranged as it is. */
  readonly states?: readonly { readonly name: string; readonly values: Float32Array }[]
}

/** The network's input, [steps, height * width * channels]: currents or spikes. One step where all steps have the same. */
export interface SampleInput {
  readonly steps: number
  readonly data: Float32Array
}

/** Attention weights for the steps or positions of a stream, each from 0 to 1. */
export interface Scores {
  /** The attention layer. */
  readonly layer: string
  /** The stream from whose features they are computed. */
  readonly stream: 'event' | 'frame'
  readonly of: 'temporal' | 'spatial'
  /** The streams that they weight. */
  readonly weighs: readonly ('event' | 'frame')[]
  /** [steps, 1] for temporal attention, or rows and columns for spatial attention. */
  readonly shape: readonly [number, number]
}
export type ScoresReading = Scores & { readonly data: Float32Array }

export interface SampleReading {
  readonly layers: readonly SampleLayer[]
  readonly input?: SampleInput
  /** [steps, outputs]: the readout, if the sequence ended after each step. */
  readonly readout: Float32Array
  readonly outputs: number
  readonly steps: number
  /** Attention weights, in networks that have them. */
  readonly scores?: readonly ScoresReading[]
}

/** A sample made by the user: its values in each stream that the network reads, by name. */
export type CustomSample = Readonly<Record<string, Uint8Array>>

/** A pinned test sample, or one made by the user. */
export interface SampleFrame extends SampleReading {
  /** The index among the pinned samples; the user's own sample comes last. */
  readonly sample: number
  /** The index in the test set, or `custom` for the user's own sample. */
  readonly index: number | 'custom'
  /** The sample's values in each stream of the data, by name: its image as bytes, its label, its target. */
  readonly streams: Readonly<Record<string, Uint8Array | Uint32Array | Float32Array>>
}
