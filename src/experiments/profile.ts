/**
 * Measures where the time of an experiment's training step goes on the device at hand, on a separate run: each call
 * by timestamp queries, or alone where the device has none that can be used.
 */
import type { Gpu } from '../engine/device'
import type { Op } from '../engine/kernel'
import { countDispatches, dispatchesOf } from '../engine/memory'
import { measureRates } from '../engine/rates'
import { sizeOf } from '../engine/tensor'
import { medianOf, timeWork } from '../engine/timing'
import type { KernelProfile, StepProfile } from '../readings/profile'
import type { Run } from './run'

/** The bytes that these ops bind, each tensor once an op and repeated reads left to the cache, without the data set. */
export const bytesOf = (ops: readonly Op[]): number =>
  ops
    .flatMap(dispatchesOf)
    .flatMap(({ tensors }) => tensors)
    .reduce((sum, t) => sum + (t.name.includes('shard') ? 0 : 4 * sizeOf(t.shape)), 0)

/** Operations of the products of these ops, two a multiply-add. */
export const operationsOf = (ops: readonly Op[]): number =>
  ops.reduce(
    (sum, op) =>
      sum + 2 * (op.kind === 'scan' ? op.steps : 1) * dispatchesOf(op).reduce((adds, { multiplyAdds = 0 }) => adds + multiplyAdds, 0),
    0,
  )

/** One op of a training step, in order; a repeated stage has each of its ops several times. */
interface Call {
  readonly op: Op
  encode(encoder: GPUCommandEncoder, timestampWrites?: GPUComputePassTimestampWrites): void
}

const callsOf = ({ built, compiled }: Run): Call[] =>
  built.stages.flatMap(({ program, repeat }) => {
    const { ops, encode } = compiled.programs[program]!
    const once = ops.flatMap((op, from) => {
      const call: Call = {
        op,
        encode: (encoder, timestampWrites) => encode(encoder, { from, to: from + 1, ...(timestampWrites && { timestampWrites }) }),
      }
      return op.watch ? [] : [call]
    })
    return Array.from({ length: repeat }, () => once).flat()
  })

const [MIN_STEPS, MAX_STEPS] = [3, 200]

interface Measuring {
  readonly onProgress?: (done: number, total: number) => void
  readonly signal?: AbortSignal
  /** How long whole steps are timed, and their calls for twice as long. */
  readonly ms?: number
}

/**
 * @param run is trained on, and has other weights afterwards
 * @throws the signal's reason between two submissions
 */
export async function profileStep(gpu: Gpu, run: Run, measuring: Measuring = {}): Promise<StepProfile> {
  const { onProgress = () => undefined, signal, ms = 2000 } = measuring
  const calls = callsOf(run)
  onProgress(0, 3)
  const rates = await measureRates(gpu, signal)
  signal?.throwIfAborted()
  onProgress(1, 3)
  // Some kernels are idle before the first step that learns.
  run.submit(Math.max(2, run.built.watchedFrom ?? 1))
  const stepMs = await timeSteps(gpu, run, { ms, ...(signal && { signal }) })
  onProgress(2, 3)
  const inside = { onProgress: (share: number) => onProgress(2 + share, 3), ms: 2 * ms, ...(signal && { signal }) }
  const stamped = await timestamps(gpu, calls, inside)
  const times = stamped ?? { steps: 1, ms: await eachAlone(gpu, calls, inside) }
  const kernels = byKernel(calls, times.ms)
  return { method: stamped ? 'timestamps' : 'alone', steps: times.steps, stepMs, rates, kernels }
}

/** Milliseconds of one step in submissions of several, with their encoding. */
async function timeSteps(gpu: Gpu, run: Run, { ms, signal }: { readonly ms: number; readonly signal?: AbortSignal }): Promise<number> {
  const submit = async (count: number) => {
    signal?.throwIfAborted()
    const start = performance.now()
    run.submit(count)
    await gpu.device.queue.onSubmittedWorkDone()
    return (performance.now() - start) / count
  }
  await submit(1)
  const first = await submit(1)
  const each = Math.max(1, Math.min(32, Math.round(20 / first)))
  const times: number[] = []
  const end = performance.now() + ms
  while (times.length < MIN_STEPS || (times.length < MAX_STEPS && performance.now() < end)) times.push(await submit(each))
  return medianOf(times)
}

