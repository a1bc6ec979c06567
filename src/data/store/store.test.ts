/** Stored sets: they are read back unchanged, complete or not at all, and a full disk loses nothing. */
import { expect, test } from 'vitest'
import { dataKey, dataSchema, dataShape } from '../datasets/schema'
import { finishSet, ownName } from '../import/set'
import type { Samples } from '../labeled-set'
import { withValidation } from '../parts/split'
import { streamsOf } from '../sources'
import { moreStreams, wordsOf } from '../streams'
import { memoryFolder } from './memory-folder'
import type { ImportedSet } from './store'
import { readSet, removeSet, renameSet, storedSets, storeSet, trainingSamples } from './store'

/** `side` by 3 pixels: rows of 9 bytes come to 12. */
const made = (seed: number, side = 3, count = 5): Promise<ImportedSet> => {
  const part = (from: number) => ({
    count,
    height: side,
    width: 3,
    channels: 1 as const,
    images: Uint8Array.from({ length: count * side * 3 }, (_, i) => (seed + from + i) & 255),
    labels: Uint8Array.from({ length: count }, (_, i) => i % 2),
    imagesPath: 'images',
    labelsPath: 'labels',
  })
  return finishSet({ train: part(0), test: part(99), name: `set ${seed}` })
}

test('a set that was kept is listed, read back byte for byte, and gone when it is removed', async () => {
  const folder = memoryFolder()
  const [one, two] = [await made(1), await made(2, 4)]
  let written = 0
  const kept = await storeSet(folder, one, (count) => {
    written += count
  })
  expect(kept).toMatchObject({ data: one.data, bytes: 130, train: 5, test: 5 })
  expect(written).toBe(130)
  await storeSet(folder, two)
  expect((await storedSets(folder)).map(({ data }) => data)).toEqual(expect.arrayContaining([one.data, two.data]))
  expect(await readSet(folder, one.data)).toEqual(one.set)
  expect(await readSet(folder, two.data)).toEqual(two.set)
  const { count, at } = (await trainingSamples(folder, two.data))!
  expect(count).toBe(5)
  const { images, labels } = two.set.train
  expect(await at(3)).toEqual({ image: images.slice(36, 48), label: labels[3] })
  await removeSet(folder, dataKey(one.data))
  expect(await readSet(folder, one.data)).toBeUndefined()
  expect((await storedSets(folder)).map(({ data }) => data)).toEqual([two.data])
})

test('a set of the user’s has another name, and is found by its key as before', async () => {
  const folder = memoryFolder()
  const one = await made(1)
  const kept = await storeSet(folder, one)
  await renameSet(folder, dataKey(one.data), '  my\nset ')
  expect(await storedSets(folder)).toEqual([{ ...kept, data: { ...one.data, name: 'my set' } }])
  expect(await readSet(folder, one.data)).toEqual(one.set)
  for (const [name, said] of [
    [' \t', 'A data set needs a name.'],
    ['x'.repeat(81), 'The name has 81 characters; up to 80 fit.'],
    ['mnist', '“mnist” is the name of another data set.'],
    [' N-MNIST', '“N-MNIST” is the name of another data set.'],
  ] as const)
    await expect(renameSet(folder, dataKey(one.data), name)).rejects.toThrow(said)
  expect([ownName('MNIST'), ownName('digits')]).toEqual(['own MNIST', 'digits'])
  await expect(renameSet(folder, 'another', 'x')).rejects.toThrow('not in this browser')
  expect((await storedSets(folder)).map(({ data }) => data)).toMatchObject([{ name: 'my set' }])
})

test('a set with a kind has the counts of its files, and what was done with them', async () => {
  const folder = memoryFolder()
  const part = (count: number) => ({
    count,
    height: 250,
    width: 140,
    channels: 1 as const,
    images: new Uint8Array(count * 35_000).fill(count),
    labels: Uint8Array.from({ length: count }, (_, i) => i),
    imagesPath: 'spikes',
    labelsPath: 'spikes',
  })
  const shd = await finishSet({ train: part(3), test: part(2), name: 'SHD', kind: 'shd', note: 'Fewer than there are.' })
  await storeSet(folder, shd)
  expect(await storedSets(folder)).toMatchObject([{ data: { kind: 'shd' }, train: 3, test: 2, note: 'Fewer than there are.' }])
  expect(await readSet(folder, shd.data)).toEqual(shd.set)
  const ssc = await finishSet({ train: part(3), validation: part(4), test: part(2), name: 'SSC', kind: 'ssc' })
  await storeSet(folder, ssc)
  expect((await storedSets(folder))[0]).toMatchObject({ data: { kind: 'ssc' }, train: 3, validation: 4, test: 2 })
  expect(await readSet(folder, ssc.data)).toEqual(ssc.set)
  expect(ssc.set.validation!.images[0]).toBe(4)
  const spoken = await finishSet({ train: { ...part(3), subjects: Uint32Array.of(9, 1, 9) }, test: part(2), name: 'SHD', kind: 'shd' })
  await storeSet(folder, spoken)
  const { train } = withValidation(streamsOf((await readSet(folder, shd.data))!), { kind: 'groups', share: 0.1, seed: 1 })
  expect(new Set(train.streams.subject!.values).size).toBe(1)
})

