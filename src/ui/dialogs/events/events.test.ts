import { describe, expect, it } from 'vitest'
import type { Events } from '../../../data/events/events'
import type { Colors } from '../../base/paint'
import { durationLabel, eventTimeLabel, lookedLabel } from '../../state/labels/event-label'
import { cloudOf, MAX_POINTS } from './event-cloud-chart'
import { accumulated, planeWords, spanOf, timeSurface } from './event-image-chart'
import { coarser, perSecond, rateOf } from './event-rate-chart'

/** Rows of [t, x, y, polarity]. */
const eventsOf = (rows: readonly (readonly [number, number, number, number])[]): Events => ({
  count: rows.length,
  t: Float64Array.from(rows, ([t]) => t),
  x: Uint16Array.from(rows, ([, x]) => x),
  y: Uint16Array.from(rows, ([, , y]) => y),
  polarity: Uint8Array.from(rows, ([, , , p]) => p),
})
const SENSOR = { width: 3, height: 2 }
const EVENTS = eventsOf([
  [1000, 0, 0, 1],
  [1010, 0, 0, 1],
  [1020, 2, 1, 0],
  [1030, 2, 1, 1],
  [1030, 9, 9, 1],
])

describe('accumulated events', () => {
  it('counts each polarity of the window that ends now, its end included and its start not', () => {
    expect(spanOf(EVENTS, 1020, 10)).toEqual({ from: 2, to: 3 })
    expect(spanOf(EVENTS, 1020, 20)).toEqual({ from: 1, to: 3 })
    expect(spanOf(EVENTS, 999, 20)).toEqual({ from: 0, to: 0 })
    const { on, off } = accumulated(EVENTS, SENSOR, { from: 0, to: 5 }, 2)
    expect([...on]).toEqual([1, 0, 0, 0, 0, 0.5])
    expect([...off]).toEqual([0, 0, 0, 0, 0, 0.5])
  })

  it('has other colors for ON, OFF, both and none, and leaves out what is not asked for', () => {
    const planes = accumulated(EVENTS, SENSOR, { from: 0, to: 3 }, 2)
    const words = planeWords(planes, 'both', true)
    expect(new Set(words).size).toBe(3)
    expect(words[1]).toBe(words[2])
    expect(planeWords(planes, 'on', true)[5]).toBe(words[1])
    expect(planeWords(planes, 'off', true)[0]).toBe(words[1])
    expect(planeWords(accumulated(EVENTS, SENSOR, { from: 2, to: 4 }, 2), 'both', true)[5]).not.toBe(words[5])
  })
})

describe('a time surface', () => {
  it('falls exponentially from the last event of each pixel and polarity, and ignores later events', () => {
    const { on, off } = timeSurface(EVENTS, SENSOR, 1020, 10)
    expect(on[0]).toBeCloseTo(Math.exp(-1), 6)
    expect(on[5]).toBe(0)
    expect(off[5]).toBe(1)
    expect(Math.max(...timeSurface(EVENTS, SENSOR, 1500, 10).on)).toBe(0)
  })
})

describe('the rate', () => {
  it('has every event in one bin, the last one too', () => {
    const rate = rateOf(EVENTS, 3)
    expect([...rate.on]).toEqual([1, 1, 2])
    expect([...rate.off]).toEqual([0, 0, 1])
    expect(perSecond(rate, 1)).toBeCloseTo(1e6 / 10, 6)
    expect([...coarser(rate, 1).on]).toEqual([4])
    expect(rateOf(eventsOf([]), 4).max).toBe(0)
  })
})

describe('the cloud', () => {
  it('takes every nth of many events', () => {
    const many = eventsOf(Array.from({ length: 2 * MAX_POINTS + 1 }, (_, n) => [n, 0, 0, n % 2] as const))
    const cloud = cloudOf(many, 0, 1e9)
    expect(cloud.every).toBe(3)
    expect(cloud.points).toBeLessThanOrEqual(MAX_POINTS)
    expect(cloudOf(many, 10, 12).points).toBe(3)
  })
  it('draws ON and OFF in their order in time, so that neither hides the other', () => {
    const data = cloudOf(EVENTS, 0, 1e9).traces({ spk: 'orange', u: 'blue' } as Colors)
    expect(data).toHaveLength(1)
    expect(data[0]!.text).toEqual(['ON', 'ON', 'OFF', 'ON', 'ON'])
    expect(data[0]!.marker.color).toEqual(['orange', 'orange', 'blue', 'orange', 'orange'])
    expect(data[0]!.y).toEqual([0, 0.01, 0.02, 0.03, 0.03])
  })
})

it('writes times in the unit that fits', () => {
  expect(eventTimeLabel(12_500, 100)).toBe('12.5\u00a0ms')
  expect(durationLabel(3_200_000)).toBe('3.20\u00a0s')
  expect(durationLabel(0)).toBe('0\u00a0ms')
})

it('says which samples a forecast covers', () => {
  expect(lookedLabel(3, 1027)).toBe('In the 3 of 1,027 samples that were looked at:')
  expect(lookedLabel(1, 2)).toBe('In the one of 2 samples that was looked at:')
  expect(lookedLabel(4, 4)).toBe('In all 4 samples:')
})
