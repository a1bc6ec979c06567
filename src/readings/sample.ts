/** What a network makes of one sample. Types only. */

/** What one layer did with it. */
export interface SampleLayer {
  readonly layer: string
  readonly steps: number
  readonly neurons: number
  /** [steps, positions * channels], the channels of a position next to each other. */
  readonly membrane: Float32Array
  readonly spikes: Uint8Array
}

/** What the network received, [steps, height * width * channels]: currents or spikes. One step where it is the same at all. */
export interface SampleInput {
  readonly steps: number
  readonly data: Float32Array
}

/** What attention gives the steps or the places of a stream, each from 0 to 1. */
export interface Scores {
  /** Of the layer that has them. */
  readonly layer: string
  /** Whose features they are read off. */
  readonly stream: 'event' | 'frame'
  readonly of: 'temporal' | 'spatial'
  /** The streams that they weigh. */
  readonly weighs: readonly ('event' | 'frame')[]
  /** [steps, 1] of time, or rows and columns of space. */
  readonly shape: readonly [number, number]
}
export type ScoresReading = Scores & { readonly data: Float32Array }

export interface SampleReading {
  readonly layers: readonly SampleLayer[]
  readonly input?: SampleInput
  /** [steps, outputs]: what the readout would say if the sequence ended after each step. */
  readonly readout: Float32Array
  readonly outputs: number
  readonly steps: number
  /** Of a network with attention. */
  readonly scores?: readonly ScoresReading[]
}

/** A sample that the user makes: its part of every stream that the network reads, by name. */
export type CustomSample = Readonly<Record<string, Uint8Array>>

/** A pinned sample of the test set, or one that the user makes. */
export interface SampleFrame extends SampleReading {
  /** Among the pinned samples, the user's own behind them. */
  readonly sample: number
  /** In the test set. */
  readonly index: number | 'custom'
  /** Its part of every stream of the data, by name: its image as bytes, its label, its target. */
  readonly streams: Readonly<Record<string, Uint8Array | Uint32Array | Float32Array>>
}
