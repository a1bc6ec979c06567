/** What the page learns when the live camera's worker breaks; a stand-in for the worker, which never answers. */
import { expect, test, vi } from 'vitest'
import type { LiveSpec } from '../data/camera/live/schema'
import { createCameraClient } from './camera-client'

const threads: EventTarget[] = []
vi.stubGlobal(
  'Worker',
  class extends EventTarget {
    constructor() {
      super()
      threads.push(this)
    }
    postMessage(): void {}
    terminate(): void {}
  },
)

test('a worker that breaks tells who listens, and the next start has another', async () => {
  const client = createCameraClient()
  const failed = vi.fn()
  const start = () => client.start({} as LiveSpec, null, { take() {}, failed })
  const first = expect(start()).rejects.toThrow('The worker of the event camera stopped: it ran out of memory')
  threads[0]!.dispatchEvent(new Event('error'))
  await first
  expect(failed.mock.calls).toEqual([[expect.stringContaining('The worker of the event camera stopped'), false]])
  void start()
  expect(threads).toHaveLength(2)
})
