/** Pairs of event frames and images equal those of the loader of DVS-SLR's authors, by hashes of a NumPy port of its algorithm. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { FormatError } from '../../formats/format-error'
import { columnsFor, type Events, eventsFrom } from '../events'
import type { ImageFile } from './image-file'
import { createPairer, type Sample } from './pair'
import { gridOf } from './pairing'
import { type SlrPairing, slrSchema } from './schema'

const START = 1_600_000_000_123_456_789n
const PICTURES = 14
/** Every 50 ms, give or take one: nanoseconds from the first on. */
const TIMES = Array.from({ length: PICTURES }, (_, n) => n * 50_000_000 + ((n * 7919 * 7919) % 2_000_003) - 1_000_000)
const FIRST = -30_000_000
const LAST = FIRST + 5999 * 97_531

/** [nanoseconds, x, y, p]: with some at the very time of an image, and a nanosecond before. */
const ROWS = [
  ...Array.from({ length: 6000 }, (_, e) => [FIRST + e * 97_531, (e * 7919) % 346, (e * 104_729) % 260, ((e * 31) >> 2) & 1]),
  ...TIMES.flatMap((t, n) => [
    [t, n, n, 1],
    [t - 1, n + 100, n + 50, 0],
  ]),
]
  .filter(([t]) => t! >= FIRST && t! <= LAST)
  .sort((a, b) => a[0]! - b[0]!)

const byteAt = (n: number, y: number, x: number, c: number) => (n * 37 + y * 3 + x * 5 + c * 71 + ((y * x) >> 4)) & 255

function imageFile(times: readonly number[] = TIMES, channels: 1 | 3 = 3): ImageFile {
  return {
    times: times.map((t) => START + BigInt(t)),
    height: 260,
    width: 346,
    channels,
    async each(take) {
      const image = new Uint8Array(260 * 346 * channels)
      for (let n = 0; n < times.length; n++) {
        for (let y = 0, at = 0; y < 260; y++)
          for (let x = 0; x < 346; x++) for (let c = 0; c < channels; c++) image[at++] = byteAt(n, y, x, c)
        take(image, n)
      }
    },
  }
}

/** Splits a recording into arbitrary pieces; its times are relative to its first image. */
const eventsOf =
  (rows: readonly (readonly number[])[] = ROWS, piece = 1013) =>
  async (since: bigint, take: (piece: Events) => void) => {
    const shift = Number(since - START)
    const columns = columnsFor(rows.length)
    for (const [i, [t, x, y, p]] of rows.entries()) {
      columns.t[i] = (t! - shift) / 1000
      ;[columns.x[i], columns.y[i], columns.polarity[i]] = [x!, y!, p!]
    }
    for (let at = 0; at < rows.length; at += piece) take(eventsFrom(columns, at, Math.min(rows.length, at + piece)))
    const [first = 0, last = 0] = rows.length > 0 ? [columns.t[0]!, columns.t.at(-1)!] : []
    const facts = { format: '', events: rows.length, first, last, on: 0, recordings: 1, skipped: 0, flawed: false }
    return { ...facts, faulty: 0, guessed: false, notes: [], width: 346, height: 260 }
  }

const specOf = (some: Partial<SlrPairing>) => slrSchema.parse({ kind: 'dvsSlr', ...some })
async function paired(some: Partial<SlrPairing>, pictures = imageFile(), events = eventsOf()) {
  const spec = specOf(some)
  const places = spec.frames * spec.height * spec.width
  // The pairer overwrites old content and leaves what follows the sample unchanged.
  const sample: Sample = { events: new Uint8Array(2 * places + 3).fill(9), pictures: new Uint8Array(places * spec.channels + 3).fill(9) }
  const facts = await createPairer(spec)(pictures, events, sample)
  expect([...sample.events.subarray(2 * places), ...sample.pictures.subarray(places * spec.channels)]).toEqual([9, 9, 9, 9, 9, 9])
  return { facts, events: sample.events.subarray(0, 2 * places), pictures: sample.pictures.subarray(0, places * spec.channels) }
}
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex').slice(0, 16)
const sum = (bytes: Uint8Array) => bytes.reduce((a, b) => a + b, 0)

