/** DAT written by hand: two types of word, headers with more or less information, times that wrap around. */
import { describe, expect, it } from 'vitest'
import { bytesOf, eventFile, littleEndian, rowsOf } from '../../../testing/events'
import { recognizeEvents } from '../read'

const event = (t: number, x: number, y: number, polarity: number) => littleEndian(4, t, (polarity << 28) | (y << 14) | x)
const oldEvent = (t: number, x: number, y: number, polarity: number) => littleEndian(4, t, (polarity << 17) | (y << 9) | x)
const HEADER = '% Data file containing CD events.\n% Version 2\n% Date 2018-01-01 00:00:00\n% Height 240\n% Width 304\n'

describe('Prophesee DAT', () => {
  it('has columns and rows of 14 bits', async () => {
    const { rows, facts } = await rowsOf(eventFile('a.dat', HEADER, [0, 8], event(7, 303, 239, 1), event(8, 0, 1, 0)))
    expect(rows).toEqual([
      [7, 303, 239, 1],
      [8, 0, 1, 0],
    ])
    expect(facts).toMatchObject({ format: 'Prophesee DAT', width: 304, height: 240, events: 2, first: 7, last: 8, on: 0.5, notes: [] })
  })

  it('may end its header with a line that says so, as newer programs do', async () => {
    const { rows, facts } = await rowsOf(
      eventFile('a.dat', '% Height 720\n% Width 1280\n% Version 2\n% end\n', [12, 8], event(7, 1279, 719, 1)),
    )
    expect(rows).toEqual([[7, 1279, 719, 1]])
    expect(facts).toMatchObject({ width: 1280, height: 720, notes: [] })
  })

  it('is known by its header, whatever its name, and without a header by its name', async () => {
    const events = [...event(7, 3, 4, 1)]
    expect((await rowsOf(eventFile('a.bin', HEADER, [12, 8], events))).rows).toEqual([[7, 3, 4, 1]])
    expect((await rowsOf(eventFile('a_td.dat', events))).rows).toEqual([[7, 3, 4, 1]])
    expect((await rowsOf(eventFile('a_td.dat', events))).facts).toMatchObject({ width: 304, height: 240 })
  })

  it('had columns of 9 bits and rows of 8 in its first version', async () => {
    const { rows } = await rowsOf(eventFile('a.dat', '% Version 1\n', [0, 8], oldEvent(7, 303, 239, 1), oldEvent(8, 511, 0, 0)))
    expect(rows).toEqual([
      [7, 303, 239, 1],
      [8, 511, 0, 0],
    ])
  })

  it('has times that begin anew after 2^32, and others that only run backwards', async () => {
    const late = event(2 ** 32 - 2, 1, 1, 0)
    const { rows, facts } = await rowsOf(eventFile('a.dat', HEADER, [0, 8], late, event(3, 2, 2, 1), event(1, 3, 3, 1)))
    expect(rows.map(([t]) => t)).toEqual([2 ** 32 - 2, 2 ** 32 + 3, 2 ** 32 + 3])
    expect(facts.notes).toEqual([`Times that run backwards, held at the time before: 1, at byte ${HEADER.length + 18}.`])
  })

  it('leaves out what is outside the sensor, and tells what is cut off', async () => {
    const { rows, facts } = await rowsOf(
      eventFile('a.dat', HEADER, [0, 8], event(7, 304, 0, 1), event(8, 0, 240, 0), event(9, 303, 0, 0), [1, 2, 3, 4, 5]),
    )
    expect(rows).toEqual([[9, 303, 0, 0]])
    expect(facts.notes).toEqual([
      `Events outside the sensor, skipped: 2, the first at byte ${HEADER.length + 2}.`,
      `Events cut off at the end of the file: 1, at byte ${HEADER.length + 26}.`,
    ])
  })

  it('is known without a header where it looks like events, also where it begins with the mark of a line', async () => {
    const event = (t: number, x: number, y: number) => littleEndian(4, t, y * 2 ** 14 + x)
    const marked = eventFile('a_td.dat', event(0x25, 1, 2), event(0x26, 3, 4))
    expect((await rowsOf(marked)).rows.map(([t]) => t)).toEqual([0x25, 0x26])
    const falling = bytesOf(...Array.from({ length: 60 }, (_, i) => event(i % 2, 1, 2)))
    const outside = bytesOf(...Array.from({ length: 60 }, (_, i) => event(i, 1, i % 2 ? 720 : 719)))
    for (const bytes of [falling, outside]) expect(recognizeEvents('a_td.dat', bytes)).toBeUndefined()
  })

  it.each([
    ['holds events of kind 14, of 8 bytes each, as it says at byte 12', ['% Version 2\n', [14, 8]]],
    ['holds events of kind 0, of 16 bytes each', ['% Version 2\n', [0, 16]]],
    ['is truncated: it ends at byte 12, in its header', ['% Version 2\n']],
    ['is truncated: it ends at byte 13, in its header', ['% Version 2\n', [12]]],
    ['claims a sensor of 100000 × 240 pixels', ['% Width 100000\n% Height 240\n', [0, 8]]],
  ] as const)('is refused where it %s', async (message, parts) => {
    await expect(rowsOf(eventFile('a.dat', ...parts))).rejects.toThrow(message)
  })
})
