/** SHD and SSC: from h5 files to counts, packed or not and from a disk; which set and which half; what is thinned out; what is refused. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importFolder } from '../../headless/load-data'
import { chosen, gzip, zipFile } from '../../testing/files'
import { type Folder, hdf5File } from '../../testing/hdf5'
import { importSet } from './import-set'
import { evenly } from './set'
import { filesIn, ImportError } from './source-file'
import { readSpikes } from './spikes-set'

interface Spikes {
  readonly times?: readonly (readonly number[])[]
  readonly units?: readonly (readonly number[])[]
  readonly labels?: readonly number[]
}
const folders = ({ times = [[0.25, 0.5], [1]], units = [[0, 699], [12]], labels = [0, 3] }: Spikes = {}): Folder => ({
  spikes: { times: { type: 'f2', values: times }, units: { type: 'u2', values: units } },
  labels: { type: 'u1', values: labels },
})
const file = (spikes?: Spikes) => hdf5File(folders(spikes))
const SHD = { 'shd_train.h5': file(), 'shd_test.h5': file({ labels: [19, 1] }) }

type Files = Readonly<Record<string, Uint8Array>>
async function refusal(files: Files): Promise<string> {
  const error: unknown = await importSet(chosen(files)).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ImportError)
  return (error as Error).message
}

describe('spikes', () => {
  it.each([
    ['plain', SHD],
    ['packed', Object.fromEntries(Object.entries(SHD).map(([path, bytes]) => [`${path}.gz`, gzip(bytes)]))],
    ['in a zip', { 'shd.zip': zipFile(SHD) }],
  ])('become counts, %s', async (_, files) => {
    const { data, set, note } = await importSet(chosen(files))
    expect(data).toMatchObject({ kind: 'shd' })
    expect(note).toBeUndefined()
    expect(set.train).toMatchObject({ count: 2, height: 250, width: 140, channels: 1, classes: 20 })
    expect([...set.train.labels, ...set.test.labels]).toEqual([0, 3, 19, 1])
    const spikes = [...set.train.images.entries()].filter(([, count]) => count > 0)
    // Steps are a 249th of 1.4 s, and the first begins at step 1.
    expect(spikes).toEqual([
      [(1 + Math.floor((0.25 * 249) / 1.4)) * 140, 1],
      [(1 + Math.floor((0.5 * 249) / 1.4)) * 140 + 139, 1],
      [35_000 + (1 + Math.floor(249 / 1.4)) * 140 + 2, 1],
    ])
  })

  it('are read from a disk where they lie', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'spikes-'))
    try {
      for (const [path, bytes] of Object.entries(SHD)) await writeFile(join(folder, path), bytes)
      const [here, there] = await Promise.all([importFolder(folder), importSet(chosen(SHD))])
      expect(here).toEqual(there)
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it.each([
    ['more classes than digits', { 'a_train.h5': file(), 'a_test.h5': file({ labels: [20, 34] }) }, 'ssc'],
    ['the name', { 'ssc_train.h5': file(), 'ssc_test.h5': file() }, 'ssc'],
    ['neither', { 'a_train.h5': file(), 'a_test.h5': file() }, 'shd'],
  ])('are of the set that %s says', async (_, files, kind) => {
    expect((await importSet(chosen(files))).data.kind).toBe(kind)
  })

  it('of the validation file of SSC are its validation part, and the other parts stay as they are without it', async () => {
    const ssc = { 'ssc_train.h5': file(), 'ssc_test.h5': file({ labels: [34, 1] }) }
    const { data, set, note } = await importSet(chosen({ ...ssc, 'ssc_valid.h5': file({ labels: [7, 8] }) }))
    expect(data.kind).toBe('ssc')
    expect(note).toBeUndefined()
    expect([...set.validation!.labels]).toEqual([7, 8])
    expect(set.validation!.images).toEqual(set.train.images)
    expect({ ...set, validation: undefined }).toEqual({ ...(await importSet(chosen(ssc))).set, validation: undefined })
  })

  it('of a validation file of SHD are left out, or test where nothing else does', async () => {
    const valid = file({ labels: [7, 7] })
    const beside = await importSet(chosen({ ...SHD, 'shd_valid.h5': valid }))
    expect([...beside.set.test.labels]).toEqual([19, 1])
    expect(beside.note).toBe('shd_valid.h5 is left out: training and test files make the set.')
    const instead = await importSet(chosen({ 'shd_train.h5': file(), 'shd_valid.h5': valid }))
    expect([...instead.set.test.labels]).toEqual([7, 7])
    expect(instead.note).toBe('shd_valid.h5 is the test set.')
  })

  it('that are too many are thinned out by class, and it is said', async () => {
    const many = (count: number) =>
      file({
        times: Array.from({ length: count }, () => [0]),
        units: Array.from({ length: count }, (_, n) => [n]),
        labels: Array.from({ length: count }, (_, n) => (n < count / 4 ? 1 : 0)),
      })
    const files = await filesIn(chosen({ 'a_train.h5': many(200), 'a_test.h5': many(40) }))
    const { train, test, note } = await readSpikes(files, () => {}, 60 * 35_000)
    expect({ train: train.count, test: test?.count }).toEqual({ train: 49, test: 9 })
    expect(train.labels.reduce((sum, label) => sum + label, 0)).toBe(12)
    // The recordings match the remaining labels: each states its index by its unit.
    const units = Array.from({ length: train.count }, (_, i) => train.images.subarray(i * 35_000 + 140, i * 35_000 + 280).indexOf(1))
    expect(units).toEqual(
      [
        ...evenly(
          Uint8Array.from({ length: 200 }, (_, n) => (n < 50 ? 1 : 0)),
          0.25,
        ),
      ].map((n) => Math.floor(n / 5)),
    )
    expect(note).toContain('49 of 200 training and 9 of 40 test samples are kept, evenly of each class: all would come to 8.4 MB')
  })

  it('of a validation file are thinned out by as much as the others, which keep their samples', async () => {
    const many = (count: number) =>
      file({
        times: Array.from({ length: count }, () => [0]),
        units: Array.from({ length: count }, (_, n) => [n]),
        labels: Array.from({ length: count }, () => 20),
      })
    const files = await filesIn(chosen({ 'a_train.h5': many(20), 'a_test.h5': many(20), 'a_valid.h5': many(8) }))
    const { train, validation, test } = await readSpikes(files, () => {}, 20 * 35_000)
    expect({ train: train.count, validation: validation?.count, test: test?.count }).toEqual({ train: 10, validation: 4, test: 10 })
  })

  it('of SHD are known by their speakers', async () => {
    const spoken = (speakers: readonly number[]) => hdf5File({ ...folders(), extra: { speaker: { type: 'u2', values: speakers } } })
    const { set } = await importSet(chosen({ ...SHD, 'shd_train.h5': spoken([4, 11]) }))
    expect(set.subjects).toEqual(Uint32Array.of(4, 11))
    expect((await importSet(chosen(SHD))).set.subjects).toBeUndefined()
    expect(await refusal({ ...SHD, 'shd_train.h5': spoken([4]) })).toContain('shd_train.h5 has 2 samples, and 1 in extra/speaker')
  })

  it('progress goes up to all samples', async () => {
    const seen: number[] = []
    await importSet(chosen(SHD), { progress: (what, done, total) => (what.startsWith('Reading') ? seen.push(done / total) : 0) })
    expect(seen).toEqual([0.5, 1])
  })

  const without = (...names: string[]): Uint8Array => {
    const { spikes, labels } = folders() as { spikes: Folder; labels: Folder }
    const kept = Object.fromEntries(Object.entries(spikes).filter(([name]) => !names.includes(name)))
    return hdf5File({ ...(names.includes('spikes') ? {} : { spikes: kept }), ...(names.includes('labels') ? {} : { labels }) })
  }
  const training = (bytes: Uint8Array): Files => ({ 'a_train.h5': bytes, 'a_test.h5': file() })
  it.each([
    ['no spikes', training(without('spikes')), 'a_train.h5 has no spikes/times.'],
    ['no times', training(without('times')), 'a_train.h5 has no spikes/times.'],
    ['no units', training(without('units')), 'a_train.h5 has no spikes/units.'],
    ['no labels', training(without('labels')), 'a_train.h5 has no labels.'],
    [
      'times that are no lists',
      training(hdf5File({ ...folders(), spikes: { times: { type: 'f4', values: [1] }, units: { type: 'u2', values: [1] } } })),
      'a_train.h5 has fractions of 4 bytes in spikes/times, where lists of fractions were expected.',
    ],
    [
      'labels of fractions',
      training(hdf5File({ ...folders(), labels: { type: 'f4', values: [1, 2] } })),
      'a_train.h5 has fractions of 4 bytes in labels, where whole numbers were expected.',
    ],
    [
      'too few labels',
      training(file({ labels: [1] })),
      'a_train.h5 has 2 samples in spikes/times, 2 in spikes/units and 1 in labels: there must be as many of each.',
    ],
    ['a label that is no class', training(file({ labels: [1, 35] })), 'a_train.h5 calls sample 1 a 35 in labels; 0 to 34 would fit.'],
    [
      'too few units',
      training(file({ units: [[1], [2]] })),
      'a_train.h5 has lists of different lengths for sample 0, 2 in spikes/times and 1 in spikes/units',
    ],
    [
      'a unit that is none',
      training(file({ units: [[1, 2], [700]] })),
      'a_train.h5 has 700 in spikes/units of sample 1; 0 to 699 would fit.',
    ],
    [
      'a time that is none',
      training(file({ times: [[1, Number.NaN], [1]] })),
      'a_train.h5 has NaN in spikes/times of sample 0; seconds from 0 would fit.',
    ],
    ['a time before the beginning', training(file({ times: [[1, -1], [1]] })), 'a_train.h5 has -1 in spikes/times of sample 0'],
    ['nothing to train with', { 'a_test.h5': file() }, 'a_test.h5 is for testing, and there is no file to train with.'],
    ['nothing to test with', { 'a_train.h5': file() }, 'a_train.h5 has no test file next to it. Choose both together.'],
    [
      'two of a half',
      { ...SHD, 'b_train.h5': file() },
      'shd_train.h5 and b_train.h5 both hold training samples. Choose the files of one set.',
    ],
    ['two sets', { 'shd_train.h5': file(), 'ssc_test.h5': file() }, 'shd_train.h5 and ssc_test.h5 are of different sets.'],
    ['a file that is cut off', training(file().subarray(0, 3000)), 'a_train.h5 is truncated or damaged: HDF5 cannot read all of it.'],
    [
      'one file alone that cannot be read',
      { 'a_train.h5': file().map((byte, i) => (i < 8 ? byte : 0)) },
      'a_train.h5 is truncated or damaged: HDF5 cannot read all of it.',
    ],
    ['a packed file that is cut off', { ...SHD, 'shd_test.h5': gzip(file()).subarray(0, 300) }, 'shd_test.h5 is truncated or damaged'],
    ['another format next to it', { ...SHD, 'a.wav': Uint8Array.from(Buffer.from('RIFF0000WAVE')) }, 'are of different formats'],
  ])('are refused where there is %s', async (_, files, message) => {
    expect(await refusal(files)).toContain(message)
  })
})

it('so many of each class are kept, evenly, and one at least', () => {
  expect([...evenly(Uint8Array.of(0, 0, 0, 0, 1, 1, 2), 0.5)]).toEqual([0, 2, 4, 6])
  expect([...evenly(Uint8Array.of(3, 3, 9), 1)]).toEqual([0, 1, 2])
})
