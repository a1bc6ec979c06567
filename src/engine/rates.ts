/** What a device can do at best, as small kernels measure it: bytes copied and multiply-adds in a second, and what a dispatch costs. */
import type { Gpu } from './device'
import type { Dispatch } from './kernel'
import { compile } from './plan'
import { copy, countCalls, multiplyAdd } from './rates-kernels'
import { persistent } from './tensor'
import { timeWork } from './timing'

/** On a GPU the copy reads and writes 64 MiB: more than most caches hold, and half of what every adapter can bind. */
const SIZES = { gpu: { count: 2 ** 24, sums: 2 ** 19 }, software: { count: 2 ** 22, sums: 2 ** 15 } }
const ROUNDS = 128
const CHAINS = [64, 128, 256, 512] as const

/**
 * Bytes read and written in a second, operations in a second (two a multiply-add), and milliseconds of one more dispatch in a submission.
 * @throws the signal's reason, between two of them
 */
export async function measureRates(gpu: Gpu, signal?: AbortSignal) {
  const size = SIZES[gpu.info.software ? 'software' : 'gpu']
  const source = persistent('source', 'f32', [size.count])
  const copied = persistent('copied', 'f32', [size.count])
  const sums = persistent('sums', 'f32', [size.sums])
  const product = multiplyAdd({ sums }, { rounds: ROUNDS, factor: 0.5, addend: 1 })
  const call: Dispatch = countCalls({ calls: persistent('calls', 'u32', [1]) }, {})
  const compiled = await compile(gpu, {
    copy: [copy({ source, copied }, {})],
    product: [product],
    calls: Array.from({ length: CHAINS.at(-1)! }, () => ({ ...call })),
  })
  try {
    const { programs } = compiled
    const secondsOf = async (name: 'copy' | 'product') =>
      (await timeWork(gpu, (encoder) => programs[name].encode(encoder), { samples: 5 })).min / 1000
    const copySeconds = await secondsOf('copy')
    signal?.throwIfAborted()
    const productSeconds = await secondsOf('product')
    signal?.throwIfAborted()
    return {
      bytesPerSecond: (2 * 4 * size.count) / copySeconds,
      operationsPerSecond: (2 * product.multiplyAdds!) / productSeconds,
      dispatchMs: await timeDispatch(gpu, (encoder, length) => programs.calls.encode(encoder, { to: length })),
    }
  } finally {
    compiled.destroy()
  }
}

/**
 * The slope of the time of one submission over the number of dispatches in it, as arXiv 2604.02344 times chains: what a submission costs
 * once is not in it.
 */
async function timeDispatch(gpu: Gpu, encode: (encoder: GPUCommandEncoder, length: number) => void): Promise<number> {
  const once = async (length: number) => {
    const start = performance.now()
    const encoder = gpu.device.createCommandEncoder()
    encode(encoder, length)
    gpu.device.queue.submit([encoder.finish()])
    await gpu.device.queue.onSubmittedWorkDone()
    return performance.now() - start
  }
  await once(CHAINS[0])
  const shortest = CHAINS.map(() => Number.POSITIVE_INFINITY)
  // All lengths in turn, so that what else the machine does in the meantime meets each of them.
  for (let sample = 0; sample < 9; sample++)
    for (const [i, length] of CHAINS.entries()) shortest[i] = Math.min(shortest[i]!, await once(length))
  return slopeOf(CHAINS, shortest)
}

/** The slope of the line through the points, by least squares; at least 0. */
export function slopeOf(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [middle, level] = [mean(x), mean(y)]
  const covariance = x.reduce((sum, value, i) => sum + (value - middle) * (y[i]! - level), 0)
  return Math.max(0, covariance / x.reduce((sum, value) => sum + (value - middle) ** 2, 0))
}