function byKernel(calls: readonly Call[], ms: readonly number[]): KernelProfile[] {
  const kernels = new Map<string, KernelProfile>()
  for (const [i, { op }] of calls.entries()) {
    const kernel = dispatchesOf(op)[0]!.kernel.shader
    const before = kernels.get(kernel) ?? { kernel, calls: 0, ms: 0, bytes: 0, operations: 0 }
    kernels.set(kernel, {
      kernel,
      calls: before.calls + countDispatches([op]),
      ms: before.ms + ms[i]!,
      bytes: before.bytes + bytesOf([op]),
      operations: before.operations + operationsOf([op]),
    })
  }
  return [...kernels.values()].sort((a, b) => b.ms - a.ms)
}

interface Inside {
  readonly onProgress: (share: number) => void
  readonly signal?: AbortSignal
  readonly ms: number
}

/** Two queries a call, of the 4,096 that a query set has at most. */
const CALLS_EACH = 2048

/**
 * Milliseconds of each call within whole steps. Browsers round timestamps, to 100 µs or so; over many steps the mean of short calls is
 * right all the same. Null where the device has no timestamps, or they cannot be true.
 */
async function timestamps(
  gpu: Gpu,
  calls: readonly Call[],
  { onProgress, signal, ms }: Inside,
): Promise<{ readonly steps: number; readonly ms: number[] } | null> {
  if (!gpu.info.features.includes('timestamp-query')) return null
  const size = 2 * Math.min(CALLS_EACH, calls.length)
  const querySet = gpu.device.createQuerySet({ type: 'timestamp', count: size })
  const resolved = gpu.createBuffer('timestamps', 8 * size, GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC)
  const staging = gpu.createBuffer('timestamps read', 8 * size, GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ)
  const sums = calls.map(() => 0)
  const timeFrom = async (first: number) => {
    const part = calls.slice(first, first + CALLS_EACH)
    const encoder = gpu.device.createCommandEncoder()
    for (const [i, call] of part.entries())
      call.encode(encoder, { querySet, beginningOfPassWriteIndex: 2 * i, endOfPassWriteIndex: 2 * i + 1 })
    encoder.resolveQuerySet(querySet, 0, 2 * part.length, resolved, 0)
    encoder.copyBufferToBuffer(resolved, 0, staging, 0, 16 * part.length)
    gpu.device.queue.submit([encoder.finish()])
    await staging.mapAsync(GPUMapMode.READ)
    const stamps = new BigInt64Array(staging.getMappedRange().slice(0))
    staging.unmap()
    for (let i = 0; i < part.length; i++) sums[first + i]! += Number(stamps[2 * i + 1]! - stamps[2 * i]!) / 1e6
  }
  try {
    const start = performance.now()
    let steps = 0
    for (; steps < MIN_STEPS || (steps < MAX_STEPS && performance.now() - start < ms); steps++) {
      onProgress(Math.max(steps / MAX_STEPS, Math.min(1, (performance.now() - start) / ms)))
      for (let first = 0; first < calls.length; first += CALLS_EACH) {
        signal?.throwIfAborted()
        await timeFrom(first)
      }
    }
    const all = sums.reduce((total, one) => total + one, 0)
    const plausible = sums.every((one) => one >= 0) && all > 0 && all < performance.now() - start
    return plausible ? { steps, ms: sums.map((total) => total / steps) } : null
  } finally {
    querySet.destroy()
    gpu.destroyBuffer(resolved)
    gpu.destroyBuffer(staging)
  }
}

/** Milliseconds of each call, repeated alone; the calls of a repeated stage are timed once. */
async function eachAlone(gpu: Gpu, calls: readonly Call[], { onProgress, signal }: Inside): Promise<number[]> {
  const known = new Map<Call, number>()
  for (const [i, call] of calls.entries()) {
    if (known.has(call)) continue
    signal?.throwIfAborted()
    onProgress(i / calls.length)
    known.set(call, (await timeWork(gpu, (encoder) => call.encode(encoder), { samples: 3, warmUps: 1 })).median)
  }
  return calls.map((call) => known.get(call)!)
}
