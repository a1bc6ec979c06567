/** Events in NumPy arrays: files written by NumPy itself, by the names of their fields; and faulty files. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { eventFile, rowsOf } from '../../../testing/events'
import { blobOf, gzip, npyFile, zipFile } from '../../../testing/files'
import { unpack } from '../../formats/stream'
import { recognizeEvents } from '../read'
import { npyEvents } from './npy'
import { npzEvents } from './npz'

const caseOf = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`../../../testing/cases/events/${name}`, import.meta.url)))
/** The events in the files that NumPy wrote. */
const ROWS = Array.from({ length: 40 }, (_, i) => [37 * i, (7 * i) % 34, (3 * i) % 34, i % 3 === 0 ? 1 : 0])
const SECONDS = 'Its times are fractions, and taken for seconds.'

describe('records of NumPy', () => {
  it.each([
    ['nmnist.npy', []],
    ['dvsgesture.npy', []],
    ['cifar10dvs.npy', []],
    ['default.npy', []],
    ['aligned.npy', []],
    ['seconds.npy', [SECONDS]],
  ])('are read by the names of their fields: %s', async (name, notes) => {
    expect(recognizeEvents('a', caseOf(name))).toBe('NumPy array')
    const { rows, facts } = await rowsOf(eventFile(name, caseOf(name)))
    expect(rows).toEqual(ROWS)
    expect(facts).toEqual({
      format: 'NumPy array',
      width: 34,
      height: 34,
      events: 40,
      first: 0,
      last: 37 * 39,
      on: 0.35,
      recordings: 1,
      skipped: 0,
      flawed: false,
      faulty: 0,
      guessed: true,
      notes,
    })
  })

  it('have no rows where there is no y', async () => {
    const { rows, facts } = await rowsOf(eventFile('shd.npy', caseOf('shd.npy')))
    expect(rows).toEqual(ROWS.map(([t, x, , p]) => [t, x, 0, p]))
    expect(facts).toMatchObject({ width: 700, height: 1 })
  })

  it('may be packed by gzip, and so of a length that is not known', async () => {
    const packed = blobOf(gzip(caseOf('default.npy')))
    const { rows } = await rowsOf({ path: 'a.npy.gz/a.npy', open: () => unpack(packed.stream() as never, 'gzip') })
    expect(rows).toEqual(ROWS)
  })

  it('may be many, or cut off', async () => {
    const count = 100_000
    const bytes = new Uint8Array(13 * count)
    const view = new DataView(bytes.buffer)
    for (let i = 0; i < count; i++) {
      view.setInt16(13 * i, i % 640, true)
      view.setInt16(13 * i + 2, i % 480, true)
      view.setBigInt64(13 * i + 4, BigInt(2 ** 40 + i), true)
      view.setUint8(13 * i + 12, i & 1)
    }
    const file = recordsFile("[('x', '<i2'), ('y', '<i2'), ('t', '<i8'), ('p', '?')]", count, bytes)
    const { facts, rows } = await rowsOf(eventFile('a.npy', file))
    expect(facts).toMatchObject({ events: count, width: 640, height: 480, first: 2 ** 40, last: 2 ** 40 + count - 1, on: 0.5, notes: [] })
    expect(rows[77_777]).toEqual([2 ** 40 + 77_777, 77_777 % 640, 77_777 % 480, 1])
    const cut = await rowsOf(eventFile('a.npy', file.subarray(0, -15)))
    expect(cut.facts.events).toBe(count - 2)
    expect(cut.facts.notes).toEqual([`Events cut off at the end of the file: 1, at byte ${file.length - 26}.`])
  })

  it.each([
    ['<i2', "[('x', '<i2', (2,)), ('t', '<i8'), ('p', '?')]", 'holds an array that is no list of events'],
    ['objects', "[('x', '<i2'), ('t', '|O'), ('p', '?')]", 'holds elements of type |O'],
    ['nothing', '[]', 'holds an array that is no list of events'],
    ['no dictionary', "{'names': 3}", 'has a header that is not understood'],
    ['vast records', "[('x', '<i2'), ('t', '<i8'), ('p', '?'), ('z', '|V9999')]", 'has elements of 10010 bytes; up to 4096 are read'],
    ['records in records without end', '['.repeat(5000), 'has a header that is not understood'],
  ])('are refused where they are of another kind: %s', async (_, descr, words) => {
    await expect(npyEvents.read(eventFile('a.npy', recordsFile(descr, 2, new Uint8Array(26))), NOWHERE, {})).rejects.toThrow(words)
  })

  it.each([
    ['[', 'has a header that is not understood'],
    ["'<f4'", 'holds an array that is no list of events'],
  ])('say what is wrong with them also where nobody recognizes them: %s', async (descr, words) => {
    await expect(rowsOf(eventFile('a.npy', recordsFile(descr, 2, new Uint8Array(26))))).rejects.toThrow(words)
  })

  it('are refused where they claim a header that is too long, or are cut off in it', async () => {
    const file = caseOf('default.npy')
    await expect(rowsOf(eventFile('a.npy', file.subarray(0, 60)))).rejects.toThrow('is truncated: its header is not all there')
    const long = file.with(6, 2).with(11, 255)
    await expect(rowsOf(eventFile('a.npy', long))).rejects.toThrow(/^claims a header of 42\d+ bytes; up to 65536 are read$/)
  })

  it('count what follows the last event', async () => {
    const file = caseOf('default.npy')
    const { facts } = await rowsOf(eventFile('a.npy', new Uint8Array([...file, ...new Uint8Array(500)])))
    expect(facts.notes).toEqual([`Bytes after the last event: 500, the first at byte ${file.length}.`])
  })

  const timed = (times: readonly number[]) => {
    const bytes = new DataView(new ArrayBuffer(11 * times.length))
    for (const [i, time] of times.entries()) bytes.setFloat64(11 * i, time, true)
    return recordsFile("[('t', '<f8'), ('x', 'u1'), ('y', 'u1'), ('p', '?')]", times.length, new Uint8Array(bytes.buffer))
  }
  const zeros = new Array<number>(5000).fill(0)

  it('have a unit of time as soon as one is not 0', async () => {
    const { facts } = await rowsOf(eventFile('a.npy', timed([...zeros, 1e-6, 0.5])))
    expect(facts).toMatchObject({ last: 500_000, notes: [SECONDS] })
  })

  it('have whole microseconds, and say which were none', async () => {
    const { rows, facts } = await rowsOf(eventFile('a.npy', timed([...zeros.map((_, i) => i), 5000.25, 5001.5])))
    expect(rows.slice(-2).map(([t]) => t)).toEqual([5000, 5002])
    expect(facts.notes).toEqual([expect.stringMatching(/^Times that are no whole microseconds, rounded: 2, the first at byte \d+\.$/)])
  })

  it('may begin before 0, and say so', async () => {
    const { facts } = await rowsOf(eventFile('a.npy', timed([-7, 1])))
    expect(facts).toMatchObject({ first: -7, flawed: false, notes: ['Its first time is before 0: -7 us.'] })
  })

  it('are refused in a short sentence, however long what they say of themselves is', async () => {
    const lengthy = recordsFile(`'<f${'8'.repeat(3000)}'`, 2, new Uint8Array(26))
    const names = zipFile({ [`t${'t'.repeat(3000)}.npy`]: lengthy })
    for (const file of [eventFile('a.npy', lengthy), eventFile('a.npz', names)]) {
      const reader = file.path.endsWith('z') ? npzEvents : npyEvents
      const error = await reader.read(file, NOWHERE, {}).catch((thrown: Error) => thrown)
      expect((error as Error).message.length).toBeLessThan(200)
    }
  })

  it('are refused where there are more than anybody has', async () => {
    const file = recordsFile("[('x', '<i2'), ('t', '<i8'), ('p', '?')]", 2 ** 45, new Uint8Array(26))
    await expect(rowsOf(eventFile('a.npy', file))).rejects.toThrow('claims 35184372088832 events')
  })
})

