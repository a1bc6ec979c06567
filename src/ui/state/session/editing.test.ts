/** When edits reach the worker: a typed one at once, a series when it has ended. Uses a stand-in for the worker. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Client } from '../../../worker/client'
import { store } from '../store/store'
import { edit } from './edit'
import { setClient } from './worker-connection'

const opened: number[] = []
const stub = {
  predict: async () => ({ problems: [], parts: [], largestBuffer: null }),
  open: async (experiment: { run: { seed: number } }) => void opened.push(experiment.run.seed),
  pause: async () => {},
  state: async () => ({ progress: { id: '', step: 0 } }),
}

beforeEach(() => {
  vi.useFakeTimers()
  // Clearing views requests a redraw; there are no views here.
  vi.stubGlobal('requestAnimationFrame', () => 0)
  opened.length = 0
  setClient({ api: stub } as unknown as Client)
})
afterEach(() => {
  setClient(null)
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** Lets promises settle, in a small part of the time that a series is waited for. */
const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await vi.advanceTimersByTimeAsync(1)
}

it('opens a typed edit without waiting for another', async () => {
  edit('run.seed', 11)
  await settled()
  expect(store.getState().notice).toBeNull()
  expect(opened).toEqual([11])
})

it('opens the last of a series, after it ended, as one undo step', async () => {
  const { length } = store.getState().past
  for (const seed of [21, 22, 23]) {
    edit('run.seed', seed, true)
    await vi.advanceTimersByTimeAsync(100)
  }
  expect(opened).toEqual([])
  await vi.advanceTimersByTimeAsync(250)
  expect(opened).toEqual([23])
  expect(store.getState().past).toHaveLength(length + 1)
})
