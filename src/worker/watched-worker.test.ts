/** Who is told when a worker ends; a stand-in for the worker. */
import { expect, test } from 'vitest'
import { watchWorker } from './watched-worker'

class Thread extends EventTarget {
  terminated = 0
  terminate(): void {
    this.terminated++
  }
  postMessage(): void {}
}

function watched() {
  const thread = new Thread()
  const forgotten: string[] = []
  const worker = watchWorker<object>(thread as unknown as Worker, 'of the test', ({ message }) => forgotten.push(message))
  return { thread, worker, forgotten }
}

const never = () => new Promise<never>(() => {})

test('an answer comes as the worker gives it, well or badly', async () => {
  const { worker } = watched()
  expect(await worker.ask(async () => 7)).toBe(7)
  await expect(worker.ask(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
})

test('all who wait are told of the end, and it is forgotten', async () => {
  const { thread, worker, forgotten } = watched()
  const told = Promise.allSettled([worker.ask(never), worker.ask(never)])
  worker.end(new Error('It was cancelled.'))
  expect((await told).map((one) => (one as PromiseRejectedResult).reason.message)).toEqual(['It was cancelled.', 'It was cancelled.'])
  expect({ terminated: thread.terminated, forgotten }).toEqual({ terminated: 1, forgotten: ['It was cancelled.'] })
})

test('a worker that breaks says so', async () => {
  const { thread, worker } = watched()
  const told = expect(worker.ask(never)).rejects.toThrow('The worker of the test stopped: it ran out of memory, or could not be loaded.')
  thread.dispatchEvent(new Event('error'))
  await told
})
