/** Frames of events: cases by hand, and a literal port of the code of tonic and SpikingJelly. */
import { describe, expect, it } from 'vitest'
import { noise } from '../../testing/close'
import type { Events } from './events'
import { type Convention, createFramer, type Framing, placesAlong, type SliceBy, slicesOf } from './frames'

const eventsAt = (
  times: readonly number[],
  x: readonly number[] = [],
  y: readonly number[] = [],
  polarity: readonly number[] = [],
): Events => ({
  count: times.length,
  t: Float64Array.from(times),
  x: Uint16Array.from(times, (_, i) => x[i] ?? 0),
  y: Uint16Array.from(times, (_, i) => y[i] ?? 0),
  polarity: Uint8Array.from(times, (_, i) => polarity[i] ?? 0),
})

const slices = (times: readonly number[], by: SliceBy, convention: Convention, steps: number, size = 1) => {
  const { borders, found } = slicesOf(eventsAt(times), { by, size, steps, convention })
  return { found, frames: Array.from({ length: borders.length / 2 }, (_, i) => times.slice(borders[2 * i], borders[2 * i + 1])) }
}

describe('by hand', () => {
  // 100 to 110 in three: windows of 3, so 109 and 110 are the tail.
  const times = [100, 101, 103, 106, 108, 109, 110]
  it.each([
    ['timeBins', 'tonic', 3, 1, [[100, 101], [103], [106, 108]]],
    ['timeBins', 'spikingJelly', 3, 1, [[100, 101], [103], [106, 108, 109, 110]]],
    [
      'eventBins',
      'tonic',
      3,
      1,
      [
        [100, 101],
        [103, 106],
        [108, 109],
      ],
    ],
    [
      'eventBins',
      'spikingJelly',
      3,
      1,
      [
        [100, 101],
        [103, 106],
        [108, 109, 110],
      ],
    ],
    // 10 has two complete windows of 4: events from 108 on are left out.
    ['timeWindow', 'tonic', 9, 4, [[100, 101, 103], [106]]],
    // Each starts at its own first event and includes events up to 4 later.
    [
      'timeWindow',
      'spikingJelly',
      9,
      4,
      [
        [100, 101, 103],
        [106, 108, 109, 110],
      ],
    ],
    ['timeWindow', 'spikingJelly', 9, 3, [[100, 101, 103], [106, 108, 109], [110]]],
    [
      'eventCount',
      'tonic',
      9,
      3,
      [
        [100, 101, 103],
        [106, 108, 109],
      ],
    ],
    ['eventCount', 'spikingJelly', 9, 3, [[100, 101, 103], [106, 108, 109], [110]]],
    // A recording that is too short for a window is one window.
    ['timeWindow', 'tonic', 9, 50, [times]],
    ['eventCount', 'tonic', 9, 50, [times]],
  ] as const)('%s, %s, %i frames, %i', (by, convention, steps, size, frames) => {
    expect(slices(times, by, convention, steps, size)).toEqual({ found: by.endsWith('Bins') ? steps : frames.length, frames })
  })

  it('of more frames than are wanted the first are taken, and all are counted', () => {
    expect(slices(times, 'eventCount', 'spikingJelly', 2, 2)).toEqual({
      found: 4,
      frames: [
        [100, 101],
        [103, 106],
      ],
    })
    expect(slices(times, 'timeWindow', 'tonic', 1, 4)).toEqual({ found: 2, frames: [[100, 101, 103]] })
    expect(slices(times, 'timeWindow', 'spikingJelly', 1, 3)).toEqual({ found: 3, frames: [[100, 101, 103]] })
  })

  it('without events, or all at one time, frames are empty where the rules say so', () => {
    expect(slices([], 'timeBins', 'tonic', 2).frames).toEqual([[], []])
    expect(slices([], 'timeWindow', 'spikingJelly', 2).frames).toEqual([])
    // A window of floor(0 / 2) has no room.
    expect(slices([5, 5, 5], 'timeBins', 'tonic', 2).frames).toEqual([[], []])
    expect(slices([5, 5, 5], 'timeBins', 'spikingJelly', 2).frames).toEqual([[], [5, 5, 5]])
    expect(slices([5, 5, 5], 'eventBins', 'tonic', 5).frames).toEqual([[], [], [], [], []])
    // Where SpikingJelly stops at a gap, a frame is empty.
    expect(slices([0, 1, 90, 91], 'timeBins', 'spikingJelly', 3).frames).toEqual([[0, 1], [], [90, 91]])
  })

  it('pixels fall where their share of the field lies', () => {
    expect([...placesAlong(6, 6, 3)]).toEqual([0, 0, 1, 1, 2, 2])
    expect([...placesAlong(6, 4, 2)]).toEqual([-1, 0, 0, 1, 1, -1])
    expect([...placesAlong(7, 4, 4)]).toEqual([-1, 0, 1, 2, 3, -1, -1])
    // 48 of 128: every pixel of a frame has two or three.
    const many = [...placesAlong(128, 128, 48)]
    expect(many.slice(0, 9)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 3])
    expect(many.at(-1)).toBe(47)
    // A sensor that is smaller than the field lies in its middle.
    expect([...placesAlong(2, 6, 6)]).toEqual([2, 3])
  })
})

