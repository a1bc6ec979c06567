/** DVS-SLR as a set: known by its names, paired, split by users; and whatever is wrong in a folder is named, file by file, and the rest used. */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { chosen, npyFile, zipFile } from '../../../testing/files'
import { type Files, refusal } from '../../../testing/folders'
import { slrEventFile, slrFiles, slrFrameFile, slrPath } from '../../../testing/slr'
import { dataShape } from '../../datasets/schema'
import { SLR_SIGNS, type SlrPairing, slrSampleBytes } from '../../events/slr/schema'
import { streamsOf } from '../../sources'
import { memoryFolder } from '../../store/memory-folder'
import { readSet, storeSet } from '../../store/store'
import { importSet, openChosen } from '../import-set'
import type { SlrFolder } from './folder'
import { type SlrTag, slrChoiceFor, slrCost, slrData, slrKept } from './schema'
import { convertSlr } from './set'
import { surveySlr } from './survey'

const quiet = () => {}
const SMALL = { frames: 3, height: 4, width: 4, testUsers: [1] }
const caseOf = (name: string) => Uint8Array.from(readFileSync(new URL(`../../../testing/cases/events/${name}`, import.meta.url)))

async function folderOf(files: Files): Promise<SlrFolder> {
  const opened = await openChosen(chosen(files))
  if (!('slr' in opened)) throw new Error('no folder of DVS-SLR')
  return opened.slr
}
async function converted(files: Files, some: Partial<SlrPairing> = {}) {
  const folder = await folderOf(files)
  const { pairing } = slrChoiceFor(folder)
  return convertSlr(folder, { pairing: { ...pairing, ...SMALL, ...some }, damaged: 'skip' }, quiet)
}
const [EVENT, FRAME] = (['event', 'frame'] as const).map((half) => slrPath(0, 'drink', 'dimLED', 'front', half)) as [string, string]

