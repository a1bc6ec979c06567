/**
 * The live camera on a real device against float64: the same events of each pixel at the same microseconds, except where a decision is
 * within rounding.
 */
import { describe, expect, test } from 'vitest'
import { disposable } from '../../../headless/disposable'
import { equalBits, noise } from '../../../testing/close'
import { kernelGpu } from '../../../testing/gpu'
import type { Events } from '../../events/events'
import type { PixelSpec } from '../schema'
import { createCamera, inOrder, type LiveOptions, MAX_TIME_STEPS, type TimeStep } from './camera'
import { senses } from './reference'
import { sceneAt, wayAt } from './scene'
import { liveSchema, type SourceSpec, sourceSchema } from './schema'

const gpu = await kernelGpu()
const usual = liveSchema.parse({}).pixel
// Equal thresholds in both directions would be met exactly wherever the light returns to its previous value.
const quiet: PixelSpec = { ...usual, thresholdOn: 0.23, thresholdOff: 0.27, mismatch: 0, refractory: 0, leak: 0, shotNoise: 0 }
const sensor = { width: 22, height: 17 }
const pixels = sensor.width * sensor.height

const timeStepsOf = (source: SourceSpec, count: number, step: number): TimeStep[] =>
  Array.from({ length: count }, (_, k) => ({ time: 5000 + k * step, scene: sceneAt(source, sensor, wayAt(source, 5000 + k * step)) }))

function image(seed: number): Uint8Array {
  const random = noise(seed)
  const shades = Array.from({ length: 64 }, () => Math.floor(256 * random()))
  return Uint8Array.from(
    { length: pixels },
    (_, i) => shades[(Math.floor(i / sensor.width / 4) * 8 + Math.floor((i % sensor.width) / 4)) % 64]!,
  )
}

/** One number per event, ordered by time, then pixel, then polarity. */
const keysOf = ({ t, x, y, polarity }: Events) =>
  Array.from(t, (time, i) => time * 2 * pixels + 2 * (y[i]! * sensor.width + x[i]!) + polarity[i]!)
const timeOf = (key: number) => Math.floor(key / (2 * pixels))
const isOn = (key: number) => key % 2 === 1
const byPixel = (keys: readonly number[]) => {
  const lists = Array.from({ length: pixels }, (): number[] => [])
  for (const key of keys) lists[Math.floor(key / 2) % pixels]!.push(key)
  return lists
}

/** All time steps in batches of `at`. */
async function expose(options: LiveOptions, timeSteps: readonly TimeStep[], shown: readonly Uint8Array[] = [], at = MAX_TIME_STEPS) {
  using camera = disposable(await createCamera(gpu, options))
  const events: number[] = []
  let dropped = 0
  if (shown.length === 1) camera.show(shown[0]!)
  for (let k = 0; k < timeSteps.length; k += at) {
    if (shown.length > 1) camera.show(shown[k]!)
    const said = await camera.expose(timeSteps.slice(k, k + at))
    events.push(...keysOf(said.events))
    dropped += said.dropped
  }
  return { events, dropped }
}

/**
 * The error of float32 in a difference, in log intensity: a position on the sensor is accurate to four roundings of its side, an edge is
 * one pixel wide, and the logarithm divides by the dark level; each time step adds a rounding of a number below 4, and a logarithm
 * accurate to 2^-21.
 */
const within = (timeSteps: number, dark: number) => (sensor.width * 2 ** -22) / dark + timeSteps * 2 ** -20

const scenes: readonly [string, SourceSpec, Partial<PixelSpec>, number][] = [
  ['bars, quiet', sourceSchema.parse({ kind: 'bars', period: 9, speed: 900, angle: 35 }), quiet, 300],
  [
    'bars the other way, with all that a pixel has',
    sourceSchema.parse({ kind: 'bars', period: 7, speed: -1870, angle: 4 }),
    { leak: 20, shotNoise: 40, mismatch: 0.05, refractory: 0.87 },
    500,
  ],
  ['a disc', sourceSchema.parse({ kind: 'disc', lines: 4, turns: 9, radius: 0.9 }), { ...quiet, mismatch: 0.04 }, 250],
  ['balls, dim', sourceSchema.parse({ kind: 'balls', count: 5, radius: 3, speed: 700 }), { illumination: 0.4, shotNoise: 30 }, 400],
  ['an image, moved', sourceSchema.parse({ kind: 'picture', reach: 3, period: 0.05 }), { ...quiet, refractory: 0.3 }, 1000],
]

