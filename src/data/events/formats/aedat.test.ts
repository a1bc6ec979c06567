/** AEDAT 2.0 and 3.1 written by hand: addresses of two kinds of camera, packets of any type and length. */
import { describe, expect, it } from 'vitest'
import { bigEndian, eventFile, littleEndian, rowsOf } from '../../../testing/events'

const AEDAT2 = '#!AER-DAT2.0\r\n# This is a raw AE data file - do not edit\r\n'
const record = (address: number, t: number) => bigEndian(4, address, t)
const davis = (x: number, y: number, on: number) => y * 2 ** 22 + x * 2 ** 12 + on * 2 ** 11

describe('AEDAT 2.0', () => {
  it('has pixels of a DVS128, as SpikingJelly turns them', async () => {
    const { rows, facts } = await rowsOf(
      eventFile('a.aedat', AEDAT2, record((10 << 8) | (20 << 1) | 1, 5), record(0, 6), record(0x8000, 7), [1, 2, 3]),
    )
    expect(rows).toEqual([
      [5, 117, 107, 0],
      [6, 127, 127, 1],
    ])
    expect(facts).toMatchObject({ format: 'AEDAT 2.0', width: 128, height: 128 })
    expect(facts.notes).toEqual([
      `Records that are no pixel of a DVS128, skipped: 1, at byte ${AEDAT2.length + 16}.`,
      `Events cut off at the end of the file: 1, at byte ${AEDAT2.length + 24}.`,
    ])
  })

  it('has pixels of a DAVIS, which its header names', async () => {
    const header = `${AEDAT2}# loaded after DVS128\r\n# AEChip: eu.seebetter.ini.chips.davis.Davis346blue\r\n#End Of ASCII Header\r\n`
    // Brightness samples and inertial readings (bit 31) and external triggers (bit 10) are not pixel events.
    const { rows, facts } = await rowsOf(
      eventFile('a.aedat', header, record(davis(0, 0, 1), 5), record(davis(345, 259, 0), 6), record(2 ** 31, 7), record(1024, 8)),
    )
    expect(rows).toEqual([
      [5, 345, 259, 1],
      [6, 0, 0, 0],
    ])
    expect(facts).toMatchObject({ width: 346, height: 260, notes: [] })
  })

  it.each([
    ['DAVIS240', 240, 180, 239],
    ['DAVIS346', 346, 260, 240],
  ])('tells a %s from its addresses', async (_, width, height, x) => {
    const { rows, facts } = await rowsOf(eventFile('a.aedat', AEDAT2, record(davis(3, 2, 1), 5), record(davis(x, 2, 1), 6)))
    expect(facts).toMatchObject({ width, height })
    expect(rows[0]).toEqual([5, width - 4, height - 3, 1])
  })

  it('has times that begin anew', async () => {
    const { rows } = await rowsOf(
      eventFile('a.aedat', AEDAT2, record(0, 2 ** 31 - 1), record(0, 2 ** 31), record(0, 2 ** 32 - 1), record(0, 0)),
    )
    expect(rows.map(([t]) => t)).toEqual([2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32])
  })

  it('is refused in another version', async () => {
    await expect(rowsOf(eventFile('a.aedat', '#!AER-DAT1.0\r\n', record(0, 0)))).rejects.toThrow(
      'is AER-DAT1.0; AEDAT 2.0, 3.1 and 4 are read',
    )
  })
})

const AEDAT3 = '#!AER-DAT3.1\r\n#Format: RAW\r\n#Source 1: DVS128\r\n#!END-HEADER\r\n'
const header = (type: number, size: number, overflow: number, capacity: number, count = capacity) => [
  ...littleEndian(2, type, 1),
  ...littleEndian(4, size, 4, overflow, capacity, count, count),
]
const polarity = (t: number, x: number, y: number, on: number, valid = 1) => littleEndian(4, x * 2 ** 17 + y * 4 + on * 2 + valid, t)

describe('AEDAT 3.1', () => {
  it('has packets of events, and tells how often their time began anew', async () => {
    const { rows, facts } = await rowsOf(
      eventFile(
        'user01_led.aedat',
        AEDAT3,
        [...header(1, 8, 0, 3), ...polarity(5, 127, 0, 1), ...polarity(6, 1, 1, 1, 0), ...polarity(7, 3, 126, 0)],
        [...header(1, 8, 2, 1), ...polarity(9, 4, 5, 0)],
      ),
    )
    expect(rows).toEqual([
      [5, 127, 0, 1],
      [7, 3, 126, 0],
      [2 ** 32 + 9, 4, 5, 0],
    ])
    expect(facts).toMatchObject({ format: 'AEDAT 3.1', width: 128, height: 128, notes: [] })
  })

  it('passes over other packets, however long, and over the room behind events', async () => {
    const frame = new Uint8Array(3_000_001)
    const { rows, facts } = await rowsOf(
      eventFile(
        'a.aedat',
        AEDAT3,
        [...header(2, 3_000_001, 0, 1)],
        frame,
        [...header(1, 8, 0, 4, 1), ...polarity(5, 1, 2, 1)],
        new Uint8Array(24),
        [...header(99, 5, 0, 1), 1, 2, 3, 4, 5, ...header(1, 8, 0, 1), ...polarity(6, 3, 4, 0)],
      ),
    )
    expect(rows).toEqual([
      [5, 1, 2, 1],
      [6, 3, 4, 0],
    ])
    expect(facts.notes).toEqual([`Packets of an unknown kind, skipped: 1, at byte ${AEDAT3.length + 28 + 3_000_001 + 28 + 32}.`])
  })

  it('is read as far as it goes', async () => {
    const { rows, facts } = await rowsOf(
      eventFile('a.aedat', AEDAT3, header(1, 8, 0, 1000), polarity(5, 1, 2, 1), polarity(6, 1, 2, 1), [1]),
    )
    expect(rows.length).toBe(2)
    expect(facts.notes).toEqual([`Packets cut off at the end of the file: 1, at byte ${AEDAT3.length + 44}.`])
  })

  it('has the same events in packets that lie across the borders of blocks', async () => {
    const packet = [...header(1, 8, 0, 1001), ...Array.from({ length: 1001 }, (_, i) => polarity(i, i % 128, (i >> 3) % 128, i & 1)).flat()]
    const packets = Uint8Array.from({ length: 400 * packet.length }, (_, i) => packet[i % packet.length]!)
    const { events, on } = (await rowsOf(eventFile('a.aedat', AEDAT3, packets))).facts
    expect(events).toBe(400 * 1001)
    expect(on).toBeCloseTo(500 / 1001, 10)
  })

  it.each([
    [`a damaged packet at byte ${AEDAT3.length}`, [...header(1, -8, 0, 5)]],
    ['claims 7 of 5 events', [...header(1, 8, 0, 5, 7)]],
    ['claims -1 of 5 events', [...header(1, 8, 0, 5, -1)]],
  ])('is refused with %s', async (message, bytes) => {
    await expect(rowsOf(eventFile('a.aedat', AEDAT3, bytes))).rejects.toThrow(message)
  })

  it('is refused in another version, or packed', async () => {
    await expect(rowsOf(eventFile('a.aedat', '#!AER-DAT3.0\r\n#!END-HEADER\r\n'))).rejects.toThrow('is AER-DAT3.0')
    await expect(rowsOf(eventFile('a.aedat', '#!AER-DAT3.1\r\n#Format: SerializedTS\r\n#!END-HEADER\r\n'))).rejects.toThrow(
      'has packed times',
    )
  })
})
