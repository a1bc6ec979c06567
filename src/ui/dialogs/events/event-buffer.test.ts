/** Which of a camera's events the buffer holds. */
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

test('the newest events are held, in whole pieces, and joined in order', () => {
  const buffer = createEventBuffer(100)
  for (let from = 0; from < 300; from += 30) buffer.add(piece(from, from + 30), from, from + 30)
  expect(buffer.span()).toEqual({ from: 180, to: 300 })
  const all = buffer.all()
  expect(all).toEqual(piece(180, 300))
  expect(buffer.count()).toBe(all.count)
  expect(buffer.since(250)).toEqual(piece(250, 300))
  expect(buffer.countSince(250)).toBe(50)
  expect(buffer.since(1000).count).toBe(0)
  expect(buffer.cut()).toBe(false)
  buffer.keep(30)
  expect(buffer.all()).toEqual(piece(270, 300))
})

test('too many events are dropped early, which `cut` tells; the newest piece stays whatever its size', () => {
  const buffer = createEventBuffer(1000, 50)
  buffer.add(piece(0, 40), 0, 40)
  buffer.add(piece(40, 70), 40, 70)
  expect({ count: buffer.count(), cut: buffer.cut() }).toEqual({ count: 30, cut: true })
  buffer.add(piece(70, 170), 70, 170)
  expect(buffer.all()).toEqual(piece(70, 170))
})

test('nothing is an empty recording', () => {
  const buffer = createEventBuffer(10)
  expect({ all: buffer.all().count, since: buffer.since(0).count, span: buffer.span() }).toEqual({
    all: 0,
    since: 0,
    span: { from: 0, to: 0 },
  })
})
