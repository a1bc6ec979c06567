/** Events as text: below a header, or in seconds as rpg_davis writes them; in any order of columns, of any length. */
import { describe, expect, it } from 'vitest'
import { eventFile, rowsOf, bytesOf as text } from '../../../testing/events'

import { eventsFrom } from '../events'
import { readRecording, recognizeEvents } from '../read'
import { writeEvents } from '../write'

const ROWS = [
  [68, 62, 64, 1],
  [144, 71, 63, 0],
]
const of = (words: string) => rowsOf(eventFile('a.csv', text(words)))

describe('text', () => {
  it.each([
    ['as the lab writes it', 't,x,y,p\n68,62,64,1\n144,71,63,0\n'],
    ['in another order, with other names', 'x;y;polarity;timestamp\r\n62;64;1;68\r\n71;63;-1;144'],
    ['with tabs, more columns and words', '"t"\tframe\t"x"\t"y"\t"p"\n68\t0\t62\t64\tTrue\n\n144\t0\t71\t63\tFalse\n'],
    ['behind a mark', '\u00ef\u00bb\u00bf# t x y p\n68 62 64 1\n# a word\n144 71 63 0\n'],
    ['in seconds', 't,x,y,p\n0.000068,62,64,1\n0.000144,71,63,0\n'],
    ['in seconds without a title', '0.000068 62 64 1\n0.000144 71 63 0\n'],
    ['in seconds below a sensor', '240 180\n0.000068 62 64 1\n0.000144 71 63 0\n'],
  ])('%s', async (_, words) => {
    expect(recognizeEvents('a.csv', text(words))).toBe('text')
    expect((await of(words)).rows).toEqual(ROWS)
  })

  it('says the sensor if it has one, and what its times are taken for', async () => {
    expect((await of('240 180\n0.000068 62 64 1\n')).facts).toMatchObject({ width: 240, height: 180, guessed: false, notes: [] })
    expect((await of('t,x,y,p\n0.5,62,64,1\n')).facts).toMatchObject({
      width: 128,
      height: 128,
      guessed: true,
      first: 500_000,
      notes: ['Its times are fractions, and taken for seconds.'],
    })
  })

  it('passes over lines that are no events, and tells the first', async () => {
    const { rows, facts } = await of('t,x,y,p\n68,62,64,1\n1,2\nx,1,2,1\n144,71,63,0\n,,,\n')
    expect(rows).toEqual(ROWS)
    expect(facts.notes).toEqual(['Lines that are no events, skipped: 3, the first at byte 19.'])
  })

  it.each(['name,age\nBob,3\n', '1,2,3,4\n', '0.1 2 3 4 5\n', '5.1,3.5,1.4,0.2\n', '240 180\n', 'class,startTime_usec\n', ''])(
    'is not taken for events: %j',
    (words) => expect(recognizeEvents('a.txt', text(words))).toBeUndefined(),
  )

  it('comes back as it was written, over blocks, and refuses a line without an end', async () => {
    const count = 200_000
    const column = <A extends Float64Array | Uint16Array | Uint8Array>(array: A, of: (i: number) => number): A => {
      for (let i = 0; i < count; i++) array[i] = of(i)
      return array
    }
    const events = {
      count,
      t: column(new Float64Array(count), (i) => 7 * i),
      x: column(new Uint16Array(count), (i) => i % 128),
      y: column(new Uint16Array(count), (i) => (i >> 3) % 128),
      polarity: column(new Uint8Array(count), (i) => i & 1),
    }
    const blob = writeEvents({ width: 128, height: 128, events }, 'csv')
    const { recording, facts } = await readRecording({ path: 'a.csv', blob })
    expect(facts).toMatchObject({ events: count, width: 128, height: 128, notes: [] })
    for (const from of [0, 90_000, count - 5])
      expect(eventsFrom(recording.events, from, from + 5)).toEqual(eventsFrom(events, from, from + 5))
    const endless = eventFile('a.csv', text(`t,x,y,p\n1,2,3,1\n${'9'.repeat(2 ** 21)}`))
    await expect(readRecording(endless)).rejects.toThrow('holds a record that is too long at byte 16')
  })
})
