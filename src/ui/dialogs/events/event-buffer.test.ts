/** Which of a camera's events are saved. */
import { expect, test } from 'vitest'
import type { Events } from '../../../data/events/events'
import { createEventBuffer } from './event-buffer'

/** One event per microsecond. */
const piece = (from: number, to: number): Events => {
  const count = to - from
  const t = Float64Array.from({ length: count }, (_, i) => from + i)
  return {
    count,
    t,
    x: Uint16Array.from(t, (time) => time % 7),
    y: new Uint16Array(count).fill(3),
    polarity: Uint8Array.from(t, (time) => time % 2),
  }
}

test('the newest time is kept, in whole pieces, and joined in order', () => {
  const kept = createEventBuffer(100)
  for (let from = 0; from < 300; from += 30) kept.add(piece(from, from + 30), from, from + 30)
  expect(kept.span()).toEqual({ from: 180, to: 300 })
  const all = kept.all()
  expect(all).toEqual(piece(180, 300))
  expect(kept.count()).toBe(all.count)
  expect(kept.since(250)).toEqual(piece(250, 300))
  expect([kept.countSince(250), kept.since(1000).count]).toEqual([50, 0])
  expect(kept.cut()).toBe(false)
  kept.keep(30)
  expect(kept.all()).toEqual(piece(270, 300))
})

test('too many events go sooner, which is said; the newest piece stays whatever its size', () => {
  const kept = createEventBuffer(1000, 50)
  kept.add(piece(0, 40), 0, 40)
  kept.add(piece(40, 70), 40, 70)
  expect({ count: kept.count(), cut: kept.cut() }).toEqual({ count: 30, cut: true })
  kept.add(piece(70, 170), 70, 170)
  expect(kept.all()).toEqual(piece(70, 170))
})

test('nothing is an empty recording', () => {
  const kept = createEventBuffer(10)
  expect({ all: kept.all().count, since: kept.since(0).count, span: kept.span() }).toEqual({ all: 0, since: 0, span: { from: 0, to: 0 } })
})