const FRAMING: Framing = {
  by: 'timeBins',
  size: 1,
  steps: 2,
  convention: 'spikingJelly',
  field: { width: 4, height: 2 },
  height: 1,
  width: 2,
  polarities: 2,
}

describe('frames', () => {
  it('have OFF and ON next to each other, and leave what is behind them', () => {
    const events = eventsAt([0, 1, 2, 9], [0, 1, 3, 3], [0, 1, 0, 0], [0, 1, 1, 0])
    const into = new Uint8Array(10).fill(7)
    const framed = createFramer(FRAMING)(events, { width: 4, height: 2 }, into)
    expect([...into]).toEqual([1, 1, 0, 1, 0, 0, 1, 0, 7, 7])
    expect(framed).toEqual({ found: 2, counted: 4, saturated: 0, outside: 0 })
  })

  it('have both polarities in one where that is asked for', () => {
    const events = eventsAt([0, 1, 2, 9], [0, 1, 3, 3], [0, 1, 0, 0], [0, 1, 1, 0])
    const into = new Uint8Array(4)
    createFramer({ ...FRAMING, polarities: 1 })(events, { width: 4, height: 2 }, into)
    expect([...into]).toEqual([2, 1, 0, 1])
  })

  it('count to 255 and say how many were too many', () => {
    const events = eventsAt(Array.from({ length: 300 }, () => 0))
    const into = new Uint8Array(8)
    const framed = createFramer({ ...FRAMING, by: 'eventCount', size: 1000 })(events, { width: 4, height: 2 }, into)
    expect(into[0]).toBe(255)
    expect(framed).toEqual({ found: 1, counted: 255, saturated: 45, outside: 0 })
  })

  it('do not count what lies outside the field, or outside the sensor that was said', () => {
    const events = eventsAt([0, 1, 2], [0, 3, 900])
    const into = new Uint8Array(8)
    const framed = createFramer({ ...FRAMING, field: { width: 2, height: 2 } })(events, { width: 4, height: 2 }, into)
    expect(framed.counted).toBe(0)
    expect([...into]).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
  })
})

/** numpy.searchsorted from the left. */
const searchsorted = (times: readonly number[], at: number): number => times.filter((t) => t < at).length

