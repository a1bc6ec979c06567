/** Readings and samples of another variable than the potential. */
import { expect, test } from 'vitest'
import { thresholdScale } from '../neurons/descriptions'
import { modelOf } from '../neurons/equations/check'
import { variablesOf } from '../neurons/equations/describe'
import type { CountedFrame } from './shares'
import { ARGUMENT, hasThreshold, otherVariables, readingOf, sampleOf, titledReading, titleOf, UNNAMED } from './variables'

const frame = {
  layer: 'equations1',
  low: -1,
  high: 3,
  bins: 64,
  threshold: 0.5,
  resetTo: null,
  windowLow: Float32Array.of(0, 0),
  windowHigh: Float32Array.of(1, 1),
  mean: Float64Array.of(0.25, 0.75),
  available: Uint32Array.of(3, 4),
  predicted: null,
  potentials: Float32Array.of(0.5, 1),
  states: [
    { name: 'b', low: 0, high: 2, counts: new Uint32Array(134), mean: Float64Array.of(0, 1), standardDeviation: Float64Array.of(0, 2) },
  ],
} as unknown as CountedFrame

test('a state has its own distribution, and neither threshold nor window', () => {
  const b = readingOf(frame, 'b')
  expect(b).toMatchObject({ variable: 'b', low: 0, high: 2, mean: Float64Array.of(0, 1), available: Uint32Array.of(0, 0) })
  expect(hasThreshold(b)).toBe(false)
  // Those are the potential's.
  expect(b.potentials).toBeUndefined()
  expect(readingOf(frame, 'b')).toBe(b)
  expect(readingOf(frame, null)).toBe(frame)
  expect(readingOf(frame, 'w').variable).toBeUndefined()
  expect(otherVariables(frame)).toEqual(['b', ARGUMENT])
})

test('a potential is titled as what stands for it, and nothing else of it changes', () => {
  const titled = titledReading(frame, ARGUMENT)
  expect(titled).toEqual({ ...frame, titled: ARGUMENT })
  expect(titledReading(frame, ARGUMENT)).toBe(titled)
  expect(titledReading(frame, null)).toBe(frame)
  const b = readingOf(frame, 'b')
  expect(titledReading(b, ARGUMENT)).toBe(b)
  expect([titled, frame, b].map(titleOf)).toEqual([ARGUMENT, undefined, 'b'])
})

test('the argument is the potential less the threshold, as is its window', () => {
  const z = readingOf(frame, ARGUMENT)
  expect(z).toMatchObject({
    threshold: 0,
    low: -1.5,
    high: 2.5,
    windowLow: Float32Array.of(-0.5, -0.5),
    mean: Float64Array.of(-0.25, 0.25),
  })
  expect(z.available).toEqual(frame.available)
  expect(z.potentials).toEqual(Float32Array.of(0, 0.5))
  const layer = { layer: 'equations1', steps: 1, neurons: 2, membrane: Float32Array.of(1, 2), spikes: Uint8Array.of(1, 1), states: [] }
  expect(sampleOf(layer, ARGUMENT, 0.5).membrane).toEqual(Float32Array.of(0.5, 1.5))
  expect(sampleOf(layer, 'b', 0.5)).toBe(layer)
})

test.each([
  ['v = 0.5*v[t-1] + x\ns = spike(v - 1)', ['v', ARGUMENT]],
  ['v = 0.5*v[t-1] + x\ns = spike(v)', ['v']],
  ['b = b[t-1] + s[t-1]\nv = 0.5*v[t-1] + x\ns = spike(v - 1 - b)', [ARGUMENT, 'b', 'v']],
  ['v = 0.5*v[t-1] + x - s[t-1]\ns = spike(2*v - 1)', [UNNAMED, 'v', ARGUMENT]],
  ['v = 0.5*v[t-1] + x\ns = relu(v)', ['s', 'v']],
])('of %j can be shown', (text, variables) => {
  expect(variablesOf(modelOf(text)!)).toEqual(variables)
})

test('a threshold of 0 does not silence a normalization', () => {
  expect(thresholdScale({ kind: 'equations', text: 'v = v[t-1] + x\ns = spike(v)' })).toBe(1)
})