describe.each(scenes)('%s', (_, source, settings, step) => {
  const options: LiveOptions = { sensor, source: source.kind, pixel: { ...usual, ...settings }, seed: 3 }
  const timeSteps = timeStepsOf(source, 70, step)
  const shown = source.kind === 'picture' ? [image(5)] : []

  test('is as in float64', async () => {
    const { events, dropped } = await expose(options, timeSteps, shown)
    const want = senses(
      options,
      timeSteps,
      timeSteps.map(() => shown[0]!),
    )
    const near = within(timeSteps.length, options.pixel.dark)
    let close = 0
    expect(dropped).toBe(0)
    const said = byPixel(events)
    for (const [pixel, { events: wanted, margin }] of want.entries()) {
      if (margin < near) {
        close++
        continue
      }
      const got = said[pixel]!
      expect(got.map(isOn), `pixel ${pixel}`).toEqual(wanted.map(({ on }) => on))
      for (const [k, key] of got.entries()) {
        const { time: exact, slope } = wanted[k]!
        // Times are rounded down; an error of the light moves the crossing according to the slope, at most to the ends of its interval.
        const apart = Math.abs(timeOf(key) - exact)
        if (!(apart <= 1 + Math.min(step, near / slope))) throw new Error(`pixel ${pixel}, event ${k}: ${apart} µs from ${exact}`)
      }
    }
    expect(events.length).toBeGreaterThan(pixels)
    // Few decisions are this close; otherwise nothing would have been compared.
    expect(close).toBeLessThan(0.06 * pixels)
  })

  test('says the same in other batches, in order of time, pixel and polarity', async () => {
    const { events } = await expose(options, timeSteps, shown)
    const { events: parts } = await expose(options, timeSteps, shown, 7)
    expect(parts.length === events.length && parts.every((key, i) => key === events[i])).toBe(true)
    expect(parts.every((key, i) => i === 0 || key >= parts[i - 1]!)).toBe(true)
  })
})

test('images one after the other, as of a video, are as in float64', async () => {
  const options: LiveOptions = { sensor, source: 'video', pixel: quiet, seed: 1 }
  const shown = Array.from({ length: 6 }, (_, k) => image(k + 1))
  const timeSteps = shown.map((_, k) => ({ time: k * 33_333, scene: sceneAt({ kind: 'video' }, sensor, 0) }))
  const { events } = await expose(options, timeSteps, shown, 1)
  const want = senses(options, timeSteps, shown)
  const said = byPixel(events)
  for (const [pixel, { events: wanted, margin }] of want.entries()) {
    if (margin < within(6, quiet.dark)) continue
    expect(said[pixel]!.map(isOn), `pixel ${pixel}`).toEqual(wanted.map(({ on }) => on))
  }
  expect(events.length).toBeGreaterThan(pixels)
})

test('what has no room is counted, and the next time steps are as if there had been room', async () => {
  const source = sourceSchema.parse({ kind: 'bars', period: 9, speed: 900 })
  const options: LiveOptions = { sensor, source: source.kind, pixel: quiet, seed: 0 }
  const timeSteps = timeStepsOf(source, 40, 300)
  const whole = await expose(options, timeSteps, [], 20)
  const cut = await expose({ ...options, capacity: 100 }, timeSteps, [], 20)
  expect(cut.events).toHaveLength(200)
  expect(cut.events.length + cut.dropped).toBe(whole.events.length)
})

test('other settings act from the next moment on, and a memory that is forgotten begins anew', async () => {
  using camera = disposable(await createCamera(gpu, { sensor, source: 'video', pixel: quiet, seed: 0 }))
  const look = async (level: number, time: number) => {
    camera.show(new Uint8Array(pixels).fill(level))
    return (await camera.expose([{ time, scene: [0, 1, 0, 0] }])).events
  }
  // log(1.15 / 0.15) is 2.04: eight thresholds of 0.23.
  expect((await look(0, 10)).count).toBe(0)
  expect((await look(255, 1010)).count).toBe(8 * pixels)
  camera.set({ ...quiet, thresholdOff: 0.5 })
  expect((await look(0, 2010)).count).toBe(3 * pixels)
  camera.forget()
  expect((await look(255, 7)).count).toBe(0)
  const events = await look(0, 1007)
  expect(events.count).toBe(4 * pixels)
  expect(events.t.every((time, i) => i === 0 || time >= events.t[i - 1]!)).toBe(true)
  expect(events.t[0]).toBeGreaterThanOrEqual(7)
  expect(events.t.at(-1)).toBeLessThanOrEqual(1007)
})

test('a seed is one camera', async () => {
  const source = sourceSchema.parse({ kind: 'balls', radius: 4 })
  const timeSteps = timeStepsOf(source, 40, 1000)
  const of = async (seed: number) =>
    Float32Array.from((await expose({ sensor, source: source.kind, pixel: { ...usual, shotNoise: 50 }, seed }, timeSteps)).events)
  expect(equalBits(await of(4), await of(4))).toBe(true)
  expect(equalBits(await of(4), await of(5))).toBe(false)
})

test('events are put in order of time, then pixel, then polarity, whatever their number', () => {
  const random = noise(11)
  for (const count of [0, 1, 2, 5000]) {
    const words = Uint32Array.from({ length: 2 * count }, (_, i) => Math.floor(random() * (i % 2 === 0 ? 3000 : 2 * pixels)))
    const keys = Array.from({ length: count }, (_, i) => (words[2 * i]! + 1e6) * 2 * pixels + words[2 * i + 1]!)
    expect(keysOf(inOrder(words, sensor, 1e6))).toEqual(keys.sort((a, b) => a - b))
  }
})
