/** Folders of event recordings as sets: which set they are, their halves, frames, what is lost, and what is said of it. */

import { describe, expect, it } from 'vitest'
import { chosen, npyFile, pngFile, tarFile, zipFile } from '../../testing/files'
import { eventFolderOf, type Files, refusal } from '../../testing/folders'
import { atisFile, digitEvents, type EventRow, nMnistFiles } from '../../testing/recordings'
import { type DataSpec, dataSchema } from '../datasets/schema'
import type { EventSpec } from '../events/schema'
import { memoryFolder } from '../store/memory-folder'
import { readSet, storedSets, storeSet } from '../store/store'
import type { EventFolder } from './event-folder'
import { convertEvents } from './event-set'
import { surveyEvents } from './event-survey'
import { importSet, openChosen } from './import-set'
import { choiceFor, type EventChoice } from './schema'
import { fingerprintOf } from './set'

const open = (files: Files, wanted?: DataSpec) => importSet(chosen(files), {}, wanted)
const quiet = () => {}
const under = (folder: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`${folder}/${path}`, bytes]))

/** Recordings of two classes, a folder each. */
const OWN = (count = 10): Files =>
  Object.fromEntries(
    ['cats', 'dogs'].flatMap((name, label) =>
      Array.from({ length: count }, (_, n) => [`pets/${name}/${n}.bin`, atisFile(digitEvents(5 * label, n))] as const),
    ),
  )

describe('N-MNIST', () => {
  it.each([
    ['folders', nMnistFiles()],
    ['folders below another', under('n-mnist', nMnistFiles())],
    ['a tar', { 'n-mnist.tar': tarFile(nMnistFiles()) }],
    [
      'an archive for each half',
      Object.fromEntries(
        ['Train', 'Test'].map((half) => [
          `${half}.zip`,
          zipFile(Object.fromEntries(Object.entries(nMnistFiles()).filter(([path]) => path.startsWith(half)))),
        ]),
      ),
    ],
  ])('is known by %s', async (_, files) => {
    const { data, set } = await open(files)
    expect(data).toEqual(dataSchema.parse({ kind: 'nMnist' }))
    expect({ train: set.train.count, test: set.test.count }).toEqual({ train: 80, test: 20 })
    expect({ height: set.train.height, width: set.train.width, channels: set.train.channels, classes: set.train.classes }).toEqual({
      height: 10,
      width: 34 * 34 * 2,
      channels: 1,
      classes: 10,
    })
    expect([...set.test.labels]).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9])
  })

  it('says how much of it is here', async () => {
    expect((await eventFolderOf(nMnistFiles())).notes.at(-1)).toBe('100 samples are here; all of N-MNIST are 70,000.')
  })

  it('has the counts of its events, by pixel and polarity', async () => {
    const { set } = await open(nMnistFiles())
    const stride = 10 * 34 * 34 * 2
    // The first test sample is a zero: rows 0 to 2 and nothing else.
    const want = new Uint8Array(stride)
    const events = digitEvents(0, 50)
    const window = Math.floor((events.at(-1)![0] - events[0]![0]) / 10)
    for (const [t, x, y, p] of events) {
      const frame = Math.floor((t - events[0]![0]) / window)
      if (frame < 10) want[((frame * 34 + y) * 34 + x) * 2 + p]!++
    }
    expect(Buffer.compare(set.test.images.subarray(0, stride), want)).toBe(0)
  })

  it('becomes frames as an experiment says, and is found again under what it says', async () => {
    const wanted = dataSchema.parse({
      kind: 'nMnist',
      slice: 'eventCount',
      sliceSize: 7,
      frames: 3,
      height: 17,
      width: 17,
      polarities: 1,
      flip: true,
    })
    const imported = await open(nMnistFiles(), wanted)
    expect(imported.set.train.width).toBe(17 * 17)
    const folder = memoryFolder()
    await storeSet(folder, imported)
    expect(await fingerprintOf((await readSet(folder, wanted))!)).toBe(await fingerprintOf(imported.set))
    expect(await readSet(folder, dataSchema.parse({ kind: 'nMnist' }))).toBeUndefined()
  })

  it('without its test half is a set of one’s own, one in ten of each class set apart', async () => {
    const files = Object.fromEntries(Object.entries(nMnistFiles(20)).filter(([path]) => path.startsWith('Train')))
    const { data, set } = await open(files)
    expect(data).toMatchObject({ kind: 'ownEvents', name: '10 classes of recordings', classes: 10, train: 180, test: 20 })
    for (let label = 0; label < 10; label++) expect([...set.test.labels].filter((of) => of === label)).toHaveLength(2)
  })
})

