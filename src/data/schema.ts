/** What all data sets share: their shape, limits, and the batch. Data, no code. */
import type * as z from 'zod'
import type { HeldOut } from '../readings/metrics'
import { field, integer } from '../schema'

export const batch = integer(1, 4096, 100, {
  label: 'Batch',
  term: 'batch',
  unit: 'samples',
  help: 'Batch size: samples in one training step.',
})

/** A field of a custom set that its import has set: it is shown, and cannot be changed. */
export const converted = <S extends z.ZodType>(schema: S, label: string, unit?: string): S =>
  field(schema, { label, help: 'Set when the recordings were converted.', fact: true, ...(unit && { unit }) })

export const MAX_SIDE = 512
/** The maximum number of pixels or features of a sample that is a single row. */
export const MAX_FEATURES = 4096
export const MAX_CLASSES = 256
/** The maximum length of the name of a set or a class. */
export const MAX_NAME = 80
export const MAX_SAMPLES = 10_000_000

/** Bytes padded to whole 32-bit words. */
export const padded = (bytes: number): number => 4 * Math.ceil(bytes / 4)

/** The number of samples of each part. */
export interface Counts {
  readonly train: number
  /** Absent where nothing is held out for validation. */
  readonly validation?: number | undefined
  readonly test: number
}

export const samplesIn = ({ train, validation = 0, test }: Counts): number => train + validation + test

export const sameCounts = (a: Counts, b: Counts): boolean => a.train === b.train && a.validation === b.validation && a.test === b.test

/** The parts from which nothing is learned, in the order in which they are evaluated. */
export const heldOutParts = ({ validation }: { readonly validation?: unknown }): readonly HeldOut[] =>
  validation === undefined ? ['test'] : ['validation', 'test']

/** The part that evaluations during training and the views use: the test set only where nothing is held out for validation. */
export const watchedPart = ({ validation }: { readonly validation?: unknown }): HeldOut =>
  validation === undefined ? 'test' : 'validation'

/** The shape of a data set, known before it is loaded. A sequence has its steps as rows and its channels as columns. */
export interface DataShape extends Counts {
  readonly title: string
  readonly height: number
  readonly width: number
  readonly channels: 1 | 3
  /** 0 where targets are numbers. */
  readonly classes: number
  /** The class names, if the set has any; otherwise classes are known by number, or by the names in a stored set. */
  readonly classNames?: readonly string[]
  /** For sequences, the value of a byte, (byte - zero) * scale. An image's byte is its brightness, out of 255. */
  readonly sequence?: {
    readonly zero: number
    readonly scale: number
    /** Whether every value is 0 or 1, that is, spikes. */
    readonly binary?: true
  }
  /** The shape of a row, if it is a frame of events, channels last. With two polarities OFF comes first. */
  readonly frame?: { readonly height: number; readonly width: number; readonly polarities: 1 | 2 }
  /**
   * The size of the images at the end of each event frame, if the camera took any: the stream `frames`, with as many images as rows, each
   * of the size of an event frame.
   */
  readonly pictures?: { readonly height: number; readonly width: number; readonly channels: 1 | 3 }
  /** The recorded conditions of samples, such as light or position. */
  readonly conditions?: readonly Condition[]
  /** The factors that classes are composed of; each class has one value of each. */
  readonly factors?: readonly Factor[]
}

/** A condition such as light, place or person: the stream of this name has one word per sample, the index of the value. */
export interface Condition {
  readonly name: string
  readonly title: string
  readonly values: readonly string[]
}

/** A factor of which each class has one value. */
export interface Factor {
  readonly title: string
  readonly values: readonly string[]
  /** The index of the value of each class. */
  readonly byClass: readonly number[]
}
