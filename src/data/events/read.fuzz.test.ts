/**
 * Whatever becomes of a file of events, the reader returns a consistent recording or an error in a sentence. 100 runs a format;
 * `npm run fuzz` sets FUZZ_RUNS. A format is a row of FILES.
 */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { RECORDINGS } from '../../headless/bench/made-recordings'
import { bytesOf } from '../../testing/events'
import { blobOf } from '../../testing/files'
import { place } from '../../testing/place'
import { aedat3File, aedat3Images } from '../../testing/recordings'
import { readImages, readRecording, recognizeEvents } from './read'

const numRuns = Number(process.env.FUZZ_RUNS ?? 100)

const recorded = (name: string) => bytesOf(readFileSync(new URL(`../../testing/cases/events/${name}`, import.meta.url)))
const recordedAs = (name: string) => [name, name, recorded(name)] as const
const LINES = Array.from({ length: 150 }, (_, i) => i)
const FILES: readonly (readonly [name: string, path: string, bytes: Uint8Array])[] = [
  ...Object.entries(RECORDINGS).map(([format, { path, make }]) => [format, path, make(150)] as const),
  ...['none.aedat4', 'lz4.aedat4', 'zstd.aedat4', 'nmnist.npy', 'aligned.npy', 'seconds.npy', 'rows-7.npy', 'columns.npz'].map(recordedAs),
  ['text', 'events.csv', bytesOf(`t,x,y,p\n${LINES.map((i) => `${9 * i},${i % 34},${(7 * i) % 34},${i & 1}\n`).join('')}`)],
  ['text in seconds', 'events.txt', bytesOf(`240 180\n${LINES.map((i) => `${(i / 1e5).toFixed(6)} ${i} ${i} ${i & 1}\n`).join('')}`)],
  ...['columns-deflated.npz', 'records.npz', '3_drink_dimLED_back_event.npz', 'shd.h5'].map(recordedAs),
]

/** The replacement for a byte, or for a word that may be a length or a count. */
const edit = fc.oneof(
  { weight: 3, arbitrary: fc.nat(255).map((byte) => [byte]) },
  { weight: 1, arbitrary: fc.constantFrom([255, 255, 255, 255], [255, 255, 255, 127], [0, 0, 0, 128], [0, 0, 0, 0], [0, 0, 1, 0]) },
)
const sometimes = <T>(some: fc.Arbitrary<T>) => fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: some })
const damage = fc.record({
  // Damages the beginning more often, because most of the layout is stated there.
  edits: fc.array(
    fc.tuple(
      fc.oneof(
        place,
        place.map((p) => p * p * p),
      ),
      edit,
    ),
    { maxLength: 4 },
  ),
  cut: sometimes(place),
  repeated: sometimes(fc.tuple(place, place)),
})

type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never

function damaged(bytes: Uint8Array, { edits, cut, repeated }: Damage): Uint8Array {
  const copy = Uint8Array.from(bytes)
  for (const [at, values] of edits) copy.set(values.slice(0, copy.length), Math.floor(at * Math.max(0, copy.length - values.length)))
  const [from, to] = (repeated ?? [0, 0]).map((at) => Math.floor(at * copy.length)) as [number, number]
  const all = from < to ? bytesOf(copy.subarray(0, to), copy.subarray(from)) : copy
  return cut === null ? all : all.subarray(0, Math.floor(cut * all.length))
}

let read = readRecording
/** The HDF5 library does not survive some files and then rejects all later ones, so it is loaded again every few thousand files. */
async function startAgain(): Promise<void> {
  vi.resetModules()
  read = (await import('./read')).readRecording
}

describe('a damaged file is read, or answered with a sentence', () => {
  it.each(FILES)('%s', { timeout: 600_000 + numRuns * 50 }, async (_, path, bytes) => {
    expect(recognizeEvents(path, bytes)).toBeDefined()
    await fc.assert(
      fc.asyncProperty(damage, async (how) => {
        const file = { path, blob: blobOf(damaged(bytes, how)) }
        const answer = await read(file).catch((error: unknown) => error as Error)
        if (answer instanceof Error) {
          if (answer.message.includes('broke down over a damaged file')) await startAgain()
          expect(answer.name).toBe('FormatError')
          expect(answer.message).toMatch(/^\S.{10,600}[^.]$/s)
          return
        }
        const { recording, facts } = answer
        const { count, t, x, y, polarity } = recording.events
        expect({ count, width: recording.width, height: recording.height }).toEqual({
          count: facts.events,
          width: facts.width,
          height: facts.height,
        })
        let on = 0
        for (let i = 0; i < count; i++) {
          if (
            !(t[i]! >= (i > 0 ? t[i - 1]! : -Number.MAX_SAFE_INTEGER)) ||
            x[i]! >= recording.width ||
            y[i]! >= recording.height ||
            polarity[i]! > 1
          )
            throw new Error(`Event ${i} is (${t[i]}, ${x[i]}, ${y[i]}, ${polarity[i]}) on ${recording.width} × ${recording.height}`)
          on += polarity[i]!
        }
        expect(facts.on).toBe(count > 0 ? on / count : 0)
        expect([facts.first, facts.last]).toEqual(count > 0 ? [t[0], t[count - 1]] : [0, 0])
        for (const note of facts.notes) expect(note).toMatch(/^[A-Z].{10,300}\.$/)
      }),
      { numRuns },
    )
  })
})

const PICTURES: typeof FILES = [
  ...['none.aedat4', 'lz4.aedat4', 'zstd.aedat4'].map(recordedAs),
  [
    'AEDAT 3.1',
    'a.aedat',
    aedat3File(
      LINES.map((i) => [9 * i, i % 34, i % 30, i & 1]),
      aedat3Images([1, 2].map((n) => ({ exposed: 300 * n, width: 6, height: 5, pixels: LINES.slice(0, 30) }))),
    ),
  ],
]

it.each(PICTURES)(
  'images next to damaged events are whole, or answered with a sentence: %s',
  { timeout: 600_000 + numRuns * 50 },
  async (_, path, bytes) => {
    await fc.assert(
      fc.asyncProperty(damage, async (how) => {
        try {
          await readImages({ path, blob: blobOf(damaged(bytes, how)) }, ({ time, width, height, channels, pixels }) => {
            expect(Number.isFinite(time)).toBe(true)
            expect(pixels.length).toBe(width * height * channels)
          })
        } catch (error) {
          expect((error as Error).name).toBe('FormatError')
          expect((error as Error).message).toMatch(/^\S.{10,600}[^.]$/s)
        }
      }),
      { numRuns },
    )
  },
)