describe('CIFAR10-DVS', () => {
  const CLASSES = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck']
  const files = Object.fromEntries(
    CLASSES.flatMap((name, label) =>
      Array.from({ length: 20 }, (_, n) => [`${name}.zip/${name}/cifar10_${name}_${n}.bin`, atisFile(digitEvents(label, n))] as const),
    ),
  )

  it('is split nine to one in each class, the same each time, and not by the order of the files', async () => {
    const [one, two] = [await eventFolderOf(files), await eventFolderOf(Object.fromEntries(Object.entries(files).reverse()))]
    expect(one.kind).toBe('cifar10Dvs')
    expect(one.classes).toEqual(CLASSES)
    const tests = (folder: EventFolder) => folder.samples.filter(({ half }) => half === 'test').map(({ file }) => file.path)
    expect(tests(one)).toEqual(tests(two))
    for (const name of CLASSES) expect(tests(one).filter((path) => path.includes(`_${name}_`))).toHaveLength(2)
    // The split follows a seed; it is not the first or the last of each class.
    expect(new Set(tests(one).map((path) => path.replace(/\D+/g, ' '))).size).toBeGreaterThan(4)
  })

  it('is counted on the whole of its sensor', async () => {
    const { data } = await open(files)
    expect(data).toEqual(dataSchema.parse({ kind: 'cifar10Dvs' }))
  })
})

describe('folders of one’s own', () => {
  it('have the names of their folders as classes, and a fingerprint', async () => {
    const { data, set, note } = await open(OWN())
    expect(data).toMatchObject({ kind: 'ownEvents', name: 'pets', classes: 2, train: 18, test: 2, height: 34, width: 34 })
    expect((data as Extract<EventSpec, { kind: 'ownEvents' }>).fingerprint).toMatch(/^[0-9a-f]{32}$/)
    expect(note).toContain('Classes from 0: cats, dogs.')
    expect(await fingerprintOf((await open(OWN(), data)).set)).toBe(await fingerprintOf(set))
    expect(set.classNames).toEqual(['cats', 'dogs'])
  })

  it('that name no training are for training and testing all the same', async () => {
    const files = under('test recordings', OWN())
    expect((await open(files)).data).toMatchObject({ kind: 'ownEvents', name: '2 classes of recordings', train: 18, test: 2 })
  })

  it('with a validation half next to a test half leave it out, and say so', async () => {
    const files = { ...under('train', OWN(4)), ...under('test', OWN(3)), ...under('val', OWN(2)) }
    const folder = await eventFolderOf(files)
    expect(folder.samples).toHaveLength(14)
    expect(folder.notes[0]).toBe('4 recordings are left out: those for training and for testing make the set.')
  })

  it('of which each recording has a separate folder are classes one above', async () => {
    const files = Object.fromEntries(Object.entries(OWN()).map(([path, bytes]) => [path.replace(/(\d+)\.bin$/, '$1/$1.bin'), bytes]))
    expect((await eventFolderOf(files)).classes).toEqual(['cats', 'dogs'])
  })

  it.each([
    [
      'pets/1.bin lies in no folder',
      { '1.bin': atisFile(digitEvents(0, 1)), '2.bin': atisFile(digitEvents(0, 2)) },
      '1.bin lies in no folder.',
    ],
    ['a single class', Object.fromEntries(Object.entries(OWN()).filter(([path]) => path.includes('cats'))), 'are of a single class'],
    ['a single recording', { 'a.bin': atisFile(digitEvents(0, 1)) }, 'a.bin is a single recording, and no data set.'],
  ])('are refused where there is %s', async (_, files, sentence) => {
    expect(await refusal(open(files as Files))).toContain(sentence)
  })
})

