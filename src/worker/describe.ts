/** The cost of a built experiment, and the reasons why it cannot be opened. Pure. */
import type { DeviceInfo } from '../engine/device'
import { countDispatches, dispatchesOf, opsOfStep } from '../engine/memory'
import { mebibytes, predictBytes } from '../engine/plan'
import { RING_SLOTS } from '../engine/readback'
import { byteLengthOf } from '../engine/tensor'
import { maxSampleBytes } from '../networks/pinned'
import { membraneBytes } from '../networks/probe-reading'
import type { Problem } from '../problem'
import type { Built } from '../tasks/built'
import { memoryParts } from './memory-parts'
import type { Cost } from './protocol'

export function costOf(built: Built, byteLength: number, info: DeviceInfo): Cost {
  return {
    parameters: parametersOf(built),
    byteLength,
    parts: memoryParts(built, byteLength),
    staging: RING_SLOTS * maxFrameBytes(built),
    largest: largestTensor(built),
    largestAllowed: Math.min(info.limits.maxStorageBufferBindingSize, info.limits.maxBufferSize),
    totalAllowed: TOTAL_LIMIT,
    operations: built.operations,
    dispatches: countDispatches(opsOfStep(built.stages, built.programs)),
    problems: limitsBroken(built, byteLength, info),
  }
}

/** The parameters of all trained networks. Targets and averages are copies and do not count; shared parameters count once. */
const parametersOf = ({ networks }: Built): number =>
  networks.flatMap(({ network }) => [...network.parameters.values()]).reduce((sum, { count }) => sum + count, 0)

/** Tensors that do not fit one binding, and a total that no browser would give. */
function limitsBroken(built: Built, byteLength: number, info: DeviceInfo): Problem[] {
  const max = Math.min(info.limits.maxStorageBufferBindingSize, info.limits.maxBufferSize)
  const largest = largestTensor(built)
  const problems: Problem[] = []
  if (largest.bytes > max)
    problems.push({
      path: 'data.batch',
      severity: 'error',
      message: `${largest.name} would need ${mebibytes(largest.bytes)} in one buffer; this adapter allows ${mebibytes(max)}. Use a smaller batch, fewer steps, fewer neurons, or more micro-batches.`,
    })
  const wide = widestDispatch(built)
  if (wide.groups > info.limits.maxComputeWorkgroupsPerDimension)
    problems.push({
      path: 'data.batch',
      severity: 'error',
      message: `${wide.shader} would need ${wide.groups} workgroups in one direction; this adapter allows ${info.limits.maxComputeWorkgroupsPerDimension}. Use a smaller batch, fewer steps, or more micro-batches.`,
    })
  if (byteLength > TOTAL_LIMIT)
    problems.push({
      path: 'data.batch',
      severity: 'error',
      message: `This experiment would need ${mebibytes(byteLength)} of GPU memory; the lab stops at ${mebibytes(TOTAL_LIMIT)}. Use a smaller batch, fewer steps or fewer neurons.`,
    })
  return problems
}

/** The largest extent of a kernel that maps its own workgroups; those that count invocations fold. */
function widestDispatch(built: Built): { shader: string; groups: number } {
  let widest = { shader: '', groups: 0 }
  for (const op of Object.values(built.programs).flat())
    for (const { kernel, extent } of dispatchesOf(op))
      if (extent.unit === 'workgroups' && Math.max(...extent.size) > widest.groups)
        widest = { shader: kernel.shader, groups: Math.max(...extent.size) }
  return widest
}

/** Beyond this, a browser tab is more likely to crash than to train. */
const TOTAL_LIMIT = 8 * 2 ** 30

function largestTensor(built: Built): { name: string; bytes: number } {
  let best = { name: '', bytes: 0 }
  for (const op of Object.values(built.programs).flat())
    for (const d of dispatchesOf(op))
      for (const t of d.tensors) if (byteLengthOf(t.base ?? t) > best.bytes) best = { name: t.name, bytes: byteLengthOf(t.base ?? t) }
  return best
}

/** The maximum size of one frame in bytes: all probes, and the largest view of one sample. */
export const maxFrameBytes = ({ probes, pinned }: Built): number => membraneBytes(probes) + maxSampleBytes(pinned)

/** The largest batch, a power of two, whose tensors fit the adapter; 0 if none does. */
export function largestBatchOf(buildWith: (batch: number) => Built, info: DeviceInfo): number {
  const max = Math.min(info.limits.maxStorageBufferBindingSize, info.limits.maxBufferSize)
  for (let batch = 4096; batch >= 1; batch /= 2) {
    const built = buildWith(batch)
    if (
      largestTensor(built).bytes <= max &&
      widestDispatch(built).groups <= info.limits.maxComputeWorkgroupsPerDimension &&
      predictBytes(built.programs, true, built.readBack) <= TOTAL_LIMIT
    )
      return batch
  }
  return 0
}
