/** AEDAT 4: files made with the reference programs of its parts, and faulty files. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Aedat4, aedat4File, eventsPacket, type Row, xmlOf } from '../../../testing/aedat4'
import { eventFile, rowsOf } from '../../../testing/events'
import type { ReadHooks } from '../facts'
import { readFacts, recognizeEvents } from '../read'

const read = (bytes: Uint8Array, hooks?: ReadHooks) => rowsOf(eventFile('a.aedat4', bytes), hooks)
const rows = (count: number, from = 0): Row[] => Array.from({ length: count }, (_, i) => [from + i, i % 346, i % 260, i & 1])
const events = (count: number, from = 0) => eventsPacket(0, rows(count, from))
const COMPRESSION_AT = 42
const cut = (bytes: Uint8Array, by: number): Uint8Array => bytes.subarray(0, bytes.length - by)

describe('AEDAT 4', () => {
  it.each(['none', 'lz4', 'zstd'])('reads a file that flatc and the compressors made: %s', async (name) => {
    const bytes = new Uint8Array(readFileSync(new URL(`../../../testing/cases/events/${name}.aedat4`, import.meta.url)))
    expect(recognizeEvents('a', bytes)).toBe('AEDAT 4')
    const { rows: found, facts } = await read(bytes)
    expect(found).toEqual(
      Array.from({ length: 60 }, (_, i) => [1_600_000_000_000_000 + 37 * i, (7 * i) % 346, (3 * i) % 260, i % 3 === 0 ? 1 : 0]),
    )
    expect(facts).toMatchObject({ width: 346, height: 260, events: 60, recordings: 1, on: 1 / 3 })
    expect(facts.notes).toEqual([
      expect.stringMatching(/^Packets of images, skipped: 1, at byte \d+\.$/),
      expect.stringMatching(/^Packets of a stream that the header does not tell of, skipped: 1, at byte \d+\.$/),
    ])
  })

  it.each([0, 1, 3])('reads packets of any number of events, compressed by method %i', async (compression) => {
    const packets = [events(0), events(1), events(5000, 1), events(3, 6000)]
    const { rows: found, facts } = await read(aedat4File({ compression, packets }))
    expect(found).toEqual([...rows(1), ...rows(5000, 1), ...rows(3, 6000)])
    expect(facts.notes).toEqual([])
  })

  it('reads packets that are longer than a block of the file', async () => {
    const { facts } = await read(aedat4File({ packets: [events(10), events(150_000, 10), events(10, 160_000)] }))
    expect(facts).toMatchObject({ events: 150_020, last: 160_009, notes: [] })
  })

  it('reads one camera of several', async () => {
    const file = aedat4File({
      xml: xmlOf({ 0: 'TRIG', 3: 'EVTS', 7: 'EVTS' }, [8, 6]),
      packets: [eventsPacket(3, [[1, 2, 3, 1]]), eventsPacket(7, [[5, 6, 4, 0]]), { stream: 0, body: new Uint8Array(2_000_000) }],
    })
    const first = await read(file)
    expect(first.rows).toEqual([[1, 2, 3, 1]])
    expect(first.facts).toMatchObject({ recordings: 2, width: 8, height: 6 })
    expect(first.facts.notes).toEqual([
      'It holds the events of 2 cameras, of which those of one are read.',
      expect.stringMatching(/^Packets of another camera, skipped: 1/),
      expect.stringMatching(/^Packets of triggers, skipped: 1/),
    ])
    expect(await readFacts(eventFile('a.aedat4', file))).toEqual([first.facts])
    expect((await read(file, { recording: 1 })).rows).toEqual([[5, 6, 4, 0]])
    await expect(read(file, { recording: 2 })).rejects.toThrow('has 2 streams of events, and none with the number 2')
  })

  it('skips what lies outside the sensor, and tells what is cut off', async () => {
    const file = aedat4File({
      packets: [
        eventsPacket(0, [
          [1, -1, 0, 1],
          [2, 345, 259, 1],
          [3, 346, 0, 1],
        ]),
        events(50, 4),
      ],
    })
    const { rows: found, facts } = await read(cut(file, 3))
    expect(found).toEqual([[2, 345, 259, 1]])
    expect(facts.notes).toEqual([
      expect.stringMatching(/^Events outside the sensor, skipped: 2, the first at byte \d+\.$/),
      expect.stringMatching(/^Packets cut off at the end of the file: 1, at byte \d+\.$/),
    ])
    const pictures = aedat4File({ xml: xmlOf({ 0: 'EVTS', 1: 'FRME' }), packets: [events(1), { stream: 1, body: new Uint8Array(3e6) }] })
    expect((await read(cut(pictures, 3))).facts.notes.at(-1)).toMatch(/^Packets cut off/)
  })

  it('tells where a packet begins that it passes over, and of which the file has no end', async () => {
    const xml = xmlOf({ 0: 'EVTS', 1: 'FRME' })
    const file = aedat4File({ xml, packets: [events(3), { stream: 1, body: new Uint8Array(3e6) }] })
    const note = `Packets cut off at the end of the file: 1, at byte ${file.length - 3e6 - 8}.`
    const short = cut(file, 1e6)
    const open = () => new Blob([short.slice()]).stream() as ReadableStream<Uint8Array<ArrayBuffer>>
    expect((await read(short)).facts).toMatchObject({ events: 3, notes: [note] })
    expect((await rowsOf({ path: 'a.aedat4', open })).facts).toMatchObject({ events: 3, notes: [note] })
  })

  /** Zeros, 128 KiB for four bytes. */
  const zeros = (blocks: number) => {
    const size = blocks * 2 ** 17
    const sizes = [0, 8, 16, 24].map((shift) => (size >>> shift) & 255)
    const body = [
      0x28,
      0xb5,
      0x2f,
      0xfd,
      0xa0,
      ...sizes,
      ...Array.from({ length: blocks }, (_, i) => [i === blocks - 1 ? 3 : 2, 0, 16, 0]).flat(),
    ]
    return { stream: 0, body: Uint8Array.from(body) }
  }
  const packets = (count: number, blocks: number) =>
    aedat4File({ packets: Array.from({ length: count }, () => zeros(blocks)) }).with(COMPRESSION_AT, 3)

  it('stops between packets, where it is told to', async () => {
    const stop = new AbortController()
    let told = 0
    const progress = () => {
      if (++told === 3) stop.abort()
    }
    await expect(read(packets(12, 32), { progress, signal: stop.signal })).rejects.toThrow(/abort/i)
    expect(told).toBe(3)
  })

  it('hears of it where the file is read at once', async () => {
    const bytes = packets(12, 32)
    const stop = new AbortController()
    setTimeout(() => stop.abort())
    const blob = new Blob([bytes.slice()])
    const slow = () => {
      for (const end = performance.now() + 60; performance.now() < end; );
    }
    const file = { path: 'a.aedat4', blob, readAt: (from: number, count: number) => bytes.subarray(from, from + count) }
    await expect(rowsOf(file, { progress: slow, signal: stop.signal })).rejects.toThrow(/abort/i)
  })

  it('refuses a file that unpacks to what no recording could', async () => {
    await expect(read(packets(3, 480))).rejects.toThrow(
      /^unpacks to 126 MB by byte \d+, more than 100 times its length: no recording does$/,
    )
  })

  it('tells a type of stream in one word, whatever is written there', async () => {
    const xml = xmlOf({ 0: 'EVTS', 1: 'FR\nME', 2: 'A'.repeat(5000), 3: 'ABCD' })
    const packets = [1, 2, 3].map((stream) => ({ stream, body: new Uint8Array(3) }))
    expect((await read(aedat4File({ xml, packets }))).facts.notes).toEqual([
      expect.stringMatching(/^Packets of type unknown, skipped: 2, the first at byte \d+\.$/),
      expect.stringMatching(/^Packets of type ABCD, skipped: 1, at byte \d+\.$/),
    ])
  })

  it('tells of packets that hold something else, and of those after the end', async () => {
    const other = events(1)
    other.body[8] = 70
    const { facts } = await read(aedat4File({ packets: [other, events(2)], end: 1e9 }))
    expect(facts.events).toBe(2)
    expect(facts.notes).toEqual([
      expect.stringMatching(/^Packets that hold no events, skipped: 1/),
      expect.stringMatching(/^Packets cut off at the end of the file: 1/),
    ])
  })

  const body = (edit: (view: DataView) => void): Aedat4 => {
    const packet = events(4)
    edit(new DataView(packet.body.buffer))
    return { packets: [packet] }
  }
  /** A packet with these bytes, and a header that calls them compressed. */
  const packed = (compression: number, bytes: readonly number[]): Uint8Array =>
    aedat4File({ packets: [{ stream: 0, body: Uint8Array.from(bytes) }] }).with(COMPRESSION_AT, compression)
  it.each<[string, Uint8Array, RegExp]>([
    ['a header that is cut off', cut(aedat4File({ packets: [] }), 5), /^is truncated: it ends at byte \d+, in its header$/],
    ['a mark and nothing else', Buffer.from('#!AER-DAT4.0\r\n'), /^is truncated: it ends at byte 14/],
    ['a header of gigabytes', Buffer.from('#!AER-DAT4.0\r\n\xff\xff\xff\xff', 'latin1'), /^claims a header of 4295 MB at byte 14/],
    ['another compression', aedat4File({ compression: 9, packets: [] }), /^is compressed by method 9/],
    ['no events', aedat4File({ xml: xmlOf({ 0: 'FRME', 1: 'IMUS' }), packets: [] }), /no stream of events; .*: FRME, IMUS$/],
    ['an end before the beginning', aedat4File({ packets: [], end: 3 }), /^is damaged: .*its packets end at byte 3/],
    ['an absurd sensor', aedat4File({ xml: xmlOf({ 0: 'EVTS' }, [1e6, 3]), packets: [] }), /^claims a sensor of 1000000 × 3/],
    [
      'a root outside',
      aedat4File(body((v) => v.setUint32(4, 1e6, true))),
      /^is damaged: the packet at byte \d+ points to something outside of itself$/,
    ],
    ['a vtable outside', aedat4File(body((v) => v.setInt32(20, -1e6, true))), /points to something outside of itself$/],
    ['events that are not there', aedat4File(body((v) => v.setUint32(28, 5, true))), /points to something outside of itself$/],
    ['events without end', aedat4File(body((v) => v.setUint32(28, 0xffffffff, true))), /points to something outside of itself$/],
    ['no LZ4 where it should be', packed(1, [1, 2, 3, 4]), /^is damaged: there is no LZ4 frame, where one was expected at byte \d+$/],
    [
      'LZ4 of gigabytes',
      packed(1, [4, 0x22, 0x4d, 0x18, 0x68, 0x70, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
      /^has a compressed block at byte \d+ that claims 2147483648 bytes, where it can hold 0 at most$/,
    ],
    [
      'a bomb of Zstandard',
      packed(3, [0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 5, ...Array.from({ length: 640 }, (_, i) => [i === 639 ? 3 : 2, 0, 16, 0]).flat()]),
      /^has a compressed packet at byte \d+ that claims 84 MB; up to 67 MB are unpacked$/,
    ],
    [
      'a packet of gigabytes',
      aedat4File({ packets: [events(1)] }).with(-49, 255),
      /^has a packet of 4278 MB at byte \d+; up to 67 MB are read$/,
    ],
  ])('answers %s', async (_, bytes, words) => {
    const answer = await read(bytes).then(
      () => '',
      (error: Error) => error.message,
    )
    expect(answer).toMatch(words)
  })
})