describe('what lies next to recordings', () => {
  it('is left out, and said', async () => {
    const image = pngFile(2, 2, 1, new Uint8Array(4))
    const { samples, notes } = await eventFolderOf({ ...OWN(), 'pets/cover.png': image, 'pets/read.me': Uint8Array.of(65, 66) })
    expect(samples).toHaveLength(20)
    expect(notes.at(-1)).toBe('pets/cover.png is left out: recordings of events make the set.')
  })

  it('is the set where it is most of the folder', async () => {
    const images = npyFile('|u1', [20, 2, 2], new Uint8Array(80))
    const labels = npyFile(
      '|u1',
      [20],
      Uint8Array.from({ length: 20 }, (_, n) => n % 3),
    )
    const { data } = await open({ 'a/x.npy': images, 'a/y.npy': labels, 'a/stray.bin': atisFile(digitEvents(1, 1)) })
    expect(data).toMatchObject({ kind: 'own', train: 18, classes: 3 })
  })

  it('of signs of one’s own are the images: a folder for each recording, of which the one above is the class', async () => {
    const column = (values: readonly number[]) => npyFile('<f8', [values.length], Float64Array.from(values))
    const events = zipFile({
      't.npy': column([1, 2, 3]),
      'x.npy': column([1, 2, 3]),
      'y.npy': column([0, 0, 0]),
      'p.npy': column([0, 1, 0]),
    })
    const frames = zipFile({ 't.npy': column([1]), 'imgs.npy': npyFile('|u1', [1, 2, 2, 3], new Uint8Array(12)) })
    const files = Object.fromEntries(
      ['0', '1'].flatMap((label) =>
        [0, 1].flatMap((user) => {
          const name = `user${user}_${label}_l_p`
          return [
            [`DVS-SLR/user${user}/${label}/${name}_event/${name}_event.npz`, events],
            [`DVS-SLR/user${user}/${label}/${name}_frame/${name}_frame.npz`, frames],
          ]
        }),
      ),
    )
    const { classes, samples, notes } = await eventFolderOf(files)
    expect(classes).toEqual(['0', '1'])
    expect(samples).toHaveLength(4)
    expect(notes).toEqual(['One in ten of each class is set apart for testing, by a seed, the same for everybody.'])
  })
})

describe('damaged recordings', () => {
  const [TORN, WRONG] = ['pets/cats/3.bin', 'pets/dogs/4.bin']
  const damaged = (): Files => ({ ...OWN(), [WRONG]: Uint8Array.from({ length: 600 }, (_, i) => (i * 37 + (i >> 3) * 91) & 255) })

  it('are left out, counted and named', async () => {
    const { set, note } = await open(damaged())
    expect(set.train.count + set.test.count).toBe(19)
    expect(note).toContain(`1 of 20 recordings could not be read and is left out. ${WRONG} is no recording of events`)
  })

  it('stop the import with their sentence where a person wants that', async () => {
    const folder = await eventFolderOf(damaged())
    const { found } = await surveyEvents(folder, quiet)
    const message = await refusal(convertEvents(folder, { ...choiceFor(found), damaged: 'stop' }, quiet))
    expect(message).toContain(`${WRONG} is no recording of events`)
    expect(message).toContain('Nothing was imported.')
  })

  it('that cannot be read at all are treated alike', async () => {
    let gone = false
    const files = chosen(OWN()).map(({ path, blob }) => {
      if (path !== TORN) return { path, blob }
      const slice = (from: number, to: number) =>
        gone ? ({ arrayBuffer: () => Promise.reject(new DOMException('gone')) } as Blob) : blob.slice(from, to)
      return { path, blob: Object.assign(new Blob([blob]), { slice }) }
    })
    const opened = await openChosen(files)
    if (!('events' in opened)) throw new Error('no folder')
    gone = true
    const { found } = await surveyEvents(opened.events, quiet)
    const { set, note } = await convertEvents(opened.events, choiceFor(found), quiet)
    expect(set.train.count + set.test.count).toBe(19)
    expect(note).toContain(`${TORN} could not be read from byte 0 on`)
  })
})

