/** EVT2 and EVT3 written by hand: words of every type, times that wrap around and those that only step back, and refused files. */
import { describe, expect, it } from 'vitest'
import { eventFile, littleEndian, rowsOf } from '../../../testing/events'

const evt2 = (...words: readonly number[]) => littleEndian(4, ...words)
const evt3 = (...words: readonly number[]) => littleEndian(2, ...words)
const cd = (on: 0 | 1, low: number, x: number, y: number) => on * 2 ** 28 + low * 2 ** 22 + x * 2 ** 11 + y
const high = (time: number) => 8 * 2 ** 28 + time
const EVT2 = '% date 2024-01-01\n% evt 2.0\n% format EVT2;height=480;width=640\n% geometry 640x480\n% end\n'
const EVT3 = '% evt 3.0\n% geometry 1280x720\n% end\n'

describe('EVT2', () => {
  it('takes a time from two words', async () => {
    const { rows, facts } = await rowsOf(
      eventFile('a.raw', EVT2, evt2(high(10), cd(1, 5, 639, 479), cd(0, 63, 0, 0), high(11), cd(0, 0, 1, 2))),
    )
    expect(rows).toEqual([
      [645, 639, 479, 1],
      [703, 0, 0, 0],
      [704, 1, 2, 0],
    ])
    expect(facts).toMatchObject({ format: 'EVT2', width: 640, height: 480, events: 3, notes: [] })
  })

  it('passes over triggers and vendor words, and tells of unknown ones', async () => {
    const { rows, facts } = await rowsOf(
      eventFile('a.raw', EVT2, evt2(high(1), 0xa000_0001, 0xe123_4567, 0xf000_0000, 0x5000_0000, cd(1, 0, 640, 0), cd(1, 1, 1, 1)), [1, 2]),
    )
    expect(rows).toEqual([[65, 1, 1, 1]])
    expect(facts.notes).toEqual([
      `Words of an unknown kind, skipped: 1, at byte ${EVT2.length + 16}.`,
      `Events outside the sensor, skipped: 1, at byte ${EVT2.length + 20}.`,
      `Words cut off at the end of the file: 1, at byte ${EVT2.length + 28}.`,
    ])
  })

  it('begins anew after 28 bits, and not where the time steps back', async () => {
    const end = 2 ** 28 - 1
    const { rows } = await rowsOf(
      eventFile('a.raw', EVT2, evt2(high(end), cd(1, 63, 1, 1), high(0), cd(1, 0, 1, 1), high(5), high(4), cd(1, 0, 1, 1))),
    )
    expect(rows.map(([t]) => t)).toEqual([2 ** 34 - 1, 2 ** 34, 2 ** 34 + 4 * 64])
    const back = await rowsOf(eventFile('a.raw', EVT2, evt2(high(9), cd(1, 0, 1, 1), high(7), cd(1, 0, 1, 1), high(9), cd(1, 1, 1, 1))))
    expect(back.rows.map(([t]) => t)).toEqual([576, 576, 577])
    expect(back.facts.notes).toEqual([`Times that run backwards, held at the time before: 1, at byte ${EVT2.length + 12}.`])
  })

  it('begins behind its header, also where its first byte is the mark of a line', async () => {
    const words = evt2(high(0x25), cd(0, 4, 5, 10))
    for (const header of ['% evt 2.0\n', '% evt 2.0\n% end\n'])
      expect((await rowsOf(eventFile('a.raw', header, words))).rows).toEqual([[0x25 * 64 + 4, 5, 10, 0]])
  })

  it('skips events before the first high part: nobody knows their time', async () => {
    const { rows, facts } = await rowsOf(eventFile('a.raw', EVT2, evt2(cd(1, 63, 1, 1), high(9), cd(1, 4, 1, 1))))
    expect(rows.map(([t]) => t)).toEqual([580])
    expect(facts).toMatchObject({ skipped: 1, notes: [`Events without a time, skipped: 1, at byte ${EVT2.length}.`] })
  })
})

