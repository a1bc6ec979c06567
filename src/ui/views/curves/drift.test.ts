/** A layer's history follows potentials that leave its range: nothing of the distribution is lost, and the drift's axis shows them. */
import { expect, it } from 'vitest'
import type { MembraneReading } from '../../../readings/membrane'
import { membraneOf } from '../../../testing/runs'
import { beginLayer, DENSITY, LAYER, pushLayer, widenedFor } from '../../state/session/layer-history'
import { driftRange } from './drift'

const frame = (low: number, high: number, mean: number): MembraneReading => {
  const reading = membraneOf('lif1', 2)
  return { ...reading, low, high, mean: reading.mean.map(() => mean) }
}

it('widens with the frames and converts what it has', () => {
  const narrow = beginLayer(frame(-2, 2, 0))
  expect(widenedFor(narrow, frame(-1, 2, 0))).toBe(narrow)
  pushLayer(narrow, 1, frame(-2, 2, 0))
  const sumOf = () => narrow.series.data.subarray(DENSITY, DENSITY + narrow.bins).reduce((a, b) => a + b, 0)
  const centerOf = (low: number, high: number) =>
    narrow.series.data
      .subarray(DENSITY, DENSITY + narrow.bins)
      .reduce((sum, share, bin) => sum + (share / sumOf()) * (low + ((bin + 0.5) * (high - low)) / narrow.bins), 0)
  const [sum, center] = [sumOf(), centerOf(-2, 2)]
  const wide = widenedFor(narrow, frame(-10, 2, -8))
  expect({ low: wide.low, high: wide.high, bins: wide.bins }).toEqual({ low: -10, high: 2, bins: narrow.bins })
  expect(sumOf()).toBeCloseTo(sum, 5)
  expect(centerOf(-10, 2)).toBeCloseTo(center, 1)
  expect(narrow.series.data[LAYER.mean]).toBe(0)
})

it('has the mean on the axis of the drift, also where it is outside the range of the frames', () => {
  const layer = beginLayer(frame(-2.5, 2.5, 0))
  pushLayer(layer, 1, frame(-2.5, 2.5, 0))
  pushLayer(layer, 2, frame(-2.5, 2.5, -7.78))
  const [low, high] = driftRange(layer)
  expect(low).toBeCloseTo(-7.78, 5)
  expect(high).toBeGreaterThan(0)
})
