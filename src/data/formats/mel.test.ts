/**
 * Mel spectrograms against numbers made once in NumPy, in double precision, from librosa's formulas as its documentation has them;
 * and against what a tone must be. A resampled tone keeps its frequency and duration, and what is above half the new rate is removed.
 */
import { describe, expect, it } from 'vitest'
import { decibelsOf, FRAMES, MELS, resample, spectrogramOf } from './mel'

/** A rising tone, softer in its first quarter, in noise from a generator that every language has. */
function sound(length: number): Float32Array {
  let state = 1
  return Float32Array.from({ length }, (_, n) => {
    state = (state * 48_271) % 2_147_483_647
    const loud = n > Math.floor(length / 4) ? 1 : 0.02
    return 0.4 * Math.sin((2 * Math.PI * (300 + (1200 * n) / 16_000) * n) / 16_000) * loud + 0.05 * (state / 2_147_483_647 - 0.5)
  })
}

/** [frame, mel, decibels, byte] */
const GOLDEN: readonly (readonly [length: number, sum: number, cells: readonly (readonly [number, number, number, number])[]])[] = [
  [
    16_000,
    515_478,
    [
      [0, 0, -18.174239, 158],
      [0, 39, -26.7972, 96],
      [1, 5, -20.755746, 139],
      [30, 12, -24.308079, 114],
      [57, 10, -27.960319, 88],
      [77, 30, -6.53112, 241],
      [100, 39, -19.72899, 147],
    ],
  ],
  [
    9000,
    516_404,
    [
      [0, 0, -18.174239, 112],
      [20, 8, -20.500265, 105],
      [56, 3, -16.020011, 118],
      [57, 10, 0, 162],
      [100, 39, 0, 162],
    ],
  ],
]

describe.each(GOLDEN)('the spectrogram of %i samples', (length, sum, cells) => {
  it('is that of the formulas', () => {
    const [decibels, bytes] = [decibelsOf(sound(length)), spectrogramOf({ rate: 16_000, samples: sound(length) })]
    for (const [frame, mel, db, byte] of cells) {
      expect(decibels[frame * MELS + mel]).toBeCloseTo(db, 5)
      expect(bytes[frame * MELS + mel]).toBe(byte)
    }
    expect(bytes.reduce((total, byte) => total + byte, 0)).toBe(sum)
  })
})

/** The middle of a triangle: they lie evenly in mels from 40 to 4000 Hz. */
function middleOf(band: number): number {
  const log = 27 / Math.log(6.4)
  const [low, high] = [(3 * 40) / 200, 15 + log * Math.log(4)]
  const mel = low + ((band + 1) * (high - low)) / (MELS + 1)
  return mel < 15 ? (200 * mel) / 3 : 1000 * Math.exp((mel - 15) / log)
}

/** Below 1000 Hz bands are hardly wider than what the window can tell apart: there it may be the one next to it. */
it.each([
  [3, 1],
  [10, 1],
  [20, 0],
  [30, 0],
  [38, 0],
])('a tone in the middle of band %i is loudest there, but for %i, in every frame', (band, beside) => {
  const decibels = decibelsOf(Float32Array.from({ length: 16_000 }, (_, n) => Math.cos((2 * Math.PI * middleOf(band) * n) / 16_000)))
  for (let t = 0; t < FRAMES; t++) {
    const frame = [...decibels.subarray(t * MELS, (t + 1) * MELS)]
    expect(Math.abs(frame.indexOf(Math.max(...frame)) - band)).toBeLessThanOrEqual(beside)
  }
})

it('deviations have no mean, silence none at all, and one sample is a sound', () => {
  const bytes = spectrogramOf({ rate: 16_000, samples: sound(16_000) })
  expect(bytes.length).toBe(FRAMES * MELS)
  expect(Math.abs(bytes.reduce((sum, byte) => sum + byte - 128, 0) / bytes.length)).toBeLessThan(0.5)
  expect(new Set(spectrogramOf({ rate: 16_000, samples: new Float32Array(16_000) }))).toEqual(new Set([128]))
  expect(spectrogramOf({ rate: 16_000, samples: Float32Array.of(1) }).length).toBe(FRAMES * MELS)
})

it('a sound of another rate, or longer than a second, has nearly the same spectrogram', () => {
  const at = (rate: number, length: number) =>
    spectrogramOf({ rate, samples: Float32Array.from({ length }, (_, n) => Math.sin(2 * Math.PI * (300 + (400 * n) / rate) * (n / rate))) })
  const [plain, twice, long] = [at(16_000, 16_000), at(32_000, 32_000), at(16_000, 20_000)]
  expect(long).toEqual(plain)
  const differences = plain.map((byte, i) => Math.abs(byte - twice[i]!))
  expect(differences.reduce((sum, difference) => sum + difference, 0) / differences.length).toBeLessThan(2)
})

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
