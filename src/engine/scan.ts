/**
 * The one loop over time for cells of several ops: ops bind whole tensors [steps, ...] and read the step they are at
 * from a uniform with a dynamic offset; an op that reads no step repeats the same work at each. Weight gradients are computed after
 * the scan, in one product over all steps.
 */
import type { Dispatch, Scan } from './kernel'

export const scan = (steps: number, ops: readonly Dispatch[], direction: Scan['direction'] = 'forward'): Scan => ({
  kind: 'scan',
  steps,
  direction,
  ops,
})
