/** Words and numbers about a built experiment: its layers as the page lists them, and what it costs. Pure. */
import { receivedShape } from '../data/encoders/schema'
import type { DeviceInfo } from '../engine/device'
import { dispatchesOf } from '../engine/memory'
import type { Parameter } from '../engine/network'
import { mebibytes, predictBytes } from '../engine/plan'
import { RING_SLOTS } from '../engine/readback'
import { byteLengthOf } from '../engine/tensor'
import { type BuiltExperiment, buildExperiment } from '../experiments/build'
import { mostFrameBytes } from '../experiments/frames'
import { fanIn } from '../experiments/network'
import type { Problem } from '../problem'
import { memoryParts } from './memory-parts'
import type { Cost, LayerInfo } from './protocol'

export function layersOf(built: BuiltExperiment): LayerInfo[] {
  const { height, width, channels } = receivedShape(built.experiment.data, built.experiment.encoder)
  const first = built.train.layers[0]!.outputs[0]!
  const input: LayerInfo = {
    name: 'input',
    kind: 'input',
    shape: channels === 1 ? [height, width] : [height, width, channels],
    inputs: first.features,
    parameters: 0,
    watchable: [],
  }
  // What layers share, as learned spans may be, counts in the first.
  const counted = new Set<Parameter>()
  const count = (parameters: readonly Parameter[]) =>
    parameters.reduce((sum, p) => {
      if (counted.has(p)) return sum
      counted.add(p)
      return sum + p.count
    }, 0)
  const spiking = built.train.spiking.map(
    (s): LayerInfo => ({
      name: s.name,
      kind: s.kind,
      shape: s.space ? [s.space.height, s.space.width, s.features] : [s.features],
      product: s.weightLayer.kind,
      ...(s.weightLayer.kind === 'conv' && { kernel: s.weightLayer.kernel }),
      inputs: fanIn(s.weightLayer),
      parameters: count(s.parameters),
      watchable: ['membrane', 'potentials', 'spikes', 'gradientNorm'],
      threshold: s.spec.threshold,
      adaptive: s.adaptive,
      ...(s.recurrence && { recurrent: true as const }),
    }),
  )
  const { readout } = built.train
  const spikingReadout = built.train.spiking.at(-1)?.weightLayer.name === readout.name
  const output: LayerInfo[] = spikingReadout
    ? []
    : [
        {
          name: readout.name,
          kind: 'readout',
          shape: [readout.outputs],
          product: 'linear',
          inputs: fanIn(readout),
          parameters: readout.weight.count + (readout.bias?.count ?? 0),
          watchable: [],
        },
      ]
  return [input, ...spiking, ...output]
}

export function costOf(built: BuiltExperiment, byteLength: number, info: DeviceInfo): Cost {
  const dispatches = [...built.programs.accumulate, ...built.programs.update]
    .filter((op) => !op.watch)
    .reduce((n, op) => n + dispatchesOf(op).length, 0)
  return {
    byteLength,
    parts: memoryParts(built, byteLength),
    staging: RING_SLOTS * mostFrameBytes(built),
    largest: largestTensor(built),
    largestAllowed: Math.min(info.limits.maxStorageBufferBindingSize, info.limits.maxBufferSize),
    totalAllowed: TOTAL_LIMIT,
    operations: built.operations,
    dispatches,
    largestBatch: largestBatch(built, info),
    problems: limitsBroken(built, byteLength, info),
  }
}

/** Tensors that do not fit one binding, and a total that no browser would give. */
function limitsBroken(built: BuiltExperiment, byteLength: number, info: DeviceInfo): Problem[] {
  const most = Math.min(info.limits.maxStorageBufferBindingSize, info.limits.maxBufferSize)
  const largest = largestTensor(built)
  const problems: Problem[] = []
  if (largest.bytes > most)
    problems.push({
      path: 'data.batch',
      severity: 'error',
      message: `${largest.name} would need ${mebibytes(largest.bytes)} in one buffer; this adapter allows ${mebibytes(most)}. Use a smaller batch, fewer steps, fewer neurons, or more micro-batches.`,
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
function widestDispatch(built: BuiltExperiment): { shader: string; groups: number } {
  let widest = { shader: '', groups: 0 }
  for (const op of Object.values(built.programs).flat())
    for (const { kernel, extent } of dispatchesOf(op))
      if (extent.of === 'workgroups' && Math.max(...extent.size) > widest.groups)
        widest = { shader: kernel.shader, groups: Math.max(...extent.size) }
  return widest
}

/** Beyond this a browser's tab is more likely to die than to train. */
const TOTAL_LIMIT = 8 * 2 ** 30

function largestTensor(built: BuiltExperiment): { name: string; bytes: number } {
  let best = { name: '', bytes: 0 }
  for (const op of Object.values(built.programs).flat())
    for (const d of dispatchesOf(op))
      for (const t of d.tensors) if (byteLengthOf(t.base ?? t) > best.bytes) best = { name: t.name, bytes: byteLengthOf(t.base ?? t) }
  return best
}

/** The largest batch, a power of two, whose tensors fit the adapter; 0 if none does. */
function largestBatch({ experiment: e, counts }: BuiltExperiment, info: DeviceInfo): number {
  const most = Math.min(info.limits.maxStorageBufferBindingSize, info.limits.maxBufferSize)
  for (let batch = 4096; batch >= 1; batch /= 2) {
    const built = buildExperiment({ ...e, data: { ...e.data, batch }, run: { ...e.run, microBatches: 1 } }, undefined, {
      profile: info.profile,
      counts,
    })
    if (
      largestTensor(built).bytes <= most &&
      widestDispatch(built).groups <= info.limits.maxComputeWorkgroupsPerDimension &&
      predictBytes({ ...built.programs }, true, built.readBack) <= TOTAL_LIMIT
    )
      return batch
  }
  return 0
}