test('images and conditions of samples are kept with them, of one channel or three, and a file without them is damaged', async () => {
  const folder = memoryFolder()
  for (const channels of [1, 3]) {
    const data = dataSchema.parse({ kind: 'dvsSlr', frames: 3, height: 3, width: 5, channels })
    const shape = dataShape(data)
    const half = (count: number, from: number): Samples => ({
      // 3 steps of 3 x 5 pixels and two polarities: 90 bytes come to 92.
      images: Uint8Array.from({ length: 92 * count }, (_, i) => (i + from) & 255),
      labels: Uint8Array.from({ length: count }, (_, i) => (i + from) % 21),
      count,
      height: shape.height,
      width: shape.width,
      channels: 1,
      classes: 21,
      more: Object.fromEntries(
        moreStreams(shape).map(({ name, ...stream }, n) => {
          const words = count * wordsOf(stream)
          const value = (_: unknown, i: number) => (7 * i + n + from) & 127
          const values = stream.type === 'u8' ? Uint8Array.from({ length: 4 * words }, value) : Uint32Array.from({ length: words }, value)
          return [name, { ...stream, values }]
        }),
      ),
    })
    const set = { train: half(4, 1), test: half(2, 50) }
    expect(Object.keys(set.train.more!)).toEqual(['frames', 'light', 'position', 'subject'])
    expect(set.train.more!.frames!.shape).toEqual(channels === 1 ? [3, 3, 5] : [3, 3, 5, 3])
    // A sample is its image, its label, its images in whole words, and three words.
    const { bytes } = await storeSet(folder, { data, set })
    expect(bytes).toBe(6 * (92 + 1 + (channels === 1 ? 48 : 136) + 12) + 2)
    const read = (await readSet(folder, data))!
    expect(read).toEqual(set)
    expect(read.test.more!.subject!.values).toBeInstanceOf(Uint32Array)
    const { count, at } = (await trainingSamples(folder, data))!
    expect({ count, label: (await at(3)).label }).toEqual({ count: 4, label: 4 })
    const short = { ...set, test: { ...set.test, more: { ...set.test.more, frames: set.train.more!.frames! } } }
    await storeSet(folder, { data, set: short })
    await expect(readSet(folder, data)).rejects.toThrow('DVS-SLR in this browser is damaged: remove it')
  }
  expect(await storedSets(folder)).toHaveLength(2)
})

test('what classes are called is kept with a set of one’s own, and left aside where it cannot be so', async () => {
  const folder = memoryFolder()
  const { data, set } = await made(1)
  await storeSet(folder, { data, set: { ...set, classNames: ['left', 'right'] } })
  expect((await storedSets(folder))[0]?.classNames).toEqual(['left', 'right'])
  expect((await readSet(folder, data))?.classNames).toEqual(['left', 'right'])
  for (const classNames of [['left'], ['a', 'b', 'c'], ['x'.repeat(81), 'y'], Array(300).fill('z'), [1, 2], 'left']) {
    await storeSet(folder, { data, set: { ...set, classNames: classNames as string[] } })
    expect(await readSet(folder, data)).toEqual(set)
  }
})

test('a set that was kept before counts were has those that it says', async () => {
  const folder = memoryFolder()
  const { data, set } = await made(1)
  await storeSet(folder, { data, set })
  for await (const [name] of (folder as unknown as { entries(): AsyncIterable<[string]> }).entries()) {
    const listed = await (await folder.getDirectoryHandle(name)).getFileHandle('set.json')
    const { train: _, test: __, ...before } = JSON.parse(await (await listed.getFile()).text())
    const writable = await listed.createWritable()
    await writable.write(JSON.stringify(before))
    await writable.close()
  }
  expect(await storedSets(folder)).toMatchObject([{ train: 5, test: 5 }])
  expect(await readSet(folder, data)).toEqual(set)
})

test('a set of the same key takes the place of the old one', async () => {
  const folder = memoryFolder()
  const set = await made(1)
  await storeSet(folder, set)
  await storeSet(folder, set)
  expect((await storedSets(folder)).length).toBe(1)
})

test('a full disk says so, keeps nothing of the new set and all of the old ones', async () => {
  const room = { left: 1000 }
  const folder = memoryFolder(room)
  const one = await made(1)
  await storeSet(folder, one)
  room.left = 50
  await expect(storeSet(folder, await made(2))).rejects.toThrow('The browser gives this page no room for 1 kB. Remove a data set')
  expect((await storedSets(folder)).map(({ data }) => data)).toEqual([one.data])
  expect(await readSet(folder, one.data)).toEqual(one.set)
  room.left = 1000
  await storeSet(folder, await made(2))
  expect((await storedSets(folder)).length).toBe(2)
})

test('what an interrupted import left is not listed, and goes with the next one', async () => {
  const folder = memoryFolder()
  const half = await folder.getDirectoryHandle('half', { create: true })
  await half.getFileHandle('samples.bin', { create: true })
  expect(await storedSets(folder)).toEqual([])
  await storeSet(folder, await made(1))
  await expect(folder.getDirectoryHandle('half')).rejects.toThrow()
})

test('a set that is not what the experiment says, or is damaged, is refused in words', async () => {
  const folder = memoryFolder()
  const { data, set } = await made(1)
  await storeSet(folder, { data, set })
  await expect(readSet(folder, { ...data, classes: 3 } as typeof data)).rejects.toThrow(
    'set 1 in this browser has 2 for classes, where the experiment says 3.',
  )
  const short = { ...set, train: { ...set.train, images: set.train.images.subarray(4) } }
  await storeSet(folder, { data, set: short })
  await expect(readSet(folder, data)).rejects.toThrow('set 1 in this browser is damaged: remove it')
})
