/**
 * The one loop over time for cells of several ops: ops bind whole tensors [steps, ...] and read the step they are at
 * from a uniform with a dynamic offset. Weight gradients are taken after the scan, in one product over all steps.
 */
import type { Dispatch, Scan } from './kernel'

export function scan(steps: number, ops: readonly Dispatch[], direction: Scan['direction'] = 'forward'): Scan {
  const outside = ops.find((op) => !op.kernel.scanned)
  if (outside) throw new Error(`${outside.kernel.shader} does not read the step: it cannot run inside a scan`)
  return { kind: 'scan', steps, direction, ops }
}
