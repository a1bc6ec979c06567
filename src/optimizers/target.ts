/** A target network that follows the trained one slowly, or is updated at intervals; it computes the targets. */
import type { Op } from '../engine/kernel'
import type { Network, NetworkCopy } from '../engine/network'
import * as kernels from './kernels'
import type { Control } from './optimizer'
import type { TargetSpec } from './schema'

/** The ops after an update of `network`. @param target a copy of it with the same initial values */
export function targetOps(
  network: Network,
  target: NetworkCopy,
  { clock, halted }: Pick<Control, 'clock' | 'halted'>,
  spec: TargetSpec,
): Op[] {
  const pairs = [
    { value: network.values, targetValue: target.values },
    { value: network.statistics, targetValue: target.statistics },
  ]
  const params = spec.kind === 'soft' ? { rate: spec.rate, every: 1 } : { rate: 1, every: spec.every }
  return pairs.filter(({ value }) => value.shape[0]! > 0).map((pair) => kernels.targetWeights({ halted, clock, ...pair }, params))
}

/**
 * Holds the halted word set while the clock is before `until`, so that the following ops change nothing. Later in the same step, a
 * `waitOp` with `until` 0 must clear it: outside a step, a set word means that training has halted.
 */
export const waitOp = ({ clock, halted }: Pick<Control, 'clock' | 'halted'>, until: number): Op =>
  kernels.wait({ clock, halted }, { until })
