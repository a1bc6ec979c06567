/** Resampling: a tone keeps its frequency, frequencies above half the new rate are removed, and the duration is preserved. */
import { expect, it } from 'vitest'
import { resample } from './resample'

const tone = (hertz: number, rate: number, length = rate) =>
  Float32Array.from({ length }, (_, n) => Math.sin((2 * Math.PI * hertz * n) / rate))
const inside = (x: Float32Array) => x.subarray(200, -200)
const largest = (x: Float32Array) => x.reduce((max, value) => Math.max(max, Math.abs(value)), 0)

it.each([8000, 11_025, 22_050, 44_100, 48_000])('a tone of 440 Hz at %i Hz is the same tone at 16 kHz', (rate) => {
  const [found, wanted] = [resample(tone(440, rate), rate, 16_000), tone(440, 16_000)]
  expect(found.length).toBe(16_000)
  expect(largest(inside(found.map((value, n) => value - wanted[n]!)))).toBeLessThan(2e-3)
})

it('what is above half of the new rate goes', () => {
  expect(largest(inside(resample(tone(10_000, 48_000), 48_000, 16_000)))).toBeLessThan(2e-3)
})

it('the same rate is the same sound, and no more is made than asked for', () => {
  const x = tone(440, 16_000)
  expect(resample(x, 16_000, 16_000)).toEqual(x)
  expect(resample(x, 16_000, 16_000, 10)).toEqual(x.subarray(0, 10))
  expect(resample(tone(440, 8000), 8000, 16_000, 10).length).toBe(10)
})
