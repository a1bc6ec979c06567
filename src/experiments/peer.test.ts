/** The peer's steps run on its backend for processors, and free what they took; a backend that does not start is a sentence. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { expect, test } from 'vitest'
import { benchPeer, timePeer } from './peer'
import { WORKLOADS } from './workloads'

test.each([
  { kind: 'dense', hidden: 4, batch: 3, steps: 2 },
  { kind: 'convolution', batch: 1, steps: 2 },
] as const)('a step of the $kind network is timed, and nothing of it stays', async (work) => {
  expect(await timePeer('cpu', work, { ms: 0 })).toBeGreaterThan(0)
  expect(tf.memory().numTensors).toBe(0)
})

test('what is stopped rejects with the reason, and nothing of it stays', async () => {
  const stopped = new AbortController()
  const work = { kind: 'dense', hidden: 4, batch: 3, steps: 2 } as const
  const timed = timePeer('cpu', work, { ms: 1e6, signal: stopped.signal })
  stopped.abort(new Error('enough'))
  await expect(timed).rejects.toThrow('enough')
  expect(tf.memory().numTensors).toBe(0)
})

test('where WebGPU is missing it says so, after the workload that it would have begun with', async () => {
  const seen: unknown[] = []
  const { small, pictures } = WORKLOADS
  const without = { title: 'no peer', experiment: small.experiment }
  const timed = benchPeer([without, pictures, small], { onProgress: (...progress) => seen.push(progress) })
  await expect(timed).rejects.toThrow(/^TensorFlow\.js 4\.\S+ does not start its webgpu backend in this browser, so it was not timed\.$/)
  expect(seen).toEqual([[0, 2, expect.stringMatching(`^TensorFlow\\.js 4\\.\\S+: ${pictures.title}$`)]])
})
