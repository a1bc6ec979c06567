/** DVS128 Gesture as a set: recordings cut by their tables, halves by lists or by users. */

import { describe, expect, it } from 'vitest'
import { chosen, joined, npyFile } from '../../testing/files'
import { eventFolderOf, type Files, refusal } from '../../testing/folders'
import { aedat3File, type EventRow } from '../../testing/recordings'
import { dataSchema } from '../datasets/schema'
import { readSamples } from './event-samples'
import { surveyEvents } from './event-survey'
import { importSet } from './import-set'
import { filesIn } from './source-file'

const open = (files: Files) => importSet(chosen(files))
const quiet = () => {}
const text = (words: string): Uint8Array => new TextEncoder().encode(words)

describe('DVS128 Gesture', () => {
  const tableOf = (rows: readonly (readonly number[])[]) =>
    text(`class,startTime_usec,endTime_usec\n${rows.map((row) => row.join(',')).join('\n')}\n`)
  /** Eleven gestures of ten events each, 1000 us apart; nothing between them is a sample's. */
  const trial = () => aedat3File(Array.from({ length: 330 }, (_, i) => [100 * i, i % 128, Math.floor(i / 30), i % 2]))
  const table = () => tableOf(Array.from({ length: 11 }, (_, n) => [n + 1, 3000 * n, 3000 * n + 1000]))
  const files: Files = {
    'DvsGesture/user01_led.aedat': trial(),
    'DvsGesture/user01_led_labels.csv': table(),
    'DvsGesture/user24_lab.aedat': trial(),
    'DvsGesture/user24_lab_labels.csv': table(),
    'DvsGesture/user02_led.aedat': trial(),
    'DvsGesture/trials_to_train.txt': text('user01_led.aedat\r\n\r\n'),
    'DvsGesture/trials_to_test.txt': text('user24_lab.aedat\nuser29_natural.aedat\n'),
  }

  it('is cut by its tables and split by its lists', async () => {
    const { data, set } = await open(files)
    expect(data).toEqual(dataSchema.parse({ kind: 'dvsGesture' }))
    expect([...set.train.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(set.test.count).toBe(11)
    expect([...set.subjects!]).toEqual(Array(11).fill(1))
    // start <= t < end: ten events.
    expect(set.train.images.subarray(0, 16 * 64 * 64 * 2).reduce((a, b) => a + b, 0)).toBe(10)
  })

  it('says which recordings no list names, and which are not here', async () => {
    const { notes } = await eventFolderOf(files)
    expect(notes.join(' ')).toContain('DvsGesture/user02_led.aedat is left out')
    expect(notes.join(' ')).toContain('user29_natural is not here')
  })

  it('without lists is split by its users', async () => {
    const { samples, notes } = await eventFolderOf(Object.fromEntries(Object.entries(files).filter(([path]) => !path.endsWith('.txt'))))
    expect(samples.filter(({ half }) => half === 'test').map(({ file }) => file.path)[0]).toContain('user24')
    expect(notes.join(' ')).toContain('users up to 23 are for training')
  })

  it('as tonic hands it on is known by the names of its files', async () => {
    // Rows of x, y, polarity, milliseconds.
    const gesture = npyFile('<i2', [4, 4], Int16Array.from([3, 4, 1, 0, 5, 6, 0, 1, 7, 8, 1, 2, 9, 10, 1, 3]))
    const cut = (folder: string) => Object.fromEntries(Array.from({ length: 11 }, (_, label) => [`${folder}/${label}.npy`, gesture]))
    const { data, set } = await open({ ...cut('ibmGestureTrain/user01_led'), ...cut('ibmGestureTest/user02_led') })
    expect(data.kind).toBe('dvsGesture')
    expect([...set.train.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect([...set.test.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    const two = await open({
      ...cut('ibmGestureTrain/user01_led'),
      ...cut('ibmGestureTrain/user17_lab'),
      ...cut('ibmGestureTest/user02_led'),
    })
    expect([...new Set(two.set.subjects)].sort()).toEqual([1, 17])
    // Without folders for halves, the users decide.
    const { samples } = await eventFolderOf({ ...cut('a/user23_led'), ...cut('a/user24_led') })
    expect(samples.filter(({ half }) => half === 'test').every(({ file }) => file.path.includes('user24'))).toBe(true)
  })

  it.each([
    ['a class that is none', '12,0,5'],
    ['an end before its start', '1,9,5'],
    ['words', 'clap,0,5'],
    ['too few fields', '1,0'],
  ])('refuses a table with %s by its line', async (_, line) => {
    const bad = { ...files, 'DvsGesture/user01_led_labels.csv': joined(table(), text(`${line}\n`)) }
    expect(await refusal(open(bad))).toContain(`user01_led_labels.csv says “${line}” in line 13`)
  })

  it('is shown by the gestures of one recording', async () => {
    const { found } = await surveyEvents(await eventFolderOf(files), quiet)
    expect(found.looked.map(({ label, events }) => [label, events])).toEqual(Array.from({ length: 11 }, (_, n) => [n, 10]))
    expect(found.sensor).toEqual({ width: 128, height: 128 })
  })
})

it('of a part with more events than are held the first are, and the rest is said; the next part has its own', async () => {
  const events = Array.from({ length: 300 }, (_, i): EventRow => [100 * i, i % 128, i % 100, i % 2])
  const [file] = await filesIn(chosen({ 'user01_led.aedat': aedat3File(events) }))
  const part = (label: number, from: number, to: number) => ({ file: file!, label, half: 'train', part: { label, from, to } }) as const
  const read = await readSamples(file!, [part(0, 0, 10_000), part(1, 10_000, 15_000)], { max: 60 })
  expect(read.map(({ recording, skipped, flawed }) => [recording.events.count, skipped, flawed])).toEqual([
    [60, 40, true],
    [50, 0, false],
  ])
  expect(read[0]!.notes).toEqual(['Only the first 60 events of 0 to 10000 us were taken: 40 more are in the file.'])
})