describe('rows of four numbers', () => {
  it('are x, y, polarity and milliseconds, and the file is named by its class', async () => {
    const { rows, facts } = await rowsOf(eventFile('train/user02/7.npy', caseOf('rows-7.npy')))
    expect(rows).toEqual(ROWS)
    expect(facts).toMatchObject({ label: 7, width: 34, notes: [] })
  })

  it('may have the time first: it is the column that rises', async () => {
    const rows = (order: (i: number) => readonly number[]) =>
      eventFile(
        'a.npy',
        npyFile(
          '<f8',
          [60, 4],
          Float64Array.from({ length: 240 }, (_, k) => order(k >> 2)[k % 4]!),
        ),
      )
    const [x, y, p] = [(i: number) => (i * 37) % 50, (i: number) => (i * 23) % 50, (i: number) => (i * i) & 1]
    const first = await rowsOf(rows((i) => [3 * i, x(i), y(i), p(i)]))
    expect(first.rows[7]).toEqual([21, x(7), y(7), p(7)])
    const last = await rowsOf(rows((i) => [x(i), y(i), p(i), 3 * i]))
    expect(last.rows[7]).toEqual([21_000, x(7), y(7), p(7)])
    for (const order of [(i: number) => [x(i), y(i), 3 * i, p(i)], (i: number) => [x(i), p(i), y(i), 3 * i]])
      await expect(rowsOf(rows(order))).rejects.toThrow('holds rows of four numbers that are no events')
  })

  it('are not recognized in another shape, nor in Fortran order', async () => {
    expect(recognizeEvents('a.npy', npyFile('<f4', [3, 5], new Float32Array(15)))).toBeUndefined()
    await expect(rowsOf(eventFile('a.npy', npyFile('<f8', [3, 4], new Float64Array(12), true)))).rejects.toThrow('is in Fortran order')
  })
})

