/**
 * A ring buffer of time steps of rollouts, and sequences drawn from it: whole episodes where these fit, else parts of them. Rows form
 * groups, in which the records of the first row determine where episodes begin. Reset: bit 4 of the end in a record.
 */
import type { Dispatch } from '../../engine/kernel'
import { streamOf } from '../../engine/random'
import { padded, persistent, type Tensor, tensor } from '../../engine/tensor'
import { drawSequences, keepTimeSteps, takeSequences } from './kernels'

export interface Ring {
  /** [capacity, rows, padded words] */
  readonly values: Tensor<'f32'>
  /** Appends all time steps of `source` except the first. */
  readonly keep: Dispatch
}

/** @param source [timeSteps, rows, words]; words from `first` on are stored @param clock [1]: rollouts before this one */
export function ringOf(
  name: string,
  { source, clock }: { readonly source: Tensor<'f32'>; readonly clock: Tensor<'u32'> },
  { capacity, first = 0 }: { readonly capacity: number; readonly first?: number },
): Ring {
  const [timeSteps, rows, words] = source.shape as readonly [number, number, number]
  if (capacity < timeSteps - 1) throw new Error(`${name}: ${timeSteps - 1} time steps do not fit into a ring of ${capacity}`)
  const values = persistent(name, 'f32', [capacity, rows, padded(words - first)])
  return { values, keep: keepTimeSteps({ source, clock, ring: values }, { first }) }
}

export interface DrawnFrom {
  readonly records: Ring
  /** [1]: the number of rollouts before the one that was stored last. */
  readonly rolloutClock: Tensor<'u32'>
  /** [1]: a number that differs each time, so that the random draws differ. */
  readonly clock: Tensor<'u32'>
}

/**
 * The sequences drawn from the ring of records, [length + 1, sequences * members, words], their places in it, u32[sequences, 4], and the op
 * that draws them. In `options`, `steps` are those of a rollout, `length` those of a sequence; `end` is the word of a record that states how
 * a transition ended: transitions that do not count get a reset there.
 */
export function drawn(
  name: string,
  { records, rolloutClock, clock }: DrawnFrom,
  options: {
    readonly sequences: number
    readonly steps: number
    readonly length: number
    readonly members: number
    readonly end: number
    readonly seed: number
  },
): { readonly places: Tensor<'u32'>; readonly taken: Tensor<'f32'>; readonly op: Dispatch } {
  const { sequences, length, members, ...params } = options
  const places = tensor(`${name}.places`, 'u32', [sequences, 4])
  const made = takenFrom(name, records, places, { length, members })
  const op = drawSequences({ ring: records.values, rolloutClock, clock, places, taken: made }, { ...params, stream: streamOf('sequences') })
  return { places, taken: made, op }
}

interface Sequences {
  readonly length: number
  readonly members: number
}

const takenFrom = (name: string, { values }: Ring, places: Tensor<'u32'>, { length, members }: Sequences): Tensor<'f32'> =>
  tensor(name, 'f32', [length + 1, places.shape[0]! * members, values.shape[2]!])

/** Reads the sequences at the same places of another ring. @param scales [words]: factors of the words */
export function taken(
  name: string,
  { ring, places, scales }: { readonly ring: Ring; readonly places: Tensor<'u32'>; readonly scales: Tensor<'f32'> },
  sequences: Sequences,
): { readonly taken: Tensor<'f32'>; readonly op: Dispatch } {
  const made = takenFrom(name, ring, places, sequences)
  return { taken: made, op: takeSequences({ ring: ring.values, places, scales, taken: made }, {}) }
}