it('a disk without room keeps nothing of a new set and all of the old ones', async () => {
  const room = { left: 1_000_000 }
  const store = memoryFolder(room)
  const small = dataSchema.parse({ kind: 'nMnist', frames: 1, height: 8, width: 8 })
  await storeSet(store, await open(nMnistFiles(), small))
  room.left = 1000
  await expect(storeSet(store, await open(nMnistFiles()))).rejects.toThrow('The browser gives this page no room for 2.3 MB.')
  expect((await storedSets(store)).map(({ data }) => data)).toEqual([small])
  expect((await readSet(store, small))?.train.count).toBe(80)
})

describe('what is lost', () => {
  it('by saturation, by the field and by the slices is counted and said', async () => {
    const loud: EventRow[] = Array.from({ length: 300 }, (_, i) => [i, 17, 17, 1])
    const edge: EventRow[] = Array.from({ length: 50 }, (_, i) => [300 + i, 0, 0, 0])
    const files = { ...OWN(), 'pets/cats/0.bin': atisFile([...loud, ...edge]) }
    const folder = await eventFolderOf(files)
    const { found } = await surveyEvents(folder, quiet)
    const usual = choiceFor(found)
    const choice: EventChoice = {
      ...usual,
      framing: { ...usual.framing, slice: 'eventCount', sliceSize: 345, frames: 1, field: 32, height: 8, width: 8 },
    }
    const { note } = await convertEvents(folder, choice, quiet)
    expect(note).toMatch(/\(45\) would count beyond 255/)
    expect(note).toMatch(/lie outside the field/)
    expect(note).toMatch(/\(5\) are in no frame/)
  })

  it('where not all samples fit is the same share of each class, and is said', async () => {
    const folder = await eventFolderOf(OWN(40))
    const { found } = await surveyEvents(folder, quiet)
    const choice = choiceFor(found)
    const bytes = 10 * 34 * 34 * 2 + 1
    const { set, note } = await convertEvents(folder, choice, quiet, { max: 40 * bytes })
    expect({ train: set.train.count, test: set.test.count }).toEqual({ train: 36, test: 4 })
    expect(note).toContain('36 of 72 training and 4 of 8 test samples are kept, evenly of each class')
  })
})

it('frames of which not one of each class fits are refused before anything is read', async () => {
  const folder = await eventFolderOf(OWN())
  const { found } = await surveyEvents(folder, quiet)
  expect(await refusal(convertEvents(folder, choiceFor(found), quiet, { max: 50_000 }))).toBe(
    'pets comes to 93 kB with one sample of each class, and up to 50 kB fit. Choose fewer or smaller frames.',
  )
})

it('a cancel ends a conversion between two recordings', async () => {
  const folder = await eventFolderOf(OWN())
  const { found } = await surveyEvents(folder, quiet)
  const control = new AbortController()
  const progress = (_: string, done: number) => {
    if (done === 5) control.abort()
  }
  await expect(convertEvents(folder, choiceFor(found), progress, { signal: control.signal })).rejects.toThrow(/abort/)
})