/** The index pairs of tonic's slicers and of SpikingJelly's integration, as their code has them. */
function naive(
  t: readonly number[],
  { by, size, steps: n, convention }: Pick<Framing, 'by' | 'size' | 'steps' | 'convention'>,
): number[][] {
  const count = t.length
  const [first, end] = [t[0]!, t[count - 1]!]
  const range = (length: number) => Array.from({ length }, (_, i) => i)
  if (convention === 'tonic') {
    if (by === 'timeWindow') {
      const slices = Math.max(1, Math.floor((end - first - size) / size) + 1)
      return range(slices).map((i) => [searchsorted(t, first + i * size), searchsorted(t, first + i * size + size)])
    }
    if (by === 'timeBins') {
      const window = Math.floor((end - first) / n)
      return range(n).map((i) => [searchsorted(t, first + i * window), searchsorted(t, first + i * window + window)])
    }
    if (by === 'eventCount') {
      const events = Math.min(size, count)
      return range(Math.floor((count - events) / size) + 1).map((i) => [i * size, i * size + events])
    }
    const events = Math.floor(count / n)
    return range(n).map((i) => [i * events, i * events + events])
  }
  if (by === 'eventBins') {
    const di = Math.floor(count / n)
    return range(n).map((i) => [i * di, i === n - 1 ? count : (i + 1) * di])
  }
  if (by === 'timeBins') {
    const dt = Math.floor((end - first) / n)
    return range(n).map((i) => {
      const inside = range(count).filter((k) => t[k]! >= first + dt * i && t[k]! < first + dt * (i + 1))
      // SpikingJelly fails on an empty frame.
      const left = inside[0] ?? searchsorted(t, first + dt * i)
      return [left, i === n - 1 ? count : (inside.at(-1) ?? left - 1) + 1]
    })
  }
  const frames: number[][] = []
  let [left, right] = [0, 0]
  for (;;) {
    while (
      right !== count &&
      t[right]! - t[left]! <= (by === 'timeWindow' ? size : Infinity) &&
      (by === 'timeWindow' || right - left < size)
    )
      right++
    frames.push([left, right])
    left = right
    if (right === count) return frames
  }
}

describe.each(['tonic', 'spikingJelly'] as const)('as the code of %s, on random recordings', (convention) => {
  it.each(['timeBins', 'eventBins', 'timeWindow', 'eventCount'] as const)('%s', (by) => {
    const random = noise(5)
    const whole = (max: number) => Math.floor(max * (random() % 1))
    for (let round = 0; round < 200; round++) {
      const count = 1 + whole(60)
      const t = Array.from({ length: count }, () => whole(1 + whole(200))).sort((a, b) => a - b)
      const [steps, size] = [1 + whole(9), 1 + whole(40)]
      const want = naive(t, { by, size, steps, convention })
      const { borders, found } = slicesOf(eventsAt(t), { by, size, steps, convention })
      expect(found).toBe(want.length)
      expect([...borders]).toEqual(want.slice(0, steps).flat())
    }
  })
})

it('frames of random recordings are what counting one event at a time gives', () => {
  const random = noise(6)
  const whole = (max: number) => Math.floor(max * (random() % 1))
  const sensor = { width: 13, height: 7 }
  for (const polarities of [1, 2] as const) {
    const framing: Framing = { ...FRAMING, polarities, steps: 3, convention: 'tonic', field: { width: 11, height: 6 }, height: 3, width: 5 }
    const count = 500
    const times = Array.from({ length: count }, () => whole(1000)).sort((a, b) => a - b)
    const [x, y, p] = [13, 7, 2].map((max) => times.map(() => whole(max))) as [number[], number[], number[]]
    const want = new Uint8Array(3 * 3 * 5 * polarities)
    naive(times, framing).forEach(([from, to], frame) => {
      for (let i = from!; i < to!; i++) {
        const [column, row] = [x[i]! - 1, y[i]!]
        if (column < 0 || column >= 11 || row >= 6) continue
        const pixel = Math.floor((row * 3) / 6) * 5 + Math.floor((column * 5) / 11)
        want[(frame * 15 + pixel) * polarities + (polarities === 2 ? p[i]! : 0)]!++
      }
    })
    const into = new Uint8Array(want.length)
    createFramer(framing)(eventsAt(times, x, y, p), sensor, into)
    expect(into).toEqual(want)
  }
})
