/** The set in float64 against its definition: numbers on which two other implementations agree, one in C and one in numpy. */
import { describe, expect, it, test } from 'vitest'
import { lightOf } from './light'
import { seeSign, signSensor } from './reference'
import { keyOf, numberOf, subjectOf } from './samples'
import { sceneOf } from './scene'

const SEED = 1
const PIXELS = 32 * 32
const sensor = signSensor(SEED)
const NUMBERS = ['speed', 'amplitude', 'radius', 'contrast', 'x', 'y', 'tilt', 'trill', 'sway', 'orientation'] as const

test.each([
  ['0', 1, '1.14538 .86644 2.64216 .70922 -1.2179 -1.0533 .00492 8.00515 .50010 .29380'],
  ['1', 1, '1.17167 .85900 2.51954 .63283 -.9317 .0534 -.01497 10.38519 .34274 -.38768'],
  ['2', -1, '1.21067 1.12300 2.97492 .70485 .2122 1.3257 -.04120 8.82372 .50335 .01863'],
  ['3', -1, '1.35637 1.02338 2.45981 .97479 -1.4806 .5228 -.16380 9.96579 .48929 -.30381'],
] as const)('subject %s is as it is defined, to the last digit', (number, mirror, digits) => {
  const { size, offset, ...subject } = subjectOf(SEED, Number(number))
  const found = { ...subject, radius: 2.6 * size, x: offset[0], y: offset[1] }
  const rounded = NUMBERS.map((name, i) => found[name].toFixed(digits.split(' ')[i]!.split('.')[1]!.length).replace(/^(-?)0/, '$1'))
  expect(subject.mirror).toBe(mirror)
  expect(rounded.join(' ')).toBe(digits)
})

test('one pixel of the sensor is hot', () => {
  expect(sensor.flatMap(({ hot }, pixel) => (hot ? [pixel] : []))).toEqual([16])
  expect(keyOf(SEED)).toEqual([1, 0x5349474e])
})

const CASES = [
  {
    number: 0,
    subject: 0,
    sign: 0,
    light: 0,
    position: 0,
    signal: 2445,
    all: 2878,
    on: 1271,
    intervals: '17 17 415 236 10 53 447 75 218 383 25 17 375 217 14 5',
    sums: '341.263 340.396 340.710',
    row: '133 151 157 102',
  },
  {
    number: 132,
    subject: 0,
    sign: 5,
    light: 1,
    position: 1,
    signal: 898,
    all: 3099,
    on: 506,
    intervals: '28 35 167 42 15 51 124 28 96 106 26 21 146 50 22 21',
    sums: '97.071 97.498 98.361',
    row: '37 40 55 41',
  },
  {
    number: 280,
    subject: 1,
    sign: 3,
    light: 2,
    position: 0,
    signal: 9835,
    all: 10702,
    on: 5492,
    intervals: '840 735 613 703 119 220 796 990 727 815 602 46 200 974 836 711',
    sums: '346.027 339.773 387.016',
    row: '88 128 121 76',
  },
  {
    number: 528,
    subject: 2,
    sign: 6,
    light: 0,
    position: 0,
    signal: 4253,
    all: 4745,
    on: 2192,
    intervals: '134 424 493 109 169 658 173 345 533 81 71 587 225 109 115 115',
    sums: '358.788 357.486 358.016',
    row: '116 114 84 114',
  },
  {
    number: 752,
    subject: 3,
    sign: 7,
    light: 1,
    position: 0,
    signal: 4358,
    all: 6516,
    on: 2249,
    intervals: '136 162 828 166 69 659 279 337 422 106 244 557 109 120 119 128',
    sums: '108.447 111.314 106.859',
    row: '10 46 22 51',
  },
]

const sumOf = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum + byte, 0)
/** The part of an array that belongs to an interval. */
const part = (bytes: Uint8Array, interval: number): Uint8Array =>
  bytes.subarray((interval * bytes.length) / 16, ((interval + 1) * bytes.length) / 16)

describe.each(CASES)('sample $number', ({ number, signal, all, on, intervals, sums, row, ...taken }) => {
  const sample = { ...taken, repetition: 0 }
  const seen = seeSign(SEED, sceneOf(SEED, sample), sensor)
  const quiet = sceneOf(SEED, sample, { ...lightOf(sample.light), noise: 0 })

  it('has its number', () => {
    expect(numberOf(sample)).toBe(number)
  })

  it('has the events that it is defined to have, with noise and without', () => {
    expect(sumOf(seen.events)).toBe(all)
    const without = seeSign(SEED, quiet, sensor).events
    expect(sumOf(without.filter((_, i) => i % 2 === 1))).toBe(on)
    expect(Array.from({ length: 16 }, (_, interval) => sumOf(part(without, interval))).join(' ')).toBe(intervals)
    const cold = sensor.map((pixel) => ({ ...pixel, hot: false }))
    expect(sumOf(seeSign(SEED, quiet, cold).events)).toBe(signal)
  })

  it('has the images that it is defined to have', () => {
    const { frames } = seen
    expect([0, 7, 15].map((f) => (sumOf(part(frames, f)) / 255).toFixed(3)).join(' ')).toBe(sums)
    expect(
      part(frames, 7)
        .subarray(16 * 32 + 20, 16 * 32 + 24)
        .join(' '),
    ).toBe(row)
    expect(frames).toHaveLength(16 * PIXELS)
  })
})
