/** Readers of event files return the content of a file, report everything else in it, and do nothing more. */
import { describe, expect, it } from 'vitest'
import { digestOf, eventFile, rowsOf } from '../../testing/events'
import { readEvents, readRecording, recognizeEvents } from './read'

const atis = (t: number, x: number, y: number, polarity: number) => [x, y, (polarity << 7) | (t >> 16), (t >> 8) & 255, t & 255]

describe('ATIS .bin', () => {
  it('has 23 bits of time, the highest first', async () => {
    const { rows, facts } = await rowsOf(
      eventFile('a/00002.bin', [...atis(5, 1, 2, 1), ...atis(70_000, 33, 0, 0), ...atis(8_388_607, 0, 33, 1)]),
    )
    expect(rows).toEqual([
      [5, 1, 2, 1],
      [70_000, 33, 0, 0],
      [8_388_607, 0, 33, 1],
    ])
    expect(facts).toEqual({
      format: 'ATIS .bin',
      width: 34,
      height: 34,
      events: 3,
      first: 5,
      last: 8_388_607,
      on: 2 / 3,
      recordings: 1,
      skipped: 0,
      flawed: false,
      faulty: 0,
      guessed: true,
      notes: [],
    })
  })

  it('takes row 240 for 8192 us more, from there on', async () => {
    const { rows } = await rowsOf(
      eventFile('a.bin', [...atis(9, 1, 2, 1), ...atis(0, 0, 240, 0), ...atis(3, 1, 1, 0), ...atis(0, 5, 240, 1), ...atis(4, 60, 1, 0)]),
    )
    expect(rows).toEqual([
      [9, 1, 2, 1],
      [8195, 1, 1, 0],
      [16_388, 60, 1, 0],
    ])
  })

  it('tells what is cut off, and times that run backwards', async () => {
    const { rows, facts } = await rowsOf(eventFile('a.bin', [...atis(9, 1, 2, 1), ...atis(8, 0, 0, 0), 1, 2, 3]))
    expect(rows).toEqual([
      [9, 1, 2, 1],
      [9, 0, 0, 0],
    ])
    expect({ faulty: facts.faulty, skipped: facts.skipped }).toEqual({ faulty: 1, skipped: 0 })
    expect(facts.notes).toEqual([
      'Times that run backwards, held at the time before: 1, at byte 5.',
      'Events cut off at the end of the file: 1, at byte 10.',
    ])
  })
})

describe('any file', () => {
  const many = Uint8Array.from(Array.from({ length: 700_000 }, (_, i) => atis(i >> 3, i % 34, 33 - (i % 34), i & 1)).flat())

  it('comes in pieces of which each is handed on before the next is made', async () => {
    const counts: number[] = []
    let time = 0
    const { events } = await readEvents(eventFile('a.bin', many), ({ count, t }) => {
      expect(t[0]).toBe(time >> 3)
      time += count
      counts.push(count)
    })
    expect(events).toBe(700_000)
    expect(counts.slice(0, -1).every((count) => count === 65_536)).toBe(true)
    expect(counts.length).toBe(11)
  })

  it('is the same from a stream of odd pieces', async () => {
    const whole = await digestOf(eventFile('a.bin', many))
    const pieces = Array.from({ length: 36 }, (_, i) => many.slice(i * 99_991, (i + 1) * 99_991))
    const open = () =>
      new ReadableStream<Uint8Array<ArrayBuffer>>({
        start(controller) {
          for (const piece of pieces) controller.enqueue(piece)
          controller.close()
        },
      })
    expect(await digestOf({ path: 'a.bin', open })).toEqual(whole)
    expect(await digestOf({ path: 'a.bin', size: many.length, readAt: (from, count) => many.subarray(from, from + count) })).toEqual(whole)
  })

  it('says how far it is, and stops where it is told to', async () => {
    const stop = new AbortController()
    const done: number[] = []
    const reading = readEvents(eventFile('a.bin', many), () => undefined, {
      signal: stop.signal,
      progress(bytes, total) {
        expect(total).toBe(3_500_000)
        done.push(bytes)
        if (done.length === 2) stop.abort()
      },
    })
    await expect(reading).rejects.toThrow(/abort/i)
    expect(done.length).toBe(2)
    expect(done[1]).toBeGreaterThan(done[0]!)
  })

  const timed = (...times: readonly number[]) => eventFile('a.csv', `t,x,y,p\n${times.map((t) => `${t},1,2,1\n`).join('')}`)
  const DAY = 86_400e6

  it('goes without a few events that are far ahead of those around them', async () => {
    const { rows, facts } = await rowsOf(timed(10, 20, DAY, DAY + 1, 19, 25, 30))
    expect(rows.map(([t]) => t)).toEqual([10, 20, 20, 25, 30])
    expect(facts).toMatchObject({ last: 30, skipped: 2 })
    expect(facts.notes).toEqual([
      expect.stringMatching(/^Events more than an hour ahead of the next, skipped: 2, the first at byte \d+\.$/),
      expect.stringMatching(/^Times that run backwards, held at the time before: 1, at byte \d+\.$/),
    ])
  })

  it('keeps a time that went on, and holds one that begins anew', async () => {
    const later = [0, 1, 2, 3, 4].map((n) => DAY + n)
    expect((await rowsOf(timed(10, ...later, 11))).rows.map(([t]) => t)).toEqual([10, ...later, DAY + 4])
    expect((await rowsOf(timed(DAY, 10, 11))).rows.map(([t]) => t)).toEqual([DAY, DAY, DAY])
    expect((await rowsOf(timed(10, ...later, DAY + 5))).facts.notes).toEqual([])
  })

  it('is taken up to a bound, and says what is left', async () => {
    const { recording, facts } = await readRecording(eventFile('a.bin', many), { max: 100_001 })
    expect(recording.events.count).toBe(100_001)
    expect(facts).toMatchObject({
      events: 100_001,
      last: 12_500,
      notes: ['Only the first 100001 events were taken: 599999 more are in the file.'],
    })
  })

  it.each(['a.bin', 'a.raw', 'a.txt'])('is refused where it is empty: %s', async (path) => {
    await expect(readEvents(eventFile(path), () => undefined)).rejects.toThrow('is empty')
  })

  it('is refused in words where nobody knows it', async () => {
    await expect(readEvents(eventFile('a.txt', [60, 33, 100, 111]), () => undefined)).rejects.toThrow(
      'is no recording of events in a format that is known here: it begins with 3c 21 64 6f',
    )
    expect(recognizeEvents('a.txt', many)).toBeUndefined()
    expect(recognizeEvents('a.bin', many)).toBe('ATIS .bin')
  })
})