describe('a folder of DVS-SLR', () => {
  it('is known by its names, in the order of users, signs, lights and positions', async () => {
    const { samples, left, name } = await folderOf(slrFiles({ users: [10, 2], lights: ['naturalLight', 'brightLED'] }))
    expect(name).toBe('DVS-SLR')
    expect(left).toEqual([])
    expect(samples).toHaveLength(24)
    expect(samples.map(({ user }) => user)).toEqual([...Array(12).fill(2), ...Array(12).fill(10)])
    expect(samples.slice(0, 5).map(({ label, light, position }) => [label, light, position])).toEqual([
      [0, 0, 0],
      [0, 0, 1],
      [0, 2, 0],
      [0, 2, 1],
      [1, 0, 0],
    ])
    expect(samples.at(-1)).toMatchObject({ label: SLR_SIGNS.indexOf('other') })
  })

  it('becomes a set of two streams, with what is known of each sample, split by users', async () => {
    const { data, set, note } = await converted(slrFiles({ users: [0, 1, 2], channels: 3 }))
    expect(data).toEqual(slrData({ ...slrChoiceFor({ samples: [] }).pairing, ...SMALL }))
    const { train, test } = streamsOf(set)
    expect({ train: train.count, test: test.count }).toEqual({ train: 12, test: 6 })
    expect([...train.streams.labels!.values]).toEqual([0, 0, 1, 1, 20, 20, 0, 0, 1, 1, 20, 20])
    expect([...train.streams.light!.values]).toEqual(Array(12).fill(1))
    expect([...train.streams.position!.values]).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1])
    expect([...train.streams.subject!.values]).toEqual([...Array(6).fill(0), ...Array(6).fill(2)])
    expect([...test.streams.subject!.values]).toEqual(Array(6).fill(1))
    // Each frame of a sample of “drink” has one ON event in column 100, in the first of four columns, which starts at 45. Row 20 is in the
    // first of four rows.
    const sample = train.streams.images!.values.subarray(2 * 96, 3 * 96)
    expect(Array.from(sample).flatMap((value, at) => (value > 0 ? [[at, value]] : []))).toEqual([1, 33, 65].map((at) => [at, 1]))
    // Images 1, 2 and 3, as gray: .299 (20 + n) + .587 · 100 + .114 · 200.
    const gray = [1, 2, 3].map((n) => Math.round(0.299 * (20 + n) + 58.7 + 22.8))
    expect([...train.streams.frames!.values.subarray(2 * 48, 3 * 48)]).toEqual(gray.flatMap((value) => Array(16).fill(value)))
    expect(note).toContain('for testing: user 1. No split of DVS-SLR was published. 18 recordings are here; all of DVS-SLR are 5,418.')
    expect(note).toContain('(36) are in no frame')
    expect(note).not.toContain('outside')
  })

  it('is kept, with color and rows of whole words, and read back as it was', async () => {
    const imported = await converted(slrFiles({ channels: 3 }), { channels: 3, height: 3, width: 3 })
    const shape = dataShape(imported.data)
    expect({ classes: shape.classes, pictures: shape.pictures }).toEqual({ classes: 21, pictures: { height: 3, width: 3, channels: 3 } })
    const folder = memoryFolder()
    const { train, test } = await storeSet(folder, imported)
    expect({ train, test }).toEqual({ train: 6, test: 6 })
    expect(await readSet(folder, imported.data)).toEqual(imported.set)
    expect([...imported.set.train.more!.frames!.values.subarray(0, 3)]).toEqual([1, 100, 200])
  })

  it('is what an experiment asks for, in a terminal too; other choices are another set', async () => {
    const wanted = slrData({ ...slrChoiceFor({ samples: [] }).pairing, ...SMALL, dt: 100, cut: 'none' })
    const { data, set } = await importSet(chosen(slrFiles()), {}, wanted)
    expect(data).toEqual(wanted)
    expect(set.test.count).toBe(6)
  })

  it('is thinned out to what fits: of each sign, light and position, and of as many users as can be', () => {
    const samples: SlrTag[] = []
    for (let user = 0; user < 43; user++)
      for (let label = 0; label < 21; label++)
        for (let light = 0; light < 3; light++)
          for (let position = 0; position < 2; position++) samples.push({ path: '', user, label, light, position })
    const { pairing } = slrChoiceFor({ samples })
    expect(slrSampleBytes(pairing)).toBe(120 * 64 * 64 * 3 + 13)
    const kept = slrKept(samples, pairing).map((n) => samples[n]!)
    expect(kept.length * slrSampleBytes(pairing)).toBeLessThan(2e9)
    // These facts of the set are known before a folder is opened.
    const { train, test } = dataShape(slrData(pairing))
    expect(slrCost({ samples }, pairing)).toMatchObject({ train, test })
    expect({ train, test }).toEqual({ train: 1008, test: 252 })
    for (const key of ['label', 'light', 'position', 'user'] as const) {
      const counts = new Map<number, number>()
      for (const tag of kept) counts.set(tag[key], (counts.get(tag[key]) ?? 0) + 1)
      const values = [...counts.values()]
      expect(counts.size).toBe({ label: 21, light: 3, position: 2, user: 43 }[key])
      if (key !== 'user') expect(new Set(values).size).toBe(1)
      else expect(Math.min(...values)).toBeGreaterThan(10)
    }
    expect(slrCost({ samples }, pairing)).toMatchObject({ all: { train: 33 * 126, test: 10 * 126 }, train: 126 * 8, test: 126 * 2 })
    expect(slrKept(samples, { ...pairing, frames: 12 })).toHaveLength(samples.length)
  })

  it('has test users among those that are here', () => {
    const of = (...users: number[]) => slrChoiceFor({ samples: users.map((user) => ({ path: '', user, label: 0, light: 0, position: 0 })) })
    expect(of(0, 33).pairing.testUsers).toEqual([33, 34, 35, 36, 37, 38, 39, 40, 41, 42])
    expect(of(3, 1, 2).pairing.testUsers).toEqual([3])
    expect(of(33, 34, 35, 36, 37).pairing.testUsers).toEqual([37])
  })

  it('is shown a sample at a time, step by step', async () => {
    const { found, preview } = surveySlr(await folderOf(slrFiles()))
    expect(found.samples[2]).toEqual({ path: EVENT, user: 0, label: 1, light: 1, position: 0 })
    const { pairing } = slrChoiceFor(found)
    const choice = { pairing: { ...pairing, ...SMALL }, damaged: 'skip' } as const
    const step = await preview(choice, 2, 1)
    expect(Array.from(step.counts).flatMap((value, at) => (value > 0 ? [at] : []))).toEqual([1])
    expect([...step.image]).toEqual(Array(16).fill(22))
    expect(step).toMatchObject({
      pairs: 3,
      pictures: 4,
      first: -1,
      last: 150_000,
      events: 5,
      unsliced: 2,
      saturated: 0,
      outside: 0,
      notes: [],
    })
    expect((await preview({ ...choice, pairing: { ...choice.pairing, height: 2, width: 2 } }, 2, 1)).image).toHaveLength(4)
  })
})

