import { expect, test } from 'vitest'
import { gzip, zipFile } from '../testing/files'
import { hdf5File } from '../testing/hdf5'
import { maheswaranathanFile } from '../testing/responses'
import { columnsOf, formatOf, readForPlayer } from './play'

/** N-MNIST's five bytes: x, y, polarity and 23 bits of microseconds. */
const bin = (events: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: events * 5 }, (_, i) => {
    const n = Math.floor(i / 5)
    const time = 100 * n
    return [n % 34, (n * 7) % 34, ((n % 2) << 7) | (time >>> 16), (time >>> 8) & 255, time & 255][i % 5]!
  })
const file = (path: string, bytes: Uint8Array) => ({ path, blob: new Blob([bytes as Uint8Array<ArrayBuffer>]) })

test('a recording is told by its bytes, read whole, and its columns can be handed over', async () => {
  const made = file('00002.bin', bin(1000))
  expect(await formatOf(made)).toBeDefined()
  const told: number[] = []
  const { recording, facts } = await readForPlayer(made, 0, (_, done, total) => told.push(done / total))
  expect(facts).toMatchObject({ events: 1000, first: 0, last: 99_900, on: 0.5, recordings: 1 })
  expect(Array.from(recording.events.t.subarray(0, 3))).toEqual([0, 100, 200])
  expect(told.at(-1)).toBe(1)
  const moved = structuredClone(recording, { transfer: columnsOf(recording.events) })
  expect(moved.events.t[999]).toBe(99_900)
  expect(recording.events.t.length).toBe(0)
})

test('of a long one the first part is held, and the rest is said', async () => {
  const { recording, facts } = await readForPlayer(file('long.bin', bin(1000)), 0, () => {}, 300)
  expect(recording.events.count).toBe(300)
  expect(facts.notes.join()).toContain('700 more')
})

test('one that is packed by itself is unpacked; an archive of several is none', async () => {
  const made = bin(500)
  const format = await formatOf(file('a.bin', made))
  for (const packed of [file('a.bin.gz', gzip(made)), file('a.zip', zipFile({ 'a.bin': made }))]) {
    expect(await formatOf(packed)).toBe(format)
    expect((await readForPlayer(packed, 0, () => {})).facts).toMatchObject({ events: 500, last: 49_900 })
  }
  expect(await formatOf(file('b.zip', zipFile({ 'a.bin': made, 'b.bin': made })))).toBeUndefined()
})

test('what holds no events is refused by its name', async () => {
  const notes = file('notes.txt', new TextEncoder().encode('hello, world'))
  expect(await formatOf(notes)).toBeUndefined()
  await expect(readForPlayer(notes, 0, () => {})).rejects.toThrow(
    /^notes\.txt is no recording of events of a known format \(.*AEDAT 2.*RAW/,
  )
  await expect(readForPlayer(file('a.bin', new Uint8Array(0)), 0, () => {})).rejects.toThrow('a.bin is empty, and no recording of events.')
})

test('HDF5 with lists is a recording; with arrays of several axes, as movies and responses are, it is none', async () => {
  const spikes = hdf5File({
    spikes: { times: { type: 'f4', values: [[0, 1]] }, units: { type: 'u2', values: [[1, 699]] } },
    labels: { type: 'u1', values: [0] },
  })
  expect(await formatOf(file('shd_train.h5', spikes))).toBe('Spikes in HDF5')
  expect(await formatOf(file('a_naturalscene.h5', await maheswaranathanFile({ frames: 20 })))).toBeUndefined()
  expect(await formatOf(file('torn.h5', spikes.subarray(0, 200)))).toBe('Spikes in HDF5')
})
