/**
 * A ring of time steps in which rollouts wrap, and sequences drawn from it: whole episodes where these fit, else parts of them. Rows belong
 * together in groups; of a group the records of the first row say where episodes begin. Reset: bit 4 of the end in a record.
 */
import type { Dispatch } from '../../engine/kernel'
import { streamOf } from '../../engine/random'
import { padded, persistent, type Tensor, tensor } from '../../engine/tensor'
import { drawSequences, keepTimeSteps, takeSequences } from './kernels'

export interface Ring {
  /** [capacity, rows, padded words] */
  readonly values: Tensor<'f32'>
  /** Appends all time steps of `source` but the first. */
  readonly keep: Dispatch
}

/** @param source [timeSteps, rows, words]; words from `first` on are stored @param clock [1]: rollouts before this one */
export function ringOf(
  name: string,
  { source, clock }: { readonly source: Tensor<'f32'>; readonly clock: Tensor<'u32'> },
  { capacity, first = 0 }: { readonly capacity: number; readonly first?: number },
): Ring {
  const [timeSteps, rows, words] = source.shape as readonly [number, number, number]
  if (capacity < timeSteps - 1) throw new Error(`${name}: ${timeSteps - 1} moments do not fit into a ring of ${capacity}`)
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

/** Places of sequences, u32[sequences, 4], and the op that draws them. @param steps of a rollout @param length steps of a sequence */
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
): { readonly places: Tensor<'u32'>; readonly op: Dispatch } {
  const { sequences, ...params } = options
  const places = tensor(name, 'u32', [sequences, 4])
  return {
    places,
    op: drawSequences({ ring: records.values, rolloutClock, clock, places }, { ...params, stream: streamOf('sequences') }),
  }
}

/** No word of a record. */
const NOWHERE = 0xffffffff

/**
 * What a ring has at places, [length + 1, sequences * members, words].
 * @param end the word of a record that says how a transition ended; what does not count has a reset there
 */
export function taken(
  name: string,
  { values }: Ring,
  places: Tensor<'u32'>,
  { length, members, end = NOWHERE }: { readonly length: number; readonly members: number; readonly end?: number },
): { readonly taken: Tensor<'f32'>; readonly op: Dispatch } {
  const made = tensor(name, 'f32', [length + 1, places.shape[0]! * members, values.shape[2]!])
  return { taken: made, op: takeSequences({ ring: values, places, taken: made }, { end }) }
}