describe('archives of NumPy', () => {
  it.each([
    ['columns.npz', 0],
    ['columns-deflated.npz', 0],
    ['records.npz', 0],
    ['3_drink_dimLED_back_event.npz', 1_600_000_000_000_000],
  ])('%s', async (name, start) => {
    expect(recognizeEvents('a', caseOf(name))).toBe('NumPy archive')
    const { rows } = await rowsOf(eventFile(name, caseOf(name)))
    expect(rows).toEqual(ROWS.map(([t, ...rest]) => [start + t!, ...rest]))
  })

  it('of DVS-SLR have nanoseconds, a sensor and a label by their name', async () => {
    const name = '3_drink_dimLED_back_event.npz'
    const { facts } = await rowsOf(eventFile(`user3/drink/${name}`, caseOf(name)))
    expect(facts).toMatchObject({ width: 346, height: 260, label: 1 })
    expect(facts.notes).toEqual(['It is named as a recording of DVS-SLR: its times are taken for nanoseconds.'])
    const other = await rowsOf(eventFile('a.npz', caseOf(name)))
    expect(other.facts).toMatchObject({ width: 34, height: 34, notes: ['Its times are taken for nanoseconds.'] })
  })

  const columns = (count: number) => ({
    't.npy': npyFile('<i4', [count], new Int32Array(count)),
    'x.npy': npyFile('<i2', [count], new Int16Array(count)),
    'y.npy': npyFile('<i2', [count], new Int16Array(count)),
    'p.npy': npyFile('|b1', [count], new Uint8Array(count)),
  })
  const damaged = zipFile(columns(9), false)
  damaged[165] = 7
  it.each<[string, Uint8Array, string]>([
    [
      'columns of two lengths',
      zipFile({ ...columns(9), 'p.npy': npyFile('|b1', [8], new Uint8Array(8)) }),
      'has columns of different lengths, 9 in t.npy and 8 in p.npy',
    ],
    [
      'a column of images',
      zipFile({ ...columns(9), 'x.npy': npyFile('|u1', [9, 2], new Uint8Array(18)) }),
      'holds x.npy, which is no list of numbers',
    ],
    [
      'a column of objects',
      zipFile({ ...columns(2), 't.npy': npyFile('|O', [2], new Uint8Array(16)) }),
      'holds t.npy, which holds elements of type |O',
    ],
    [
      'a column that claims more',
      zipFile({ ...columns(9), 'x.npy': npyFile('<i2', [1e9], new Int16Array(9)) }),
      'holds x.npy, which has 18 bytes of elements, where its header says 2000000000',
    ],
    [
      'no columns',
      zipFile({ 't.npy': npyFile('<i4', [1], Int32Array.of(1)), 'a.txt': new Uint8Array(3) }),
      'holds t, a.txt, and no events',
    ],
    ['pictures', caseOf('3_drink_dimLED_back_frame.npz'), 'holds t, imgs, and no events'],
    ['bytes that are not those that were packed', damaged, 'is damaged: its CRC is not the one in its zip file'],
  ])('are refused for %s', async (_, bytes, words) => {
    await expect(rowsOf(eventFile('a.npz', bytes))).rejects.toThrow(words)
  })
})

/** A file of records with this description, which may be invalid. */
function recordsFile(descr: string, count: number, bytes: Uint8Array): Uint8Array {
  const file = Buffer.from(npyFile('DESCR', [count], bytes)).toString('latin1')
  const text = file
    .slice(10, file.indexOf('\n') + 1)
    .replace("'DESCR'", descr)
    .trimEnd()
  const header = `${text}\n`
  const length = String.fromCharCode(header.length & 255, header.length >> 8)
  return Uint8Array.from(Buffer.from(`${file.slice(0, 8)}${length}${header}${file.slice(file.indexOf('\n') + 1)}`, 'latin1'))
}

const NOWHERE = { sensor: () => {}, usual: () => {}, columns: () => {}, event: () => {}, note: () => {}, about: () => {} }