describe('pairs', () => {
  it.each([
    [{ dt: 50, frames: 16, cut: 'none', height: 260, width: 346 } as const, 11, 8290, '97f3cd3f1c348743', 'f855b57f28065401', 183_511_525],
    [{ dt: 50, frames: 8, cut: 'center', height: 64, width: 64 } as const, 11, 3009, '0b0d0981a6512f52', '81420febcf431b43', 4_176_718],
    [{ dt: 20, frames: 40, cut: 'none', height: 20, width: 30 } as const, 27, 8236, '43a16d0acbc99177', '9b46ef56ff74a8ac', 3_059_414],
    [{ dt: 130, frames: 3, cut: 'center', height: 1, width: 1 } as const, 4, 1530, 'ce8bee525d6736e9', 'fc3df7a9aac10dff', 382],
  ])('of %j are those of the loader', async (some, pairs, count, events, color, gray) => {
    const one = await paired({ ...some, channels: 3 })
    expect(one.facts.pairs).toBe(pairs)
    expect(sum(one.events)).toBe(count)
    expect(hash(one.events)).toBe(events)
    expect(hash(one.pictures)).toBe(color)
    const other = await paired({ ...some, channels: 1 })
    expect(hash(other.events)).toBe(events)
    // Sums of three products may be rounded in another order.
    expect(Math.abs(sum(other.pictures) - gray)).toBeLessThanOrEqual(2)
  })

  it('are the same however the events come in pieces, and every event is accounted for', async () => {
    for (const some of [{ frames: 8 }, { frames: 30, dt: 20, height: 1, width: 1 }, { frames: 2, cut: 'none' } as const]) {
      const whole = await paired(some, imageFile(), eventsOf(ROWS, 1e6))
      for (const piece of [1, 7, 2500]) {
        const { facts, events } = await paired(some, imageFile(), eventsOf(ROWS, piece))
        expect(hash(events)).toBe(hash(whole.events))
        expect(facts).toEqual(whole.facts)
      }
      const { counted, saturated, outside, unsliced, recording } = whole.facts
      expect(counted + saturated + outside + unsliced).toBe(recording.events)
    }
  })

  it('end where an image comes: an event at its nanosecond is of the next frame, one before of this', async () => {
    const times = [0, 50_000_003, 100_000_007, 150_000_001]
    const rows = [0, 50_000_002, 50_000_003, 100_000_006, 100_000_007, 150_000_001].map((t, i) => [t, i, 0, 1])
    const { facts, events } = await paired({ frames: 3, cut: 'none', height: 260, width: 346 }, imageFile(times), eventsOf(rows))
    expect(facts).toMatchObject({ pairs: 3, counted: 5, unsliced: 1 })
    const seen = [0, 1, 2].map((step) => [0, 1, 2, 3, 4, 5].filter((x) => events[step * 2 * 260 * 346 + 2 * x + 1] === 1))
    expect(seen).toEqual([[0, 1], [2, 3], [4]])
  })

  it('that are fewer than the steps repeat the last of both', async () => {
    const rows = [0, 10, 60, 110].map((t) => [t * 1e6, 50, 60, 1])
    const times = [0, 50, 100].map((t) => t * 1e6)
    const { facts, events } = await paired({ frames: 4, height: 1, width: 1 }, imageFile(times), eventsOf(rows))
    const { pictures } = await paired({ frames: 4, height: 8, width: 8 }, imageFile(times), eventsOf(rows))
    const whole = (await paired({ frames: 2, height: 8, width: 8 }, imageFile(times), eventsOf(rows))).pictures
    expect(facts).toMatchObject({ pairs: 2, counted: 3, unsliced: 1 })
    expect([...events]).toEqual([0, 2, 0, 1, 0, 1, 0, 1])
    const [first, second, ...more] = [0, 1, 2, 3].map((step) => hash((step < 2 ? whole : pictures).subarray(64 * step, 64 * step + 64)))
    expect(second).not.toBe(first)
    expect(more).toEqual([second, second])
  })

  it('count no more than 255 on a pixel', async () => {
    const rows = [...Array.from({ length: 300 }, (_, i) => [i, 100, 100, 1]), [60e6, 0, 0, 0]]
    const { facts, events } = await paired({ frames: 1, height: 1, width: 1 }, imageFile([0, 50e6, 60e6]), eventsOf(rows))
    expect([...events]).toEqual([0, 255])
    expect(facts).toMatchObject({ counted: 255, saturated: 45, outside: 0, unsliced: 1 })
  })
})

describe('recordings without a pair are refused', () => {
  it.each<[string, ImageFile, ReturnType<typeof eventsOf>, string]>([
    ['no event', imageFile(), eventsOf([]), 'has no events next to it'],
    [
      'images before all events',
      imageFile([0, 50e6]),
      eventsOf([
        [3e9, 0, 0, 0],
        [4e9, 0, 0, 0],
      ]),
      'has fewer than two times between the first event and the last: 2 images from 0 to 0.05 s, events from 3 to 4 s.',
    ],
    ['one image', imageFile([0]), eventsOf([[0, 0, 0, 0]]), '1 images from 0 to 0 s, events from 0 to 0 s. Times of both must overlap'],
    ['times that run backwards', imageFile([0, 50e6, 40e6]), eventsOf(), 'has times that run backwards: image 2 comes before image 1'],
    [
      'another size',
      { ...imageFile(), width: 240, height: 180 },
      eventsOf(),
      'has images of 240 × 180 pixels, where DVS-SLR’s have 346 × 260',
    ],
  ])('%s', async (_, pictures, events, words) => {
    const error: unknown = await paired({}, pictures, events).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(FormatError)
    expect((error as Error).message).toContain(words)
  })
})

it('a grid holds images, and ends where they end; one in another unit of time is refused', () => {
  const { times, pictures } = gridOf(Float64Array.of(0, 50e6, 160e6, 200e6), 30)
  expect([...times]).toEqual([0, 30, 60, 90, 120, 150, 180].map((t) => 1000 * t))
  // An image is held for 50 ms; then the next comes, though its time is not yet there.
  expect([...pictures]).toEqual([0, 0, 1, 1, 2, 2, 2])
  expect(() => gridOf(Float64Array.of(0, 1e18), 20)).toThrow('its times should be nanoseconds')
})
