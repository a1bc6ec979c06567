/** What all data sets share: their shape, the limits of what they may hold, and the batch. Data, no code. */
import { integer } from '../schema'

export const batch = integer(1, 4096, 100, {
  label: 'Batch',
  term: 'batch',
  unit: 'samples',
  help: 'Batch size: samples in one training step.',
})

export const MAX_SIDE = 512
/** Of a set whose samples are a single row: pixels, or features of a table. */
export const MAX_FEATURES = 4096
export const MAX_CLASSES = 256
/** Of a set or a class. */
export const MAX_NAME = 80
export const MAX_SAMPLES = 10_000_000

/** Samples of each half. */
export interface Counts {
  readonly train: number
  readonly test: number
}

/** What must be known of a data set before a byte is loaded. A sequence has its steps as rows and its channels as columns. */
export interface DataShape extends Counts {
  readonly title: string
  readonly height: number
  readonly width: number
  readonly channels: 1 | 3
  /** 0 where targets are numbers. */
  readonly classes: number
  /** What they are called, where the set has names for them; else they are known by their numbers, or by the names that a kept set has. */
  readonly classNames?: readonly string[]
  /** Where samples are sequences: what a byte means, (byte - zero) * scale. An image's byte is its brightness, of 255. */
  readonly sequence?: {
    readonly zero: number
    readonly scale: number
    /** Every value is 0 or 1: spikes. */
    readonly binary?: true
  }
  /** Where a row of a sequence is a frame of events: what it is, channels last. Of two polarities OFF comes first. */
  readonly frame?: { readonly height: number; readonly width: number; readonly polarities: 1 | 2 }
  /** Where a camera took an image at the end of each frame of events: the stream `frames`, as many as rows, as large as frames of events. */
  readonly pictures?: { readonly height: number; readonly width: number; readonly channels: 1 | 3 }
  /** What is known of how a sample was taken. */
  readonly conditions?: readonly Condition[]
  /** What classes are made of. */
  readonly factors?: readonly Factor[]
}

/** Light, place, person: a stream of this name has a word a sample, the place of its value. */
export interface Condition {
  readonly name: string
  readonly title: string
  readonly values: readonly string[]
}

/** A part that each class has one value of. */
export interface Factor {
  readonly title: string
  readonly values: readonly string[]
  /** By class, the place of its value. */
  readonly of: readonly number[]
}
