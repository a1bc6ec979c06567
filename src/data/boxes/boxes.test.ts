/**
 * Converts labels and events to samples: which boxes become ground truth and where, which events fall in which bin, and windows of a
 * stream.
 */
import { describe, expect, it, test } from 'vitest'
import { noise } from '../../testing/close'
import type { Box } from '../events/boxes'
import { columnsFor, type Events, eventsFrom } from '../events/events'
import { binEvents, noBinLosses } from './bins'
import { byTime, type LabelRules, letterbox, noLabelLosses, truthsOf } from './labels'
import { windowsAt } from './windows'

const GEN1 = { width: 304, height: 240 }
const RULES: LabelRules = {
  classOf: (id) => (id === 9 ? 'unscored' : id === 0 || id === 1 ? id : undefined),
  diagonal: 0,
  side: 0,
  most: 4,
}
const box = (x: number, y: number, width: number, height: number, label: number | undefined = 0): Box => ({
  t: 0,
  x,
  y,
  width,
  height,
  ...(label !== undefined && { class: label }),
})
const eventsOf = (rows: readonly (readonly [t: number, x: number, y: number, p: number])[]): Events => {
  const events = columnsFor(rows.length)
  for (const [i, [t, x, y, p]] of rows.entries()) {
    events.t[i] = t
    events.x[i] = x
    events.y[i] = y
    events.polarity[i] = p
  }
  return events
}

test('the boxes of one time are together, in their order', () => {
  const at = (t: number, x: number): Box => ({ ...box(x, 0, 1, 1), t })
  expect(byTime([at(5, 1), at(2, 2), at(5, 3)])).toEqual([
    { t: 2, boxes: [at(2, 2)] },
    { t: 5, boxes: [at(5, 1), at(5, 3)] },
  ])
})

describe('a letterbox', () => {
  it.each([
    [GEN1, 64, 64, 64 / 304],
    [{ width: 1280, height: 720 }, 320, 320, 0.25],
    [{ width: 100, height: 200 }, 64, 64, 0.32],
    [{ width: 34, height: 34 }, 64, 64, 1],
    [{ width: 64, height: 65 }, 64, 64, 64 / 65],
  ])('of %j in %i × %i has the scale %f, and loses no pixel', (sensor, width, height, scale) => {
    const { to, from } = letterbox(sensor, { width, height })
    expect(to / from).toBeCloseTo(scale, 12)
    expect(Math.floor(((sensor.width - 1) * to) / from)).toBeLessThan(width)
    expect(Math.floor(((sensor.height - 1) * to) / from)).toBeLessThan(height)
  })
})

describe('truths', () => {
  const rowsOf = (boxes: readonly Box[], rules: Partial<LabelRules> = {}, size = { width: 152, height: 152 }) => {
    const lost = noLabelLosses()
    const rows = truthsOf(boxes, letterbox(GEN1, size), { ...RULES, ...rules }, lost)
    return { rows: Array.from({ length: rows.length / 8 }, (_, n) => [...rows.subarray(8 * n, 8 * n + 8)]), lost }
  }
  it('are class, center and size in pixels of the image, not ignored, of no known speed, and visible', () => {
    expect(rowsOf([box(20, 40, 30, 10, 1)]).rows).toEqual([[1, 17.5, 22.5, 15, 5, 0, 0, 1]])
  })

  it('are cut at the edge; what lies beyond it, has no size or no known class is left out, and all is counted', () => {
    const { rows, lost } = rowsOf([
      box(-10, 200, 30, 60),
      box(304, 0, 10, 10),
      box(0, -20, 10, 20),
      box(5, 5, 0, 10),
      box(5, 5, 10, 0),
      box(5, 5, 9, 9, 7),
      box(5, 5, 9, 9, 9),
      { t: 0, x: 5, y: 5, width: 9, height: 9 },
      box(294, 230, 10, 10),
    ])
    expect(rows).toEqual([
      [0, 5, 110, 10, 20, 0, 0, 1],
      [0, 149.5, 117.5, 5, 5, 0, 0, 1],
    ])
    expect(lost).toEqual({ boxes: 9, unscored: 1, unknown: 2, outside: 2, empty: 2, small: 0, over: 0, cut: 1 })
  })

  it('have at least the diagonal and the sides of Prophesee’s filter, of what is in the image', () => {
    const { rows, lost } = rowsOf([box(0, 0, 18, 24), box(0, 0, 18, 23.9), box(0, 0, 40, 9.9), box(-20, 0, 40, 40), box(-31, 0, 40, 40)], {
      diagonal: 30,
      side: 10,
    })
    expect(rows.map(([, , , w, h]) => [w, h])).toEqual([
      [9, 12],
      [10, 20],
    ])
    expect(lost.small).toBe(3)
  })

  it('are the largest where there are more than rows', () => {
    const { rows, lost } = rowsOf([box(0, 0, 10, 10), box(0, 0, 40, 40), box(0, 0, 20, 20)], { most: 2 })
    expect(rows.map(([, , , w]) => w)).toEqual([20, 10])
    expect(lost.over).toBe(1)
  })
})

