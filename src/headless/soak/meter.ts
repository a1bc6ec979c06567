/** Measures what a page and its worker hold after a garbage collection, over the DevTools protocol, and how fast it grows. */
import type { CDPSession, Page } from 'playwright'
import { WORKER_SCRIPT } from '../site'

export interface Reading {
  readonly heap: number
  readonly workerHeap: number
  readonly gpu: number
  readonly nodes: number
  readonly listeners: number
}

export interface Sample extends Reading {
  readonly minute: number
}

const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`
const count = (n: number) => n.toFixed(0)

/** The quantities, with the growth per hour that counts as a leak. */
export const QUANTITIES = [
  { key: 'heap', name: 'page heap', show: mebibytes, bound: 8 * 2 ** 20 },
  { key: 'workerHeap', name: 'worker heap', show: mebibytes, bound: 8 * 2 ** 20 },
  { key: 'gpu', name: 'GPU buffers', show: mebibytes, bound: 2 ** 20 },
  { key: 'nodes', name: 'DOM nodes', show: count, bound: 1000 },
  { key: 'listeners', name: 'listeners', show: count, bound: 200 },
] as const satisfies readonly { key: keyof Reading; name: string; show: (n: number) => string; bound: number }[]

/** Call before the page loads, so that the start of the worker is seen. */
export async function openMeter(page: Page) {
  const session = await page.context().newCDPSession(page)
  const worker = followWorker(session)
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false })
  await session.send('HeapProfiler.enable')
  return {
    async read(): Promise<Reading> {
      // Twice, since the second collects what finalizers of the first have freed.
      for (let turn = 0; turn < 2; turn++) await session.send('HeapProfiler.collectGarbage')
      const { usedSize } = await session.send('Runtime.getHeapUsage')
      const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters')
      const gpu = await page.evaluate(() => window.lab.allocated())
      return { heap: usedSize, workerHeap: await worker.heap(), gpu, nodes, listeners: jsEventListeners }
    },
  }
}

interface MemoryReply {
  readonly id?: number
  readonly result?: { readonly usedSize?: number }
}

/** Connects to the training worker through its page's session. */
function followWorker(session: CDPSession) {
  let id = 0
  let target: string | undefined
  const waiting = new Map<number, (answer: MemoryReply) => void>()
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type === 'worker' && WORKER_SCRIPT.test(targetInfo.url)) target = sessionId
  })
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const answer = JSON.parse(message) as MemoryReply
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer)
  })
  const ask = async (method: string): Promise<MemoryReply> => {
    if (!target) throw new Error('The worker that trains was not found.')
    const own = ++id
    const answered = new Promise<MemoryReply>((resolve) => waiting.set(own, resolve))
    await session.send('Target.sendMessageToTarget', { sessionId: target, message: JSON.stringify({ id: own, method }) })
    const answer = await answered
    waiting.delete(own)
    return answer
  }
  return {
    async heap(): Promise<number> {
      await ask('HeapProfiler.collectGarbage')
      return (await ask('Runtime.getHeapUsage')).result?.usedSize ?? Number.NaN
    },
  }
}

/** The growth per hour by least squares after a warm-up, and the total growth over that time. */
export function growthOf(samples: readonly Sample[], key: keyof Reading, warmUp: number): { perHour: number; grown: number } {
  const late = samples.filter(({ minute }) => minute >= warmUp)
  const n = late.length
  if (n < 2) return { perHour: 0, grown: 0 }
  const mean = (of: (sample: Sample) => number) => late.reduce((sum, sample) => sum + of(sample), 0) / n
  const [middle, level] = [mean(({ minute }) => minute), mean((sample) => sample[key])]
  const across = late.reduce((sum, sample) => sum + (sample.minute - middle) * (sample[key] - level), 0)
  const along = late.reduce((sum, { minute }) => sum + (minute - middle) ** 2, 0)
  const perMinute = across / along
  return { perHour: 60 * perMinute, grown: perMinute * (late.at(-1)!.minute - late[0]!.minute) }
}
