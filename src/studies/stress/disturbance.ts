/** What a disturbance of a trained network declares: its strengths, and what it changes. Types only; `disturbances.ts` lists them. */
import type { SampleSet } from '../../data/streams'
import type { Experiment } from '../../experiments/schema'
import type { NamedTensor } from '../../interop/safetensors'

/** What the network reads of the samples of a set, step by step. */
export interface Series {
  /** The name of the stream that holds it. */
  readonly stream: string
  readonly steps: number
  /** The values of a step. */
  readonly size: number
  /** Whether its steps are moments in time. */
  readonly inTime: boolean
  /** Whether a value is a number of events. */
  readonly events: boolean
  /** The value of no input, and how much a value rises by one event, by full brightness or by one standard deviation. */
  readonly zero: number
  readonly one: number
  /** The largest value. Values of the type u8 are whole and not below 0. */
  readonly max: number
}

/** The values of all samples, sample after sample, each padded to `stride`. */
export interface Values extends Series {
  readonly values: Uint8Array | Float32Array
  readonly stride: number
  readonly count: number
}

/** Random numbers of a seed: the key of `randomKey` for a purpose. */
export type KeyOf = (purpose: string) => number
export type Edit = readonly [path: string, value: unknown]
export type Tensors = readonly NamedTensor[]

export interface Disturbance {
  readonly id: string
  readonly title: string
  readonly help: string
  /** The glossary term. */
  readonly term: string
  /** `%` for a strength that is a fraction. */
  readonly unit: string | null
  /** The strengths of a curve, and of the slider. Any number between their minimum and maximum is a strength. */
  readonly strengths: readonly number[]
  /** Whether only whole numbers are. */
  readonly whole?: true
  /** The strength at which nothing changes. */
  readonly none: number
  /** The names of strengths that are indices of choices. */
  readonly names?: readonly string[]
  /** Whether it draws random numbers, so that each seed gives another disturbance. */
  readonly random?: true
  /** The number of an experiment of which the strength is the relative change. */
  number?(experiment: Experiment): number
  /** Why an experiment cannot be disturbed in this way, as a sentence; null where it can. */
  refusal(experiment: Experiment): string | null
  /** Other settings in the evaluation. */
  settings?(experiment: Experiment, strength: number): readonly Edit[]
  /** Writes the disturbed values to `to`, which holds a copy of the values. */
  samples?(values: Values, to: SampleSet['streams'][string]['values'], strength: number, keyOf: KeyOf): void
  /** Other weights. */
  weights?(tensors: Tensors, strength: number, keyOf: KeyOf): Tensors
}
