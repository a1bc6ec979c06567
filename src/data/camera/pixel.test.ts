/** Properties of the pixel model; the shader is compared with it where it is used. */
import { describe, expect, test } from 'vitest'
import { pixelThresholds, saccades } from './path'
import { type Interval, type PixelEvent, walkPixel } from './pixel'
import type { PixelSpec } from './schema'

const still: Interval = { change: 0, duration: 1000, refractory: 0, on: 0.2, off: 0.25 }

/** All events of consecutive changes, with times from the start. */
function walk(changes: readonly number[], how: Partial<Interval> = {}): PixelEvent[] {
  const state = { difference: 0, rest: 0 }
  const interval = { ...still, ...how }
  return changes.flatMap((change, i) =>
    walkPixel(state, { ...interval, change }).events.map(({ time, on }) => ({ time: time + i * interval.duration, on })),
  )
}

describe('a pixel', () => {
  test('says nothing where nothing changes', () => expect(walk(Array(50).fill(0))).toEqual([]))

  test.each([0.05, 0.1, 0.2, 0.3, 0.69])('fires floor(ln 2 / %d) times where the light doubles, in one interval or in many', (on) => {
    const count = Math.floor(Math.log(2) / on)
    expect(walk([Math.log(2)], { on }).filter((e) => e.on)).toHaveLength(count)
    expect(walk(Array(7).fill(Math.log(2) / 7), { on })).toHaveLength(count)
    expect(walk([-Math.log(2)], { off: on }).filter((e) => !e.on)).toHaveLength(count)
  })

  test('fires where the line meets the threshold, evenly on an even slope', () => {
    expect(walk([1], { on: 0.25 }).map((e) => e.time)).toEqual([250, 500, 750, 1000])
    expect(walk([0.125, 0.25], { on: 0.25 }).map((e) => e.time)).toEqual([1500])
  })

  test('rests, and catches up where the light has stayed', () => {
    const events = walk([1, 0, 0], { on: 0.25, refractory: 600 })
    expect(events.map((e) => e.time)).toEqual([250, 850, 1450, 2050])
    // Light that returns during the refractory time gives no further event.
    expect(walk([0.5, -0.5], { on: 0.25, off: 0.75, refractory: 2000 }).map((e) => e.time)).toEqual([500])
  })

  test('times never fall, whatever happens', () => {
    let state = 1
    const random = () => {
      state = (state * 48271) % 2147483647
      return state / 2147483647
    }
    const walked = { difference: 0, rest: 0 }
    let last = 0
    for (let i = 0; i < 2000; i++) {
      const { events } = walkPixel(walked, {
        change: random() * 2 - 1,
        duration: 100,
        refractory: random() * 50,
        on: 0.05 + random(),
        off: 0.05 + random(),
        noise: { bits: Math.floor(random() * 2 ** 32), probability: 0.2 },
      })
      for (const event of events) {
        expect(event.time).toBeGreaterThanOrEqual(last)
        expect(event.time).toBeLessThanOrEqual(100)
        last = event.time
      }
      last = Math.max(0, last - 100)
    }
  })
})

const spec: PixelSpec = {
  thresholdOn: 0.3,
  thresholdOff: 0.4,
  mismatch: 0.03,
  refractory: 0,
  leak: 0,
  shotNoise: 0,
  illumination: 1,
  dark: 0.1,
}

test('thresholds have the mean and the standard deviation of their settings, and one seed is one camera', () => {
  const drawn = pixelThresholds(40_000, spec, 7)
  for (const [polarity, mean] of [
    [0, 0.4],
    [1, 0.3],
  ] as const) {
    const own = drawn.filter((_, i) => i % 2 === polarity)
    const got = own.reduce((a, b) => a + b) / own.length
    const std = Math.sqrt(own.reduce((sum, x) => sum + (x - got) ** 2, 0) / own.length)
    // Five standard deviations of the mean and of the standard deviation of 40,000 draws.
    expect(Math.abs(got - mean)).toBeLessThan((5 * 0.03) / 200)
    expect(Math.abs(std - 0.03)).toBeLessThan((5 * 0.03) / Math.sqrt(80_000))
  }
  expect(pixelThresholds(100, spec, 7)).toEqual(drawn.slice(0, 200))
  expect(pixelThresholds(100, spec, 8)).not.toEqual(drawn.slice(0, 200))
  expect(new Set(pixelThresholds(9, { ...spec, mismatch: 0 }, 7))).toEqual(new Set([Math.fround(0.4), Math.fround(0.3)]))
  expect(Math.min(...pixelThresholds(2000, { ...spec, thresholdOn: 0.06, mismatch: 0.2 }, 1))).toBe(Math.fround(0.05))
})

test('the image goes along a triangle and comes back, at rest at each corner', () => {
  const path = saccades(61, 3)
  const at = (k: number) => [path[2 * k], path[2 * k + 1]]
  expect([at(0), at(20), at(40), at(60)]).toEqual([
    [-3, -3],
    [0, 3],
    [3, -3],
    [-3, -3],
  ])
  expect(Math.max(...path.map(Math.abs))).toBe(3)
  const speed = (k: number) => Math.hypot(path[2 * k + 2]! - path[2 * k]!, path[2 * k + 3]! - path[2 * k + 1]!)
  expect(speed(0)).toBeLessThan(speed(10) / 5)
  expect(speed(19)).toBeLessThan(speed(10) / 5)
})
