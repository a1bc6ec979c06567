import { expect, test } from 'vitest'
import { dataSchema } from '../../../data/datasets/schema'
import type { EventSpec } from '../../../data/events/schema'
import { classificationSchema } from '../../../tasks/classification/schema'
import { VERSION } from '../../../tasks/version'
import { frameAt, framesOf, inOrder, refusalOf, seenText } from './event-steps'
import { rasterOf, ratesOf } from './firing'

/** Six events on a sensor of 4 by 4, at 1000, 1010, ... */
const events = {
  count: 6,
  t: Float64Array.of(1000, 1010, 1020, 1020, 1050, 1090),
  x: Uint16Array.of(0, 1, 2, 3, 0, 1),
  y: Uint16Array.of(0, 0, 0, 0, 3, 3),
  polarity: Uint8Array.of(1, 0, 1, 1, 0, 1),
}
const recording = { width: 4, height: 4, events }
const spec = (change: object) =>
  dataSchema.parse({ kind: 'ownEvents', frames: 3, height: 4, width: 4, slice: 'eventBins', ...change }) as EventSpec

test('a recording becomes a sample by the rules of the experiment, and each frame has its time', () => {
  const frames = framesOf(recording, spec({}))
  expect(frames.framed).toMatchObject({ found: 3, counted: 6, saturated: 0 })
  expect({ filled: frames.filled, sampleLength: frames.sample.length }).toEqual({ filled: 3, sampleLength: 3 * 4 * 4 * 2 })
  expect(frames.sample[1]).toBe(1)
  expect([...frames.from]).toEqual([0, 20, 50])
  expect([...frames.to]).toEqual([10, 20, 90])
})

test('a recording of another sensor is scaled where the whole is seen, cut where a part is, and says so', () => {
  const large = { ...recording, width: 68, height: 68, events: { ...events, x: Uint16Array.of(0, 20, 40, 40, 67, 67) } }
  const whole = dataSchema.parse({ kind: 'nMnist', frames: 2, slice: 'eventBins' }) as EventSpec
  const scaled = framesOf(large, whole)
  expect(scaled.framed).toMatchObject({ counted: 6, outside: 0 })
  expect([...scaled.sample.keys()].filter((at) => scaled.sample[at]! > 0 && at < 34 * 68)).toEqual([1, 20, 41])
  expect(seenText(large, whole, scaled).slice(0, 2)).toEqual([
    '6 of 6 events in 2 frames of 34 × 34.',
    'All 68 × 68 pixels are scaled to a frame, 2 × 2 of them to one.',
  ])
  const middle = spec({ field: 34, frames: 4 })
  const words = seenText(large, middle, framesOf(large, middle))
  expect(words[0]).toBe('0 of 6 events in 4 frames of 4 × 4.')
  expect(words[1]).toBe('Only the middle 34 × 34 of 68 × 68 pixels are seen.')
  expect(words[2]).toMatch(/^Not counted: 4 outside the visible part \(66.7.%\), 2 in no frame \(33.3.%\)\.$/)
  expect(seenText(recording, spec({}), framesOf(recording, spec({})))).toEqual(['6 of 6 events in 3 frames of 4 × 4.'])
})

test('the step at a time is the frame that is being filled; a frame that ends just then takes precedence', () => {
  const frames = framesOf(recording, spec({}))
  expect([0, 9, 19, 20, 49, 50, 90, 1e9].map((time) => frameAt(frames, time, null))).toEqual([0, 0, 0, 1, 1, 2, 2, 2])
  // Two events at the same microsecond lie in two frames: a playhead at the end of the first stays there.
  const torn = framesOf(recording, spec({ frames: 2 }))
  expect([...torn.to]).toEqual([20, 90])
  expect([frameAt(torn, 20, 0), frameAt(torn, 20, null)]).toEqual([0, 1])
})

test('frames that a recording does not fill are never reached', () => {
  const frames = framesOf(recording, spec({ slice: 'eventCount', sliceSize: 4, frames: 4 }))
  expect(frames.filled).toBe(1)
  expect(frameAt(frames, 90, null)).toBe(0)
})

test('reversed, empty frames at the end come first', () => {
  const frames = framesOf(recording, spec({ slice: 'eventCount', sliceSize: 2, frames: 5, convention: 'spikingJelly' }))
  expect({ filled: frames.filled, fromLength: frames.from.length }).toEqual({ filled: 3, fromLength: 5 })
  expect(inOrder('reversed', frames.from.length, frameAt(frames, 0, null))).toBe(4)
})

test('the order of the encoder is followed as far as it has one', () => {
  const orders = ['recorded', 'reversed', 'testReversed', 'shuffled', 'testShuffled', 'collapsed'] as const
  expect(orders.map((order) => inOrder(order, 5, 1))).toEqual([1, 3, 3, null, null, null])
})

test('a network that learns from other data is refused with the reason', () => {
  const of = (input: object) => {
    const { data, encoder } = classificationSchema.parse({ version: VERSION, task: 'classification', ...input })
    return refusalOf(data, encoder)
  }
  expect(of({ data: { kind: 'nMnist' }, encoder: { kind: 'frames' } })).toBeNull()
  expect(
    of({ data: { kind: 'twoStreamSigns' }, encoder: { kind: 'frames' }, network: { kind: 'layers', fusion: { kind: 'cmaV1' } } }),
  ).toContain('second camera')
  expect(of({ data: { kind: 'mnist' }, encoder: { kind: 'camera' } })).toContain('simulated camera')
  expect(of({ data: { kind: 'mnist' }, encoder: { kind: 'direct' } })).toContain('MNIST')
})

test('rates and rasters count neurons that fire', () => {
  const layer = { steps: 2, neurons: 4, spikes: Uint8Array.of(1, 0, 0, 1, 0, 0, 1, 0) }
  expect([...ratesOf(layer)]).toEqual([0.5, 0.25])
  expect([...rasterOf(layer, 2)]).toEqual([0.5, 0, 0.5, 0.5])
  expect([...rasterOf(layer, 4)]).toEqual([1, 0, 0, 0, 0, 1, 1, 0])
})