describe('EVT3', () => {
  const [ROW, COLUMN, BASE, V12, V8, LOW, HIGH] = [0x0000, 0x2000, 0x3000, 0x4000, 0x5000, 0x6000, 0x8000]
  const ON = 0x800

  it('has an event at each column, and at each bit that is set', async () => {
    const { rows, facts } = await rowsOf(
      eventFile(
        'a.raw',
        EVT3,
        evt3(HIGH + 2, LOW + 7, ROW + 719, COLUMN + ON + 1279, COLUMN + 3),
        evt3(LOW + 9, BASE + ON + 100, V12 + 0b1000_0000_0101, V8 + 0b1000_0001, ROW + 5 + 0x800, V8 + 0b10, BASE + 8, V8 + 1),
      ),
    )
    const t = 2 * 4096
    expect(rows).toEqual([
      [t + 7, 1279, 719, 1],
      [t + 7, 3, 719, 0],
      [t + 9, 100, 719, 1],
      [t + 9, 102, 719, 1],
      [t + 9, 111, 719, 1],
      [t + 9, 112, 719, 1],
      [t + 9, 119, 719, 1],
      [t + 9, 121, 5, 1],
      [t + 9, 8, 5, 0],
    ])
    expect(facts).toMatchObject({ format: 'EVT3', width: 1280, height: 720, on: 7 / 9, notes: [] })
  })

  it('holds times that step back a little, and counts no overflow', async () => {
    const at = (h: number, l: number) => [HIGH + h, LOW + l, COLUMN + 1]
    const { rows, facts } = await rowsOf(
      eventFile('a.raw', EVT3, evt3(...at(4, 811), ...at(4, 800), ...at(4, 812), ...at(5, 3), ...at(4, 4000), ...at(5, 9))),
    )
    const [four, five] = [4 * 4096, 5 * 4096]
    expect(rows.map(([t]) => t)).toEqual([four + 811, four + 811, four + 812, five + 3, five + 3, five + 9])
    expect(facts.notes).toEqual([`Times that run backwards, held at the time before: 2, the first at byte ${EVT3.length + 10}.`])
  })

  it('has a new high part without the low one of before, and begins anew also where it was silent around the end', async () => {
    const { rows, facts } = await rowsOf(
      eventFile(
        'a.raw',
        EVT3,
        evt3(HIGH + 1, LOW + 4095, COLUMN + 1, HIGH + 2, COLUMN + 2, LOW + 1, COLUMN + 3),
        evt3(HIGH + 2, COLUMN + 4),
      ),
    )
    expect(rows.map(([t]) => t)).toEqual([8191, 8192, 8193, 8193])
    expect(facts.notes).toEqual([])
    const silent = await rowsOf(eventFile('a.raw', EVT3, evt3(HIGH + 4090, LOW, COLUMN + 1, HIGH + 12, LOW + 5, COLUMN + 1)))
    expect(silent.rows.map(([t]) => t)).toEqual([4090 * 4096, (4096 + 12) * 4096 + 5])
  })

  it('skips events before the first high part, and takes no low part of before it', async () => {
    const { rows, facts } = await rowsOf(
      eventFile('a.raw', EVT3, evt3(COLUMN + 1, LOW + 4000, COLUMN + 2, HIGH, COLUMN + 3, LOW + 5, COLUMN + 4)),
    )
    expect(rows.map(([t, x]) => [t, x])).toEqual([
      [0, 3],
      [5, 4],
    ])
    expect(facts.notes).toEqual([`Events without a time, skipped: 2, the first at byte ${EVT3.length}.`])
  })

  it('begins anew after 24 bits', async () => {
    const at = (h: number, l: number) => [HIGH + h, LOW + l, COLUMN + 1]
    const { rows } = await rowsOf(eventFile('a.raw', EVT3, evt3(...at(4095, 4095), ...at(0, 1), ...at(4095, 1), ...at(0, 2))))
    expect(rows.map(([t]) => t)).toEqual([2 ** 24 - 1, 2 ** 24 + 1, 2 ** 25 - 4095, 2 ** 25 + 2])
  })

  it('passes over words that are no pixel', async () => {
    const { rows, facts } = await rowsOf(
      eventFile('a.raw', EVT3, evt3(0xa001, 0x7123, 0xe000, 0xf123, 0xb000, HIGH + 1, COLUMN + 1280, COLUMN + 4), [9]),
    )
    expect(rows).toEqual([[4096, 4, 0, 0]])
    expect(facts.notes).toEqual([
      `Words of an unknown kind, skipped: 1, at byte ${EVT3.length + 8}.`,
      `Events outside the sensor, skipped: 1, at byte ${EVT3.length + 12}.`,
      `Words cut off at the end of the file: 1, at byte ${EVT3.length + 16}.`,
    ])
  })

  it('is known by a line of its header, and takes the sensor from another', async () => {
    const events = evt3(HIGH + 1, COLUMN + 5)
    const { facts } = await rowsOf(eventFile('a.bin', '% format EVT3;height=240;width=320\n', events))
    expect(facts).toMatchObject({ format: 'EVT3', width: 320, height: 240, events: 1 })
    expect((await rowsOf(eventFile('a.raw', '% evt 3.0\n', events))).facts).toMatchObject({ width: 1280, height: 720 })
  })
})

it.each([
  ['is Prophesee RAW of the form EVT2.1', '% evt 2.1\n% end\n'],
  ['is Prophesee RAW of the form EVT2.1', '% format EVT21;height=720;width=1280\n'],
  ['is Prophesee RAW of the form EVT4.0', '% evt 4.0\n'],
  ['does not say in its header in which form its events are', '% date 2024-01-01\n% end\n'],
  ['has a header that does not end within 263 kB', `% evt 3.0\n${'% and so on\n'.repeat(30_000)}`],
  ['has a header that does not end within 263 kB', `% evt 3.0\n% ${'a'.repeat(300_000)}`],
  ['is truncated: it ends at byte 15, in its header', '% evt 3.0\n% geo'],
  ['claims a sensor of 99999 × 2 pixels', '% evt 3.0\n% geometry 99999x2\n'],
])('a RAW file that %s is refused', async (message, header) => {
  const words = header.endsWith('\n') ? [1, 2, 3, 4] : []
  await expect(rowsOf(eventFile('a.raw', header, words))).rejects.toThrow(message)
})
