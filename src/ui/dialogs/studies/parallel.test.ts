/** Parallel coordinates: positions of values, brushing, moving a range's ends, and finding the line under the pointer. */
import { expect, test } from 'vitest'
import { luminance, type Rgb } from '../../base/magnitude'
import {
  axisAt,
  endLabel,
  isWithin,
  lineColor,
  movedRange,
  namedAxis,
  numericAxis,
  parallelPlace,
  placeAt,
  runAt,
  withRange,
  xOf,
  yOf,
} from './parallel'

const rate = numericAxis('rate', 'Rate', [0.001, 0.01, 0.1, 0.01], String, true)
const accuracy = numericAxis('accuracy', 'Accuracy', [0.2, null, 0.6, 0.4], (value) => `${100 * value} %`, false)
const kind = namedAxis('kind', 'Kind', ['b', 'a', 'b', 'c'], ['a', 'b', 'c'])

test('numbers lie between the smallest and the largest, on a log scale where they span decades', () => {
  expect(rate.places).toEqual([0, expect.closeTo(0.5), 1, expect.closeTo(0.5)])
  expect(accuracy.places).toEqual([0, null, 1, expect.closeTo(0.5)])
  expect(accuracy.stops.map(({ label }) => label)).toEqual(['20 %', '40 %', '60 %'])
  expect(kind.places).toEqual([0.5, 0, 0.5, 1])
  expect(numericAxis('x', 'x', [3, 3], String, true).places).toEqual([0.5, 0.5])
  expect(numericAxis('x', 'x', [0, 100], String, true).places).toEqual([0, 1])
})

test('a run is within the brush where it is in every range; without a value it is in none', () => {
  const axes = [rate, accuracy, kind]
  const within = (brush: Parameters<typeof isWithin>[1]) => [0, 1, 2, 3].filter((run) => isWithin(axes, brush, run))
  expect(within({})).toEqual([0, 1, 2, 3])
  expect(within({ accuracy: { low: 0, high: 0.9 } })).toEqual([0, 3])
  expect(within({ accuracy: { low: 0.1, high: 1 }, kind: { low: 0.9, high: 1 } })).toEqual([3])
  expect(withRange({ rate: { low: 0.2, high: 1 } }, 'rate', { low: 0, high: 1 })).toEqual({})
  expect(withRange({}, 'rate', { low: 0.2, high: 1 })).toEqual({ rate: { low: 0.2, high: 1 } })
})

test('an end goes from value to value, and not past the other', () => {
  const whole = { low: 0, high: 1 }
  const one = movedRange(kind, whole, 'low', 1)
  expect({ range: one, end: endLabel(kind, one, 'low') }).toEqual({ range: { low: 0.5, high: 1 }, end: 'b' })
  expect(movedRange(kind, one, 'low', 5)).toEqual({ low: 1, high: 1 })
  expect(movedRange(kind, one, 'high', -1000)).toEqual({ low: 0.5, high: 0.5 })
  expect(movedRange(kind, one, 'low', -1000)).toEqual(whole)
  expect(endLabel(kind, { low: 0.1, high: 0.2 }, 'low')).toBe('no run')
})

test('the pointer finds an axis, a place on it, and a line between two', () => {
  const place = parallelPlace(1000, 300, 1, 3)
  expect(axisAt(place, xOf(place, 1) + 3)).toEqual({ axis: 1, distance: 3 })
  expect(placeAt(place, yOf(place, 0.25))).toBeCloseTo(0.25)
  const axes = [rate, accuracy, kind]
  // Halfway between the first two axes, the line is at the mean of their positions.
  const x = (xOf(place, 0) + xOf(place, 1)) / 2
  expect(runAt(place, axes, [0, 1, 2, 3], x, yOf(place, 1))).toBe(2)
  expect(runAt(place, axes, [0, 1, 3], x, yOf(place, 1))).toBeNull()
})

test('lines stand out from the ground by 3 to 1 at any value', () => {
  const contrast = (a: Rgb, b: Rgb) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
    return (high! + 0.05) / (low! + 0.05)
  }
  for (let x = 0; x <= 1; x += 0.05) {
    expect(contrast(lineColor(x, true), [21, 24, 27])).toBeGreaterThan(3)
    expect(contrast(lineColor(x, false), [246, 246, 244])).toBeGreaterThan(3)
  }
})