describe('what is wrong in a folder is named, and the rest is used', () => {
  // Two users, two signs: four recordings.
  const FOUR = slrFiles({ signs: ['at', 'drink'], positions: ['front'] })
  const swap = (change: Files, without: readonly string[] = []): Files =>
    Object.fromEntries(Object.entries({ ...FOUR, ...change }).filter(([path]) => !without.includes(path)))

  it.each<[string, Files, string]>([
    ['a user without images', swap({}, [FRAME]), `${EVENT} has no images next to it: user0_drink_dimLED_front_frame.npz is missing.`],
    ['a user without events', swap({}, [EVENT]), `${FRAME} has no events next to it: user0_drink_dimLED_front_event.npz is missing.`],
  ])('%s', async (_, files, words) => {
    const { samples, left } = await folderOf(files)
    expect({ samplesLength: samples.length, left }).toEqual({ samplesLength: 3, left: [words] })
    const { set, note } = await converted(files)
    expect({ train: set.train.count, test: set.test.count }).toEqual({ train: 1, test: 2 })
    expect(note).toContain(`1 file makes no sample. ${words}`)
  })

  it.each([
    [slrPath(0, 'swim', 'dimLED', 'front', 'event'), 'is of the sign “swim”, which is none of the 21 of DVS-SLR.'],
    [slrPath(0, 'eat', 'neon', 'front', 'event'), 'is in the light “neon”; brightLED, dimLED, naturalLight would fit.'],
    [slrPath(0, 'eat', 'dimLED', 'left', 'frame'), 'is at the position “left”; front or back would fit.'],
    [slrPath(43, 'eat', 'dimLED', 'back', 'frame'), 'is of user 43; users 0 to 42 would fit.'],
    ['DVS-SLR/user0/eat/user0_eat_event.npz', 'is not named as its files are: user, sign, light and position before event or frame.'],
    ['DVS-SLR/user0/eat/eat_frame.npz', 'is not named as its files are: user, sign, light and position before event or frame.'],
    [`copy/${EVENT}`, `is left out: ${EVENT} is the same half of the same recording.`],
  ])('%s', async (path, words) => {
    const { samples, left } = await folderOf(swap({ [path]: path.includes('frame') ? slrFrameFile() : slrEventFile([]) }))
    expect({ samplesLength: samples.length, left }).toEqual({ samplesLength: 4, left: [`${path} ${words}`] })
  })

  const rest = converted(swap({}, [EVENT, FRAME])).then(({ set }) => set)
  const truncated = FOUR[FRAME]!
  const times = (bytes: Uint8Array) => zipFile({ 't.npy': bytes, 'imgs.npy': npyFile('|u1', [3, 260, 346], new Uint8Array(3 * 260 * 346)) })
  it.each<[string, Files, string]>([
    [
      'times that do not overlap',
      { [EVENT]: slrEventFile([[9e9, 0, 0, 1]]) },
      `${FRAME} has fewer than two times between the first event and the last: 4 images from 0 to 0.15 s, events from 9 to 9 s.`,
    ],
    ['no event', { [EVENT]: slrEventFile([]) }, `${FRAME} has no events next to it.`],
    [
      'times that are no numbers',
      { [FRAME]: times(caseOf('times-dates.npy')) },
      `${FRAME} holds t.npy, which has a Python object (datetime.timedelta) for number 0. Numbers would fit:`,
    ],
    ['a command for times', { [FRAME]: times(caseOf('times-evil.npy')) }, `${FRAME} holds t.npy, which has a Python object (posix.system)`],
    [
      'images of several sizes',
      { [FRAME]: zipFile({ 't.npy': npyFile('<i8', [2], new BigInt64Array(2)), 'imgs.npy': npyFile('|O', [2], new Uint8Array(90)) }) },
      `${FRAME} holds imgs.npy, which holds Python objects, as NumPy keeps images of several sizes`,
    ],
    [
      'images of another size',
      { [FRAME]: slrFrameFile({ height: 180, width: 240 }) },
      `${FRAME} has images of 240 × 180 pixels, where DVS-SLR’s have 346 × 260.`,
    ],
    [
      'images of fractions',
      {
        [FRAME]: zipFile({
          't.npy': npyFile('<i8', [1], new BigInt64Array(1)),
          'imgs.npy': npyFile('<f4', [1, 2, 2], new Float32Array(4)),
        }),
      },
      `${FRAME} holds imgs.npy, which holds elements of type <f4; bytes (uint8) would fit.`,
    ],
    [
      'rows of images',
      { [FRAME]: zipFile({ 't.npy': npyFile('<i8', [1], new BigInt64Array(1)), 'imgs.npy': npyFile('|u1', [1, 4], new Uint8Array(4)) }) },
      'which has the shape [1, 4]; images of [count, height, width, 3] would fit.',
    ],
    [
      'another number of times',
      { [FRAME]: times(caseOf('times-text.npy').slice(0, -76)) },
      `${FRAME} holds t.npy, which has 152 bytes of elements, where its header says 228.`,
    ],
    [
      'fewer images than times',
      {
        [FRAME]: zipFile({ 't.npy': npyFile('<i8', [2], new BigInt64Array(2)), 'imgs.npy': npyFile('|u1', [1, 2, 2], new Uint8Array(4)) }),
      },
      `${FRAME} has 2 times and 1 images: there must be one for each.`,
    ],
    [
      'no images in the archive',
      { [FRAME]: zipFile({ 'a.npy': new Uint8Array(9) }) },
      `${FRAME} holds a.npy, and no images; arrays t and imgs would fit.`,
    ],
    [
      'no columns in the archive',
      { [EVENT]: zipFile({ 't.npy': npyFile('<i8', [1], new BigInt64Array(1)) }) },
      `${EVENT} holds t, and no events; columns t, x, y and p would fit.`,
    ],
    [
      'events that are objects',
      {
        [EVENT]: zipFile({
          't.npy': caseOf('times-objects.npy'),
          'x.npy': new Uint8Array(1),
          'y.npy': new Uint8Array(1),
          'p.npy': new Uint8Array(1),
        }),
      },
      `${EVENT} holds t.npy, which holds elements of type |O; whole numbers, float32 or float64 would fit.`,
    ],
    [
      'a truncated archive of images',
      { [FRAME]: truncated.subarray(0, truncated.length - 40) },
      `${FRAME} is truncated: the directory at the end of this zip file is missing.`,
    ],
    [
      'a truncated archive of events',
      { [EVENT]: FOUR[EVENT]!.subarray(0, 200) },
      `${EVENT} is truncated: the directory at the end of this zip file is missing.`,
    ],
    [
      'no archive at all',
      { [EVENT]: new TextEncoder().encode('nothing'.repeat(100)) },
      `${EVENT} is truncated: the directory at the end of this zip file is missing.`,
    ],
    ['an empty file', { [FRAME]: new Uint8Array(0) }, `${FRAME} is empty.`],
  ])('%s', async (_, change, words) => {
    const files = swap(change)
    const { set, note } = await converted(files)
    expect({ train: set.train.count, test: set.test.count }).toEqual({ train: 1, test: 2 })
    expect(note).toContain('1 of 4 recordings could not be read and is left out.')
    expect(note).toContain(words)
    // The set equals one made without the damaged recording.
    expect(set).toEqual(await rest)
    const folder = await folderOf(files)
    const choice = { pairing: { ...slrChoiceFor(folder).pairing, ...SMALL }, damaged: 'stop' } as const
    expect(await refusal(convertSlr(folder, choice, quiet))).toMatch(/Nothing was imported\.$/)
    expect(await refusal(surveySlr(folder).preview(choice, 1, 0))).toContain(words)
  })

  it('recordings with fewer pairs repeat the last, which is said', async () => {
    const { set, note } = await converted(FOUR, { frames: 5 })
    expect(note).toContain('4 samples have fewer than 5 pairs, down to 3: the last is repeated.')
    const frames = set.train.more!.frames!.values.subarray(0, 80)
    expect([...frames.subarray(64)]).toEqual([...frames.subarray(32, 48)])
    expect([...set.train.images.subarray(128, 160)]).toEqual([...set.train.images.subarray(64, 96)])
  })

  it('times that were mended, and events outside what is seen, are said', async () => {
    const rows = [
      [0, 60, 20, 1],
      [10e6, 0, 0, 1],
      [5e6, 60, 20, 1],
      [20e6, 400, 0, 0],
      [150e6, 60, 20, 1],
    ] as const
    const { note } = await converted(swap({ [EVENT]: slrEventFile(rows) }))
    expect(note).toContain(
      `Of 1 of 4 recordings something was skipped or corrected. ${EVENT}: Times that run backwards, held at the time before: 1`,
    )
    expect(note).toContain('(1) lie outside the sensor or are more than are read, and are not counted.')
    expect(note).toContain('(1) lie outside the field.')
  })

  it('one that makes no set says why, in a sentence', async () => {
    expect(await refusal(openChosen(chosen(slrFiles({ users: [4], signs: ['at'] }))))).toContain(
      'are of user 4 alone. Users are for training or for testing',
    )
    expect(
      await refusal(openChosen(chosen({ [EVENT]: slrEventFile([]), [slrPath(0, 'eat', 'dimLED', 'front', 'frame')]: slrFrameFile() }))),
    ).toContain('No recording of DVS-SLR here has both halves.')
    const folder = await folderOf(FOUR)
    const { pairing } = slrChoiceFor(folder)
    const refused = (some: Partial<SlrPairing>, max?: number) =>
      refusal(convertSlr(folder, { pairing: { ...pairing, ...some }, damaged: 'skip' }, quiet, max === undefined ? {} : { max }))
    expect(await refused({ testUsers: [0, 1] })).toBe(
      'DVS-SLR gives no set with these settings. Every user who is here is for testing: leave some for training.',
    )
    expect(await refused({ testUsers: [7] })).toBe(
      'DVS-SLR gives no set with these settings. No user who is here is for testing: choose some.',
    )
    expect(await refused({}, 1e6)).toContain('alone comes to 6 MB, and up to 1 fit. Choose fewer or smaller frames.')
  })

  it('events alone are recordings as others are, with a folder for each class', async () => {
    const events = Object.fromEntries(Object.entries(FOUR).filter(([path]) => path.includes('_event')))
    const opened = await openChosen(chosen(events))
    if (!('events' in opened)) throw new Error('no recordings')
    expect(opened.events.classes).toEqual(['at', 'drink'])
  })

  it('a stop ends it, and keeps nothing', async () => {
    const folder = await folderOf(FOUR)
    const stop = new AbortController()
    const work = convertSlr(
      folder,
      { pairing: { ...slrChoiceFor(folder).pairing, ...SMALL }, damaged: 'skip' },
      (_, done) => done === 3 && stop.abort(),
      { signal: stop.signal },
    )
    await expect(work).rejects.toThrow('aborted')
  })
})