describe('a look at a folder', () => {
  it('has a recording of each class, sizes and durations, and what a choice makes of them', async () => {
    const folder = await eventFolderOf(nMnistFiles())
    const { found, preview, recording } = await surveyEvents(folder, quiet)
    expect(found).toMatchObject({ kind: 'nMnist', format: 'ATIS .bin', files: 100, sensor: { width: 34, height: 34 }, damaged: [] })
    expect(found.classes[3]).toEqual({ name: '3', train: 8, test: 2 })
    expect(found.looked.map(({ label }) => label)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(found.looked[0]).toMatchObject({ path: 'Train/0/00001.bin', events: 60, first: 1000, last: 1000 + 59 * 1600, on: 0.5 })
    expect(recording(0).events.count).toBe(60)
    const all = await preview(choiceFor(found), null)
    expect(all.counts[0]!.reduce((a, b) => a + b, 0)).toBe(60 - all.unsliced / 10)
    expect(all.slices).toEqual([10, 10])
    const first = await preview(choiceFor(found), 0)
    expect(first.counts[0]!.reduce((a, b) => a + b, 0)).toBe(6)
  })

  it('goes past recordings that are damaged, and names them', async () => {
    const files = { ...OWN(), 'pets/cats/0.bin': Uint8Array.from({ length: 600 }, (_, i) => (i * 37 + (i >> 3) * 91) & 255) }
    const { found } = await surveyEvents(await eventFolderOf(files), quiet)
    expect(found.looked).toHaveLength(2)
    expect(found.damaged[0]).toContain('pets/cats/0.bin is no recording of events')
  })
})

describe('what lies outside the sensor', () => {
  /** The inspected recordings are smaller than some of the others. */
  const files = Object.fromEntries(
    ['cats', 'dogs'].flatMap((name) =>
      Array.from({ length: 20 }, (_, n): [string, Uint8Array] => {
        const side = n < 15 ? 20 : 60
        const rows = Array.from({ length: 60 }, (_, i): EventRow => [100 * i, (i * 7) % side, (i * 11) % side, i % 2])
        return [`pets/${name}/${String(n).padStart(2, '0')}.bin`, atisFile(rows)]
      }),
    ),
  )
  const choiceOf = async (folder: EventFolder) => choiceFor((await surveyEvents(folder, quiet)).found)

  it('is nothing where the sensor is a guess: all recordings are measured before they are read', async () => {
    const folder = await eventFolderOf(files)
    const choice = await choiceOf(folder)
    expect(choice).toMatchObject({ sensor: { width: 34, height: 34 }, guessed: true })
    const { set, note } = await convertEvents(folder, choice, quiet)
    expect(note).toContain('The files do not say their sensor: 60 × 60 pixels hold all of them.')
    expect(note).not.toMatch(/skipped|outside/)
    const said = await convertEvents(folder, { ...choice, sensor: { width: 60, height: 60 }, guessed: false }, quiet)
    expect(await fingerprintOf(set)).toBe(await fingerprintOf(said.set))
  })

  it('is said of recordings that are larger than the sensor that a person gave', async () => {
    const folder = await eventFolderOf(files)
    const choice = { ...(await choiceOf(folder)), sensor: { width: 20, height: 20 }, guessed: false }
    const { note } = await convertEvents(folder, choice, quiet)
    // Of the 60 events of each of ten recordings, those in columns and rows below 20 remain.
    const outside = 10 * Array.from({ length: 60 }, (_, i) => i).filter((i) => (i * 7) % 60 >= 20 || (i * 11) % 60 >= 20).length
    expect(note).toContain('Of 10 of 40 recordings something was skipped or corrected.')
    expect(note).toContain(`of the events (${outside}) lie outside the sensor`)
    expect(note).toContain('Events outside the sensor, skipped')
  })

  it('is said before anything is converted', async () => {
    const folder = await eventFolderOf(files)
    const { preview } = await surveyEvents(folder, quiet)
    const seen = await preview({ ...(await choiceOf(folder)), sensor: { width: 10, height: 10 } }, null)
    const inside = Array.from({ length: 60 }, (_, i) => i).filter((i) => (i * 7) % 20 < 10 && (i * 11) % 20 < 10).length
    expect({ events: seen.events, skipped: seen.skipped, outside: seen.outside }).toEqual({
      events: 120,
      skipped: 120 - 2 * inside,
      outside: 0,
    })
  })
})
