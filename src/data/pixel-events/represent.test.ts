/** Representations of events by pixel against float64: every kind, windows without events or without a duration, prime sizes, the same bits twice. */
import { describe, expect, test } from 'vitest'
import { padded, persistent } from '../../engine/tensor'
import { inspect } from '../../headless/readable-tensors'
import { equalBits, expectClose, noise } from '../../testing/close'
import { kernelGpu } from '../../testing/gpu'
import { binsOf, type Event, mapOf } from './reference'
import { eventBins, eventMap, type PixelEvents, type Represented } from './represent'
import { type EventMapSpec, eventMapSchema, MAP_CHANNELS } from './schema'

const gpu = await kernelGpu()
const [HEIGHT, WIDTH, SLOTS] = [5, 7, 13]
const PIXELS = HEIGHT * WIDTH

/** A window of events, most of which fall on a few pixels. */
function windowOf(count: number, start: number, duration: number, seed: number): Event[] {
  const random = noise(seed)
  const events = Array.from({ length: count }, (): Event => {
    const [pixel, time] = [Math.floor(random() ** 2 * PIXELS), start + Math.floor(random() * (duration + 1))]
    return { pixel, time, polarity: random() < 0.5 ? 0 : 1 }
  })
  return events.sort((a, b) => a.time - b.time)
}

/** The events that have a slot. */
const kept = (events: readonly Event[]) =>
  events.filter((event, i) => events.slice(0, i).filter(({ pixel }) => pixel === event.pixel).length < SLOTS)

const WINDOWS: readonly (readonly Event[])[] = [
  kept(windowOf(150, 3_000_000, 199_997, 1)),
  [],
  kept(windowOf(60, 2 ** 31 - 50_000, 40_000, 2)),
  // A single event, two events at the same time, and bins shorter than a microsecond.
  [{ pixel: 3, time: 77, polarity: 1 }],
  [
    { pixel: 3, time: 77, polarity: 1 },
    { pixel: 9, time: 77, polarity: 0 },
  ],
  [
    { pixel: 3, time: 5, polarity: 1 },
    { pixel: 3, time: 7, polarity: 0 },
  ],
  kept(windowOf(90, 0, 5_003, 3)),
]

const persistentEvents = (batch: number): PixelEvents => ({
  events: persistent('events', 'u32', [batch, SLOTS, PIXELS]),
  eventCounts: persistent('eventCounts', 'u32', [batch, PIXELS]),
  height: HEIGHT,
  width: WIDTH,
})

/** Values beyond a pixel's count are not events. */
function laid(windows: readonly (readonly Event[])[]) {
  const events = new Uint32Array(windows.length * SLOTS * PIXELS).fill(0x7fffffff)
  const eventCounts = new Uint32Array(windows.length * PIXELS)
  windows.forEach((list, b) => {
    for (const { pixel, time, polarity } of list) {
      const slot = eventCounts[b * PIXELS + pixel]!
      events[(b * SLOTS + slot) * PIXELS + pixel] = ((time << 1) | polarity) >>> 0
      eventCounts[b * PIXELS + pixel] = slot + 1
    }
  })
  return { events, eventCounts }
}

async function run(from: PixelEvents, { activation, ops }: Represented, windows = WINDOWS) {
  using bench = await inspect(gpu, ops)
  const { events, eventCounts } = laid(windows)
  bench.write(from.events, events)
  bench.write(from.eventCounts, eventCounts)
  bench.write(activation.value, new Float32Array(activation.value.shape.reduce((a, b) => a * b)).fill(9))
  bench.run()
  const first = await bench.f32(activation.value)
  bench.run()
  expect(equalBits(first, await bench.f32(activation.value))).toBe(true)
  return first
}

describe('bins', () => {
  test.each([1, 3, 4, 11])('%i: counts are those of the list of events, padding is zero', async (bins) => {
    const from = persistentEvents(WINDOWS.length)
    const made = eventBins('bins', from, bins)
    expect(made.activation).toMatchObject({ form: 'sparse', features: 2 * PIXELS, space: { height: HEIGHT, width: WIDTH, channels: 2 } })
    const got = await run(from, made)
    const columns = padded(2 * PIXELS)
    WINDOWS.forEach((events, b) => {
      const want = binsOf(events, bins, PIXELS)
      for (let bin = 0; bin < bins; bin++) {
        const row = got.subarray((bin * WINDOWS.length + b) * columns, (bin * WINDOWS.length + b + 1) * columns)
        expect([...row]).toEqual([...want.subarray(bin * 2 * PIXELS, (bin + 1) * 2 * PIXELS), ...Array(columns - 2 * PIXELS).fill(0)])
      }
    })
  })

  test('leave the last event out, and have nothing where a bin is less than a microsecond', () => {
    expect(binsOf(WINDOWS[0]!, 1, PIXELS).reduce((a, b) => a + b)).toBe(WINDOWS[0]!.length - 1)
    expect(binsOf(WINDOWS[5]!, 3, PIXELS).reduce((a, b) => a + b)).toBe(0)
  })
})

const SPECS: readonly EventMapSpec[] = [1, 3, 4, 11].flatMap((bins) => [
  { kind: 'voxelGrid', bins },
  { kind: 'voxelCube', bins },
  { kind: 'timeSurface', bins, tau: 20 },
])

describe('one image', () => {
  test.each(SPECS)('$kind of $bins bins', async (spec) => {
    const from = persistentEvents(WINDOWS.length)
    const made = eventMap('map', from, spec)
    const channels = MAP_CHANNELS[spec.kind] * spec.bins
    expect(made.activation).toMatchObject({ features: channels, space: { channels: padded(channels) } })
    expect(made.activation.value.shape).toEqual([1, WINDOWS.length * PIXELS, padded(channels)])
    const got = await run(from, made)
    const want = new Float64Array(got.length)
    WINDOWS.forEach((events, b) => {
      mapOf(events, spec, PIXELS).forEach((value, i) => {
        want[(b * PIXELS + Math.floor(i / channels)) * padded(channels) + (i % channels)] = value
      })
    })
    if (spec.kind === 'voxelCube') expect([...got]).toEqual([...want])
    else
      expectClose(got, want, {
        absolute: 2 ** -18,
        reason: 'times as float32: a few roundings of numbers up to the bins, of some ten events',
      })
    expect(want.some((x) => x !== 0)).toBe(true)
  })

  test('of no event is zero', async () => {
    const from = persistentEvents(1)
    for (const spec of SPECS) expect((await run(from, eventMap('map', from, spec), [[]])).every((x) => x === 0)).toBe(true)
  })

  test('the fields have bounds', () => {
    expect(eventMapSchema.parse({ kind: 'timeSurface' })).toEqual({ kind: 'timeSurface', bins: 4, tau: 50 })
    for (const wrong of [{ bins: 0 }, { bins: 33 }, { tau: 0 }, { slices: 1 }])
      expect(eventMapSchema.safeParse({ kind: 'timeSurface', ...wrong }).success).toBe(false)
  })
})
