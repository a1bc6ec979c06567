/** A running average of a network's parameters and statistics, which evaluations use instead of the weights. */
import type { Op } from '../engine/kernel'
import type { Network } from '../engine/network'
import * as kernels from './kernels'
import type { Control } from './optimizer'
import type { AverageSpec } from './schema'

/** The ops after an update. @param average a copy of `network` with the same initial values. */
export function averageOps(
  network: Network,
  average: Network,
  { clock, halted }: Pick<Control, 'clock' | 'halted'>,
  { decay }: AverageSpec,
): Op[] {
  const pairs = [
    { value: network.values, average: average.values },
    { value: network.statistics, average: average.statistics },
  ]
  return pairs
    .filter(({ value }) => value.shape[0]! > 0)
    .map((pair) => kernels.averageWeights({ halted, clock, ...pair }, { decay, complement: 1 - decay }))
}
