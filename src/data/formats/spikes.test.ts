/** Spikes as counts: the steps of numpy.digitize by its definition, at every border and next to it, and invalid spikes. */
import { expect, it } from 'vitest'
import { binSpikes, CHANNELS, STEPS, stepAt } from './spikes'

const borders = Float64Array.from({ length: 250 }, (_, i) => (i === 249 ? 1.4 : i * (1.4 / 249)))
/** The number of borders at or before a time. */
const digitize = (time: number): number => borders.filter((border) => border <= time).length

it('a step is the number of borders at or before a time', () => {
  expect([0, 0.005, 0.0056, 0.006, 0.7, 1.39999, 1.4, 2].map(stepAt)).toEqual([1, 1, 1, 2, 125, 249, 250, 250])
  const next = (x: number, by: number) => x + by * Number.EPSILON * x
  for (const border of borders)
    for (const time of [border, next(border, 0.5), next(border, -0.5), Math.fround(border), border + 0.001])
      expect(stepAt(time), String(time)).toBe(digitize(time))
})

it('every number of half precision has its step', () => {
  for (let time = 2 ** -10; time < 1.5; time += 2 ** -11) expect(stepAt(time), String(time)).toBe(digitize(time))
})

it('counts spikes by step and five units, up to 255, and leaves out what is late', () => {
  const counts = new Uint8Array(STEPS * CHANNELS)
  const times = [0, 0, 0.7, 1.4, 3, ...new Array<number>(300).fill(1)]
  const units = [0, 4, 699, 5, 5, ...new Array<number>(300).fill(5)]
  binSpikes(Float64Array.from(times), Uint16Array.from(units), counts, 0)
  const found = [...counts.entries()]
    .filter(([, count]) => count > 0)
    .map(([at, count]) => [Math.floor(at / CHANNELS), at % CHANNELS, count])
  expect(found).toEqual([
    [1, 0, 2],
    [125, 139, 1],
    [digitize(1), 1, 255],
  ])
})

it.each([
  [[-0.1], [0], 'has -0.1 in spikes/times of sample 7; seconds from 0 would fit'],
  [[Number.NaN], [0], 'has NaN in spikes/times of sample 7'],
  [[Number.POSITIVE_INFINITY], [0], 'has Infinity in spikes/times of sample 7'],
  [[0.1], [700], 'has 700 in spikes/units of sample 7; 0 to 699 would fit'],
  [[0.1], [-1], 'has -1 in spikes/units of sample 7'],
  [[0.1, 0.2], [1], 'lists of different lengths for sample 7, 2 in spikes/times and 1 in spikes/units'],
])('refuses %j with %j', (times, units, message) => {
  expect(() => binSpikes(Float64Array.from(times), Int32Array.from(units), new Uint8Array(STEPS * CHANNELS), 7)).toThrow(message)
})
