/**
 * Times GPU work by the wall: submissions long enough that the clock's grain does not matter, the median of several.
 * Timestamp queries are coarse in browsers (100 µs) and missing in some, so nothing here depends on them.
 */
import type { Gpu } from './device'

export interface Timing {
  /** Milliseconds of one pass through the work. */
  readonly median: number
  readonly min: number
}

const LONG_ENOUGH_MS = 8
const MAX_REPEATS = 256

/** Encodes `work` as often as makes a submission measurable. @throws where the device is lost. */
export async function timeWork(gpu: Gpu, work: (encoder: GPUCommandEncoder) => void, { samples = 7, warmUps = 2 } = {}): Promise<Timing> {
  const once = async (repeats: number) => {
    const encoder = gpu.device.createCommandEncoder()
    for (let i = 0; i < repeats; i++) work(encoder)
    const start = performance.now()
    gpu.device.queue.submit([encoder.finish()])
    await gpu.device.queue.onSubmittedWorkDone()
    if (gpu.isLost()) throw new Error('The graphics device was lost while it was timed.')
    return (performance.now() - start) / repeats
  }
  for (let i = 0; i < warmUps; i++) await once(1)
  const first = await once(1)
  const repeats = Math.max(1, Math.min(MAX_REPEATS, Math.ceil(LONG_ENOUGH_MS / Math.max(first, 0.01))))
  const times: number[] = []
  for (let i = 0; i < samples; i++) times.push(await once(repeats))
  return { median: medianOf(times), min: Math.min(...times) }
}

const [MIN_STEPS, MAX_STEPS, LONG_MS] = [3, 100, 20_000]

/**
 * Milliseconds of a step that waits for itself: the median of as many as `ms` allow, at least three, or fewer if those take 20 s. The first,
 * in which things are compiled, does not count.
 * @throws the signal's reason between two steps
 */
export async function medianWithin(ms: number, step: () => Promise<unknown>, signal?: AbortSignal): Promise<number> {
  const times: number[] = []
  const timed = async () => {
    signal?.throwIfAborted()
    const start = performance.now()
    await step()
    return performance.now() - start
  }
  await timed()
  const start = performance.now()
  do times.push(await timed())
  while (times.length < MAX_STEPS && performance.now() - start < (times.length < MIN_STEPS ? LONG_MS : ms))
  return medianOf(times)
}

export const medianOf = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!
