/** Calls happen one at a time, with an interval in between, and the last request is never lost. No browser. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { paced } from './paced'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Counts calls, and ends the call in progress. */
function asked() {
  const seen = { count: 0, end: () => {} }
  const pacer = paced(() => {
    seen.count++
    return new Promise<void>((resolve) => {
      seen.end = resolve
    })
  }, 500)
  return { seen, pacer }
}

it('asks at once, then once per interval, however many requests there are', async () => {
  const { seen, pacer } = asked()
  pacer.want()
  await vi.advanceTimersByTimeAsync(0)
  expect(seen.count).toBe(1)
  seen.end()
  await vi.advanceTimersByTimeAsync(10)
  for (let i = 0; i < 5; i++) pacer.want()
  await vi.advanceTimersByTimeAsync(480)
  expect(seen.count).toBe(1)
  await vi.advanceTimersByTimeAsync(10)
  expect(seen.count).toBe(2)
})

it('asks again after a call during which there was a request, and not before it ends', async () => {
  const { seen, pacer } = asked()
  pacer.want()
  await vi.advanceTimersByTimeAsync(100)
  pacer.want()
  await vi.advanceTimersByTimeAsync(5000)
  expect(seen.count).toBe(1)
  seen.end()
  await vi.advanceTimersByTimeAsync(0)
  expect(seen.count).toBe(2)
  seen.end()
  await vi.advanceTimersByTimeAsync(5000)
  expect(seen.count).toBe(2)
})

it('stops asking when stopped, until the next request', async () => {
  const { seen, pacer } = asked()
  pacer.want()
  pacer.stop()
  await vi.advanceTimersByTimeAsync(5000)
  expect(seen.count).toBe(0)
  pacer.want()
  await vi.advanceTimersByTimeAsync(0)
  expect(seen.count).toBe(1)
})

it('asks at once for urgent requests, at the latest after the current call', async () => {
  const { seen, pacer } = asked()
  pacer.want()
  await vi.advanceTimersByTimeAsync(0)
  seen.end()
  await vi.advanceTimersByTimeAsync(10)
  pacer.want()
  pacer.want(true)
  await vi.advanceTimersByTimeAsync(0)
  expect(seen.count).toBe(2)
  pacer.want(true)
  pacer.want()
  await vi.advanceTimersByTimeAsync(100)
  expect(seen.count).toBe(2)
  seen.end()
  await vi.advanceTimersByTimeAsync(0)
  expect(seen.count).toBe(3)
})

it('waits for the interval that the function returns each time', async () => {
  let interval = 1000
  let count = 0
  const pacer = paced(
    async () => {
      count++
    },
    () => interval,
  )
  pacer.want()
  await vi.advanceTimersByTimeAsync(0)
  pacer.want()
  await vi.advanceTimersByTimeAsync(900)
  expect(count).toBe(1)
  await vi.advanceTimersByTimeAsync(100)
  interval = 50
  pacer.want()
  await vi.advanceTimersByTimeAsync(50)
  expect(count).toBe(3)
})
