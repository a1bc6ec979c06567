/**
 * The weights of the best evaluation so far, saved next to the network's own, with the returns of its episodes. A view may run the network
 * with them: within one submission they replace the network's weights, which are then restored; training never sees them. Pure.
 */
import type { Op } from '../../engine/kernel'
import { copyOf, type NetworkCopy } from '../../engine/network'
import { persistent, sizeOf, type Tensor, view } from '../../engine/tensor'
import { TOTALS } from '../../environments/record/kernels'
import { type ControlParts, copy } from './parts'

export interface Best {
  readonly weights: NetworkCopy
  /** [3]: the mean return, 1 once there is one, and the win rate. */
  readonly score: Tensor<'f32'>
  /** [rows, TOTALS]: the totals of its episodes. */
  readonly totals: Tensor<'f32'>
  readonly programs: Readonly<Record<'keepBest' | 'bestIn' | 'bestOut', readonly Op[]>>
  /** The tensors that a checkpoint includes. */
  readonly persistent: readonly Tensor<'f32'>[]
}

/** To be called after all parameters have been added to the network. @param totals of an evaluation */
export function bestOf(parts: ControlParts, totals: Tensor<'f32'>): Best {
  const { network } = parts
  const weights = copyOf(network, 'best')
  const held = persistent(`${network.name}.held`, 'f32', [...network.values.shape])
  const rows = totals.shape[0]!
  // The score is in the row after those of the episodes.
  const whole = persistent('best.totals', 'f32', [rows + 1, TOTALS])
  const ofBest = view(whole, [rows, TOTALS])
  const count = sizeOf(network.values.shape)
  const put = (from: Tensor<'f32'>, to: Tensor<'f32'>) => copy(parts, view(from, [1, count]), view(to, [1, count]), 1)
  return {
    weights,
    totals: ofBest,
    score: view(whole, [3], rows * TOTALS),
    programs: {
      keepBest: [put(network.values, weights.values), copy(parts, totals, ofBest, rows)],
      bestIn: [put(network.values, held), put(weights.values, network.values)],
      bestOut: [put(held, network.values)],
    },
    persistent: [weights.values, whole],
  }
}

export const NO_BEST = 'No evaluation has been played yet: there are no best weights.'
