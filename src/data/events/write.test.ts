/** Written files are read back unchanged; recordings that a format cannot hold are refused. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Recording } from './events'
import { readRecording } from './read'
import { type WrittenFormat, writeEvents } from './write'

type Row = readonly [t: number, x: number, y: number, polarity: number]
const recordingOf = (rows: readonly Row[], width = 304, height = 240): Recording => ({
  width,
  height,
  events: {
    count: rows.length,
    t: Float64Array.from(rows, ([t]) => t),
    x: Uint16Array.from(rows, ([, x]) => x),
    y: Uint16Array.from(rows, ([, , y]) => y),
    polarity: Uint8Array.from(rows, ([, , , p]) => p),
  },
})
const inTime = (rows: Row[]): Row[] => rows.sort((a, b) => a[0] - b[0])
const rows = (columns: number, times: number) =>
  fc.array(fc.tuple(fc.nat(times), fc.nat(columns - 1), fc.nat(239), fc.nat(1)), { maxLength: 50 }).map(inTime)

describe('a recording that is written and read again is the same', () => {
  it.each<[WrittenFormat, fc.Arbitrary<Row[]>]>([
    ['dat', rows(304, 2 ** 32 - 1)],
    // Times beyond 2^23 us need overflow records.
    ['bin', rows(256, 2 ** 24)],
    ['npy', rows(304, Number.MAX_SAFE_INTEGER - 1)],
  ])('as %s', async (format, some) => {
    await fc.assert(
      fc.asyncProperty(some, async (written) => {
        const recording = recordingOf(written)
        const file = { path: `a.${format}`, blob: writeEvents(recording, format) }
        // A .bin without events is a file without bytes.
        if (file.blob.size === 0) {
          await expect(readRecording(file)).rejects.toThrow('is empty')
          return
        }
        const read = await readRecording(file)
        expect(read.recording.events).toEqual(recording.events)
        expect(read.facts.notes).toEqual([])
        if (format === 'dat') expect(read.recording).toMatchObject({ width: 304, height: 240 })
      }),
    )
  })
})

it('NumPy writes the same bytes', async () => {
  const recording = recordingOf(Array.from({ length: 40 }, (_, i): Row => [37 * i, (7 * i) % 34, (3 * i) % 34, i % 3 === 0 ? 1 : 0]))
  const written = new Uint8Array(await writeEvents(recording, 'npy').arrayBuffer())
  expect(written).toEqual(new Uint8Array(readFileSync(new URL('../../testing/cases/events/default.npy', import.meta.url))))
})

it('CSV has a line for each event', async () => {
  const blob = writeEvents(
    recordingOf([
      [0, 1, 2, 1],
      [12.5, 303, 0, 0],
    ]),
    'csv',
  )
  expect(await blob.text()).toBe('t,x,y,p\n0,1,2,1\n12.5,303,0,0\n')
})

it.each<[WrittenFormat, Row, string]>([
  ['dat', [2 ** 32, 0, 0, 0], 'has times from 4294967296 to 4294967296 us; a DAT holds those from 0 to 4294967295'],
  ['dat', [-1, 0, 0, 0], 'has times from -1 to -1 us'],
  ['bin', [0, 3, 240, 0], 'has an event at column 3 of row 240; a .bin of N-MNIST holds 256 columns and 240 rows'],
  ['bin', [2 ** 33, 0, 0, 0], 'has times from 8589934592'],
  ['npy', [0, 2 ** 15, 0, 0], 'has an event at column 32768 of row 0'],
])('%s refuses what it cannot hold: %j', (format, row, message) => {
  expect(() => writeEvents(recordingOf([row]), format)).toThrow(message)
})
