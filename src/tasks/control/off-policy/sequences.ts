/** The sequences that an update learns from, sampled from the replay buffer. Pure. */
import type { Op } from '../../../engine/kernel'
import { type Tensor, tensor } from '../../../engine/tensor'
import { drawn, type Ring } from '../../../layers/sequences/replay'
import { countedOp } from '../../../losses/control/transitions'
import type { ControlParts } from '../parts'
import type { OffPolicySpec } from '../schema'

/** Sampled sequences, and the weights of their time steps. */
export interface Drawn {
  /** [time steps, size, words] */
  readonly records: Tensor<'f32'>
  /** [time steps, size] */
  readonly weights: Tensor<'f32'>
  readonly ops: readonly Op[]
}

/** The first rollout, from 1, after which the buffer holds a sequence with room to begin with an episode. */
export const firstSequence = (length: number, steps: number): number => Math.floor((2 * length) / steps) + 1

/** @param draw [1], a word that differs between updates. @param steps of a rollout */
export function drawSequences(
  { spec, clock, words }: ControlParts,
  { sequence: length, batch: sequences }: Pick<OffPolicySpec, 'sequence' | 'batch'>,
  { ring, draw, steps }: { readonly ring: Ring; readonly draw: Tensor<'u32'>; readonly steps: number },
): Drawn {
  const { end } = words
  const from = { records: ring, rolloutClock: clock, clock: draw }
  const { taken, op } = drawn('sequences', from, { sequences, steps, length, members: 1, end, seed: spec.run.seed })
  const weights = tensor('sequences.weights', 'f32', [length + 1, sequences])
  return { records: taken, weights, ops: [op, countedOp(taken, weights, words)] }
}
