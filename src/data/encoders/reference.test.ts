import { describe, expect, test } from 'vitest'
import { randomKey } from '../../engine/random'
import { direct, latency, latencyStep, poisson, poissonLevel } from './reference'

test('direct is the brightness', () => expect([0, 51, 255].map(direct)).toEqual([0, 0.2, 1]))

describe('poisson', () => {
  const rateOf = (pixel: number, rate: number) => {
    let spikes = 0
    for (let step = 0; step < 20; step++)
      for (let input = 0; input < 500; input++) spikes += poisson(pixel, rate, randomKey(7, 1), { sample: 3, step, input, inputs: 500 })
    return spikes / 10_000
  }
  test('black never spikes, and white at rate 1 misses one draw of 65536', () => {
    expect(rateOf(0, 1)).toBe(0)
    expect([poissonLevel(0, 1), poissonLevel(255, 1), poissonLevel(255, 0.5)]).toEqual([0, 65535, 32767])
  })
  test('each input of each sample at each step has a separate draw', () => {
    const trains = new Set<string>()
    for (let sample = 0; sample < 4; sample++)
      for (let input = 0; input < 8; input++)
        trains.add(Array.from({ length: 40 }, (_, step) => poisson(128, 1, 99, { sample, step, input, inputs: 8 })).join(''))
    expect(trains.size).toBe(32)
  })
  test('the share of spikes is the brightness times the rate', () => {
    // Five standard deviations of a mean of 10,000.
    for (const [pixel, rate] of [
      [128, 1],
      [255, 0.3],
      [51, 0.5],
    ] as const) {
      const p = (pixel / 255) * rate
      expect(Math.abs(rateOf(pixel, rate) - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / 10_000))
    }
  })
})

describe('latency', () => {
  test('white is first, the darkest grey last, black never', () => {
    expect(latencyStep(255, 10)).toBe(0)
    expect(latencyStep(1, 10)).toBe(9)
    expect(latencyStep(0, 10)).toBeUndefined()
  })
  test('each other pixel spikes once', () => {
    for (const pixel of [1, 77, 128, 200, 255]) {
      const train = Array.from({ length: 7 }, (_, t) => latency(pixel, 7, t))
      expect(train.reduce((a, b) => a + b)).toBe(1)
    }
  })
})
