/**
 * Temporal correlation of a set: the request, the result, and which sets have steps that can be compared. Data; `measure.ts` measures.
 */
import { type AnyData, type DataSpec, dataShape, isLabeled } from '../datasets/schema'
import { type EncoderSpec, receivedShape, stepsOf } from '../encoders/schema'

/** The default number of samples. */
export const USUAL_SAMPLES = 500
export const MAX_SAMPLES = 100_000

export interface CorrelationRequest {
  readonly data: DataSpec
  readonly encoder: EncoderSpec
  /** The number of training samples, evenly spaced; all if there are fewer. */
  readonly samples: number
}

/** A mean over samples, and its standard error. */
export interface Estimate {
  readonly mean: number
  readonly error: number
}

/** Variances over samples of the events of a step, relative to the sample's mean over steps; averaged over steps. */
export interface ProfileVariance {
  /** The variance about the mean profile of the sample's class. */
  readonly within: number
  /** The variance of the classes' mean profiles about the overall mean. */
  readonly between: number
  /** between / (within + between), and its expected value if classes were meaningless. */
  readonly share: number
  readonly chanceLevel: number
}

export interface Correlation {
  readonly steps: number
  /** The number of values in a step. */
  readonly size: number
  readonly samples: number
  /** The number of samples with at least two steps to compare; the others are empty or constant. */
  readonly compared: number
  /** Distances between steps, from 1; for long samples a selection. */
  readonly lags: readonly number[]
  /** r(d) for each; null if no sample has two comparable steps at this distance. */
  readonly r: readonly (Estimate | null)[]
  /** The mean over all pairs of different steps: the expected r(d), at any d, for a shuffled order. */
  readonly anyOrder: Estimate | null
  /** r(1) minus that, sample by sample: the information in the order. */
  readonly order: Estimate | null
  /** Null if the values of a step are not counts. */
  readonly profile: ProfileVariance | null
}

/** How a sample's steps are obtained: from the stored bytes, or from the simulated camera. */
export interface Steps {
  readonly how: 'stored' | 'camera'
  readonly steps: number
  readonly size: number
  /** Whether the values are counts, so that their sum over a step has a meaning. */
  readonly counts: boolean
}

/** The steps of the samples in an experiment, or why there are none to compare. */
export function stepsToCompare(data: AnyData, encoder: EncoderSpec): Steps | { readonly why: string } {
  if (!isLabeled(data)) return { why: 'Its samples are numbers: there are no images or recordings whose steps could be compared.' }
  const shape = dataShape(data)
  const steps = stepsOf(data, encoder)
  if (encoder.kind === 'camera') {
    const { height, width, channels } = receivedShape(data, encoder)
    return { how: 'camera', steps, size: height * width * channels, counts: !encoder.binary }
  }
  if (encoder.kind === 'rows' || encoder.kind === 'frames') {
    const size = shape.width * shape.channels
    if (size < 2) return { why: 'One value comes at a step: a correlation needs several.' }
    const counts = encoder.kind === 'frames' ? encoder.values === 'counts' : shape.sequence?.zero === 0 && shape.sequence.scale === 1
    return { how: 'stored', steps, size, counts }
  }
  if (encoder.kind === 'pixels') return { why: 'One pixel comes at a step, and a correlation needs several.' }
  return {
    why: `Images have no time steps: ${encoder.kind === 'direct' ? 'the input is the same at every step' : 'the encoder makes them'}. Use the event camera encoder, read them row by row, or choose a set of recordings.`,
  }
}