describe('bins', () => {
  it('have the events of equal times, the oldest first; what comes after the last is in none', () => {
    const box = letterbox({ width: 4, height: 2 }, { width: 2, height: 2 })
    const lost = noBinLosses()
    const into = new Uint8Array(2 * 2 * 2 * 2).fill(9)
    // Bins of floor(21 / 2) = 10 us: 100 to 109, 110 to 119; those at 120 and 121 are in none.
    const rows = [
      [100, 0, 0, 0],
      [109, 1, 1, 1],
      [109, 4, 0, 1],
      [110, 2, 0, 1],
      [119, 3, 1, 1],
      [120, 0, 0, 0],
      [121, 0, 0, 0],
    ] as const
    expect(binEvents(eventsOf(rows), 2, box, into, lost)).toBe(true)
    expect([...into]).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0])
    expect(lost).toEqual({ events: 7, unbinned: 2, outside: 1, saturated: 0 })
  })

  it('hold 255 events of a pixel at most, and none where all come at one time or there are none', () => {
    const box = letterbox({ width: 1, height: 1 }, { width: 8, height: 8 })
    const lost = noBinLosses()
    const into = new Uint8Array(128)
    const many = Array.from({ length: 301 }, (_, i) => [i < 300 ? 0 : 10, 0, 0, 1] as const)
    expect(binEvents(eventsOf(many), 1, box, into, lost)).toBe(true)
    expect({ second: into[1], saturated: lost.saturated }).toEqual({ second: 255, saturated: 45 })
    for (const none of [
      [],
      [[5, 0, 0, 1]],
      [
        [5, 0, 0, 1],
        [5, 0, 0, 1],
      ],
    ] as const) {
      expect(binEvents(eventsOf(none), 1, box, into, lost)).toBe(false)
      expect(into.every((count) => count === 0)).toBe(true)
    }
    expect(lost.events).toBe(301)
  })
})

describe('windows of a stream', () => {
  /** The times of the events in each window, for events in pieces of any length. */
  function windowsOf(t: readonly number[], pieces: readonly number[], times: readonly number[], length: number) {
    const events = eventsOf(t.map((t) => [t, 0, 0, 0]))
    const found: number[][] = []
    const windows = windowsAt(times, length, (n, { t, count }) => {
      expect(n).toBe(found.length)
      found.push([...t.subarray(0, count)])
    })
    let at = 0
    for (const size of [...pieces, t.length]) {
      windows.take(eventsFrom(events, at, Math.min(t.length, at + size)))
      at = Math.min(t.length, at + size)
    }
    windows.end()
    expect(windows.done()).toBe(true)
    return found
  }
  it('have the events before a time, however they come and however many windows share them', () => {
    const random = noise(3)
    for (let round = 0; round < 50; round++) {
      let now = 0
      const t = Array.from({ length: 200 }, () => (now += Math.floor(4 * random())))
      const times = Array.from({ length: 12 }, () => Math.floor(700 * random())).sort((a, b) => a - b)
      const pieces = Array.from({ length: 30 }, () => Math.floor(12 * random()))
      const length = 1 + Math.floor(80 * random())
      expect(windowsOf(t, pieces, times, length)).toEqual(times.map((time) => t.filter((at) => at >= time - length && at < time)))
    }
  })

  it('of the end are the last of the recording, or all of it', () => {
    expect(windowsOf([1, 4, 6, 9, 11], [2, 1], [Infinity], 5)).toEqual([[9, 11]])
    expect(windowsOf([1, 4, 6, 9, 11], [2, 1], [Infinity], Infinity)).toEqual([[1, 4, 6, 9, 11]])
    expect(windowsOf([], [], [3, Infinity], 5)).toEqual([[], []])
    expect(windowsOf([1, 4, 6], [1], [5], Infinity)).toEqual([[1, 4]])
  })
})
