/** From chosen files to a data set: every format, the kind of set it becomes, and the message for everything that does not fit. */
import { describe, expect, it } from 'vitest'
import { chosen, cifarByte, cifarFile, gzip, idxFile, joined, longBlob, npyFile, pngFile, tarFile, zipFile } from '../../testing/files'
import { nameOf, splitOf } from './arrays'
import type { DecodeImage } from './images'
import { importSet } from './import-set'
import { ImportError } from './source-file'

type Files = Readonly<Record<string, Uint8Array>>
const ramp = (length: number, from = 0) => Uint8Array.from({ length }, (_, i) => (from + i) & 255)
const open = (files: Files, decode?: DecodeImage) => importSet(chosen(files), decode ? { decode } : {})
async function refusal(files: Files, decode?: DecodeImage): Promise<string> {
  const error: unknown = await open(files, decode).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ImportError)
  return (error as Error).message
}

/** Six training and three test images of 2 by 4 bytes, three classes. */
const IDX: Files = {
  'train-images-idx3-ubyte': idxFile([6, 2, 4], ramp(48)),
  'train-labels-idx1-ubyte': idxFile([6], Uint8Array.of(0, 1, 2, 0, 1, 2)),
  't10k-images-idx3-ubyte': idxFile([3, 2, 4], ramp(24, 100)),
  't10k-labels-idx1-ubyte': idxFile([3], Uint8Array.of(2, 1, 0)),
}
const NPZ: Files = {
  'x_train.npy': npyFile('|u1', [6, 2, 4], ramp(48)),
  'y_train.npy': npyFile('<i8', [6], BigInt64Array.of(0n, 1n, 2n, 0n, 1n, 2n)),
  'x_test.npy': npyFile('|u1', [3, 2, 4], ramp(24, 100)),
  'y_test.npy': npyFile('<i8', [3], BigInt64Array.of(2n, 1n, 0n)),
}
const zipped = (files: Files) => Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`${path}.gz`, gzip(bytes)]))
const CIFAR: Files = {
  ...Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`data_batch_${n}.bin`, cifarFile(4, 10, 1, 4 * (n - 1))])),
  'test_batch.bin': cifarFile(6, 10, 1, 100),
}

describe('arrays', () => {
  it.each([
    ['IDX files', IDX, 'Images of 4 × 2'],
    ['packed IDX files', zipped(IDX), 'Images of 4 × 2'],
    ['IDX files of a folder', Object.fromEntries(Object.entries(IDX).map(([path, bytes]) => [`shoes/${path}`, bytes])), 'shoes'],
    ['packed IDX files in a zip', { 'shoes.zip': zipFile(zipped(IDX)) }, 'shoes'],
    ['a stored npz', { 'blood.npz': zipFile(NPZ, false) }, 'blood'],
    ['a deflated npz', { 'blood.npz': zipFile(NPZ) }, 'blood'],
    ['npy files', Object.fromEntries(Object.entries(NPZ).map(([path, bytes]) => [`cells/${path}`, bytes])), 'cells'],
  ])('are read from %s', async (_, files, name) => {
    const { data, set } = await open(files)
    expect(data).toMatchObject({ kind: 'own', name, height: 2, width: 4, channels: 1, classes: 3, train: 6, test: 3 })
    expect([...set.train.images]).toEqual([...ramp(48)])
    expect([...set.train.labels]).toEqual([0, 1, 2, 0, 1, 2])
    expect([...set.test.images]).toEqual([...ramp(24, 100)])
    expect([...set.test.labels]).toEqual([2, 1, 0])
  })

  it.each([
    ['x', 'y'],
    ['arr_0', 'arr_1'],
  ])('of an npz with %s and %s are no events', async (images, labels) => {
    const files = {
      [`${images}.npy`]: npyFile('|u1', [20, 2, 4], ramp(160)),
      [`${labels}.npy`]: npyFile(
        '|u1',
        [20],
        ramp(20).map((n) => n % 3),
      ),
    }
    expect((await open({ 'a.npz': zipFile(files) })).data).toMatchObject({ kind: 'own', classes: 3, train: 18 })
  })

  it('of the same samples have the same fingerprint, whatever file they came in', async () => {
    const prints = await Promise.all([IDX, zipped(IDX), { 'a.npz': zipFile(NPZ) }].map(async (files) => (await open(files)).data))
    const [first] = prints.map((data) => data.kind === 'own' && data.fingerprint)
    expect(first).toMatch(/^[0-9a-f]{32}$/)
    expect(new Set(prints.map((data) => data.kind === 'own' && data.fingerprint)).size).toBe(1)
    const { data } = await open({ ...IDX, 't10k-images-idx3-ubyte': idxFile([3, 2, 4], ramp(24, 101)) })
    expect(data.kind === 'own' && data.fingerprint).not.toBe(first)
  })

  it('without a test set give a tenth of their samples, the same each time', async () => {
    const labels = ramp(40).map((n) => n % 4)
    const files = { 'images.npy': npyFile('|u1', [40, 2, 2], ramp(160)), 'labels.npy': npyFile('|u1', [40], labels) }
    const [once, again] = [await open(files), await open(files)]
    expect(once.data).toEqual(again.data)
    const { train, test } = once.set
    expect({ train: train.count, test: test.count }).toEqual({ train: 36, test: 4 })
    const all = [...train.images, ...test.images].filter((_, i) => i % 4 === 0).sort((a, b) => a - b)
    expect(all).toEqual(Array.from({ length: 40 }, (_, n) => 4 * n))
    for (const { images, labels: own } of [train, test]) expect([...own]).toEqual([...own].map((_, i) => (images[4 * i]! / 4) % 4))
  })

  it('use validation for testing only where there is no test set', async () => {
    const [x, y] = [npyFile('|u1', [2, 2, 2], ramp(8)), npyFile('|u1', [2], Uint8Array.of(0, 1))]
    const files = {
      'train_images.npy': x,
      'train_labels.npy': y,
      'val_images.npy': npyFile('|u1', [2, 2, 2], ramp(8, 50)),
      'val_labels.npy': y,
    }
    expect((await open(files)).set.test.images[0]).toBe(50)
    const tested = { ...files, 'test_images.npy': npyFile('|u1', [2, 2, 2], ramp(8, 90)), 'test_labels.npy': y }
    expect((await open(tested)).set.test.images[0]).toBe(90)
  })

  it('of odd sizes come in rows of whole words', async () => {
    const files = {
      ...IDX,
      'train-images-idx3-ubyte': idxFile([6, 1, 7], ramp(42, 1)),
      't10k-images-idx3-ubyte': idxFile([3, 1, 7], ramp(21, 1)),
    }
    const { train } = (await open(files)).set
    expect([...train.images.subarray(0, 16)]).toEqual([1, 2, 3, 4, 5, 6, 7, 0, 8, 9, 10, 11, 12, 13, 14, 0])
    expect(train.images.length).toBe(48)
  })

  it('of EMNIST are turned upright, its letters counted from 0, and the balanced set taken from all', async () => {
    const set = (split: string, labels: Uint8Array): Files => ({
      [`emnist-${split}-train-images-idx3-ubyte.gz`]: gzip(idxFile([2, 2, 3], Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12))),
      [`emnist-${split}-train-labels-idx1-ubyte.gz`]: gzip(idxFile([2], labels)),
      [`emnist-${split}-test-images-idx3-ubyte.gz`]: gzip(idxFile([1, 2, 3], ramp(6))),
      [`emnist-${split}-test-labels-idx1-ubyte.gz`]: gzip(idxFile([1], labels.subarray(0, 1))),
    })
    const letters = await open(set('letters', Uint8Array.of(1, 2)))
    expect(letters.data).toMatchObject({ kind: 'own', name: 'emnist-letters', height: 3, width: 2, classes: 2 })
    expect([...letters.set.train.labels]).toEqual([0, 1])
    expect([...letters.set.train.images.subarray(0, 6)]).toEqual([1, 4, 2, 5, 3, 6])
    const all = { 'gzip.zip': zipFile({ ...set('letters', Uint8Array.of(1, 2)), ...set('balanced', Uint8Array.of(0, 3)) }) }
    expect((await open(all)).data).toMatchObject({ name: 'emnist-balanced', classes: 4 })
  })

  it.each([
    ['kmnist', { train: 60_000, test: 10_000, classes: 10 }, 'kmnist/'],
    ['emnist', { train: 112_800, test: 18_800, classes: 47 }, 'emnist-balanced-'],
  ] as const)('of the right numbers and name are known as %s', async (kind, { train, test, classes }, before) => {
    const images = (count: number) => idxFile([count, 28, 28], new Uint8Array(count * 784))
    const labels = (count: number) =>
      idxFile(
        [count],
        Uint8Array.from({ length: count }, (_, i) => i % classes),
      )
    const { data } = await open({
      [`${before}train-images-idx3-ubyte`]: images(train),
      [`${before}train-labels-idx1-ubyte`]: labels(train),
      [`${before}test-images-idx3-ubyte`]: images(test),
      [`${before}test-labels-idx1-ubyte`]: labels(test),
    })
    expect(data).toMatchObject({ kind, batch: 100 })
  })

  const without = (name: string) => Object.fromEntries(Object.entries(IDX).filter(([path]) => path !== name))
  it.each([
    [
      'labels missing',
      without('train-labels-idx1-ubyte'),
      'train-images-idx3-ubyte has no training labels next to it. Choose images and labels together.',
    ],
    [
      'two sets at once',
      { ...IDX, 'other/train-images': IDX['train-images-idx3-ubyte']! },
      'train-images-idx3-ubyte and other/train-images both hold training images.',
    ],
    [
      'too few labels',
      { ...IDX, 'train-labels-idx1-ubyte': idxFile([5], ramp(5)) },
      'train-labels-idx1-ubyte has 5 labels, and train-images-idx3-ubyte 6 images',
    ],
    [
      'a cut off file',
      { ...IDX, 't10k-images-idx3-ubyte': IDX['t10k-images-idx3-ubyte']!.subarray(0, 30) },
      't10k-images-idx3-ubyte is truncated: 30 of 40 bytes are there.',
    ],
    [
      'a cut off packed file',
      { ...IDX, 't10k-images-idx3-ubyte': gzip(IDX['t10k-images-idx3-ubyte']!).subarray(0, 30) },
      't10k-images-idx3-ubyte is truncated or damaged',
    ],
    [
      'mixed sizes',
      { ...IDX, 't10k-images-idx3-ubyte': idxFile([3, 4, 2], ramp(24)) },
      't10k-images-idx3-ubyte has images of 2 × 4 pixels, and train-images-idx3-ubyte of 4 × 2 pixels',
    ],
    [
      'a test label that is no class',
      { ...IDX, 't10k-labels-idx1-ubyte': idxFile([3], Uint8Array.of(0, 7, 1)) },
      't10k-labels-idx1-ubyte calls sample 1 a 7; labels from 0 to 2 would fit.',
    ],
    ['one class', { ...IDX, 'train-labels-idx1-ubyte': idxFile([6], new Uint8Array(6)) }, 'train-labels-idx1-ubyte has a single class'],
    [
      'no images',
      { 'x.npy': npyFile('|u1', [0, 2, 2], new Uint8Array(0)), 'y.npy': npyFile('|u1', [0], new Uint8Array(0)) },
      'x.npy has no images.',
    ],
    [
      'images too large',
      { 'x.npy': npyFile('|u1', [1, 2, 600], new Uint8Array(1200)), 'y.npy': npyFile('|u1', [1], Uint8Array.of(1)) },
      'x.npy has images of 600 × 2 pixels; up to 512 × 512 would fit.',
    ],
    [
      'a cut off npz',
      { 'a.npz': zipFile(NPZ).subarray(0, -30) },
      'a.npz is truncated: the directory at the end of this zip file is missing.',
    ],
    [
      'a damaged npz',
      { 'a.npz': zipFile(NPZ, false).map((byte, i) => (i === 200 ? byte ^ 1 : byte)) },
      'a.npz/x_train.npy is damaged: its CRC',
    ],
    [
      'too few to split',
      { 'x.npy': npyFile('|u1', [2, 2, 2], ramp(8)), 'y.npy': npyFile('|u1', [2], Uint8Array.of(0, 1)) },
      'ten or more can be split',
    ],
  ])('are refused with %s', async (_, files, message) => {
    expect(await refusal(files)).toContain(message)
  })
})

describe('CIFAR', () => {
  const folder = (files: Files) => Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`cifar-10-batches-bin/${path}`, bytes]))

  it.each([
    ['its files', CIFAR],
    ['its archive', { 'cifar-10-binary.tar.gz': gzip(tarFile({ ...folder(CIFAR), 'cifar-10-batches-bin/readme.html': ramp(10, 60) })) }],
  ])('is read from %s', async (_, files) => {
    const { data, set } = await open(files)
    expect(data).toMatchObject({
      kind: 'own',
      name: 'Records of CIFAR-10',
      height: 32,
      width: 32,
      channels: 3,
      classes: 10,
      train: 20,
      test: 6,
    })
    expect([...set.train.labels]).toEqual(Array.from({ length: 20 }, (_, n) => n % 10))
    expect(set.train.images[(17 * 1024 + 5) * 3 + 1]).toBe(cifarByte(17, 1, 5))
    expect(set.test.images[(2 * 1024 + 9) * 3 + 2]).toBe(cifarByte(102, 2, 9))
  })

  it('of a hundred classes has its fine labels read', async () => {
    const { data, set } = await open({ 'train.bin': cifarFile(10, 100, 2, 93), 'test.bin': cifarFile(4, 100, 2) })
    expect(data).toMatchObject({ kind: 'own', classes: 100 })
    expect([...set.train.labels.subarray(0, 3)]).toEqual([93, 94, 95])
  })

  it('of the right number of samples is known', async () => {
    const batch = cifarFile(10_000, 10)
    const { data } = await open({
      ...Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`data_batch_${n}.bin`, batch])),
      'test_batch.bin': batch,
    })
    expect(data).toMatchObject({ kind: 'cifar10', batch: 100 })
  })

  it.each([
    [
      'a batch missing',
      Object.fromEntries(Object.entries(CIFAR).filter(([path]) => path !== 'data_batch_3.bin')),
      'data_batch_3.bin is missing. CIFAR-10 has data_batch_1.bin',
    ],
    [
      'a batch cut off',
      { ...CIFAR, 'data_batch_2.bin': CIFAR['data_batch_2.bin']!.subarray(0, 9000) },
      'data_batch_2.bin is 9000 bytes long, which is no whole number of records',
    ],
    [
      'a label that is no class',
      { ...CIFAR, 'test_batch.bin': cifarFile(12, 12) },
      'test_batch.bin calls record 10 a 10; labels from 0 to 9',
    ],
    ['its archive cut off', { 'c.tar.gz': gzip(tarFile(folder(CIFAR)).subarray(0, 30_000)) }, 'c.tar.gz is truncated: '],
    ['its archive cut off when packed', { 'c.tar.gz': gzip(tarFile(folder(CIFAR))).subarray(0, 300) }, 'c.tar.gz is truncated or damaged'],
    [
      'its Python version',
      { 'c.tar': tarFile({ 'cifar-10-batches-py/data_batch_1': Uint8Array.of(0x80, 2, 0x7d) }) },
      'is of the Python version of CIFAR. The binary version, cifar-10-binary.tar.gz',
    ],
  ])('is refused with %s', async (_, files, message) => {
    expect(await refusal(files)).toContain(message)
  })
})

describe('images', () => {
  /** Decodes no PNG: the first pixel's four bytes are those of the file's end. */
  const decode: DecodeImage = async (file) => {
    const bytes = new Uint8Array(await file.arrayBuffer())
    const view = new DataView(bytes.buffer)
    const [width, height] = [view.getUint32(16), view.getUint32(20)]
    if (bytes.length < 60) throw new Error('cut off')
    const pixels = new Uint8ClampedArray(4 * width * height)
    for (let p = 0; p < width * height; p++) pixels.set([bytes.at(-1)!, 20, 30, p === 0 ? 51 : 255], 4 * p)
    return { width, height, pixels }
  }
  const png = (mark: number, channels: 1 | 3 = 1, width = 2) =>
    joined(pngFile(width, 2, channels, new Uint8Array(2 * width * channels)), Uint8Array.of(mark))
  const many = (folder: string, count: number, from: number): Files =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`${folder}/${i}.png`, png(from + i)]))

  it('of folders are classes in the order of their names, and gray where all are', async () => {
    const { data, set } = await open({ ...many('pets/10', 11, 50), ...many('pets/9', 9, 100) }, decode)
    expect(data).toMatchObject({ kind: 'own', name: 'pets', height: 2, width: 2, channels: 1, classes: 2, train: 18, test: 2 })
    const rows = [set.train, set.test].flatMap(({ images, labels }) => [...labels].map((label, i) => [label, images[4 * i + 1]!]))
    expect(
      rows
        .filter(([label]) => label === 0)
        .map(([, mark]) => mark)
        .sort(),
    ).toEqual(Array.from({ length: 9 }, (_, i) => 100 + i).sort())
    // A pixel that lets a fifth through, over black.
    expect(set.test.images[0]).toBe(Math.round(set.test.images[1]! / 5))
  })

  it('of train and test folders keep to them, and are in color where one is', async () => {
    const files = { ...many('a/train/cat', 3, 50), ...many('a/train/dog', 2, 60), 'a/test/dog/1.png': png(99, 3) }
    const { data, set } = await open(files, decode)
    expect(data).toMatchObject({ channels: 3, classes: 2, train: 5, test: 1 })
    expect([...set.test.labels]).toEqual([1])
    expect([...set.test.images.subarray(3, 6)]).toEqual([99, 20, 30])
  })

  it.each([
    [
      'mixed sizes',
      { ...many('a', 2, 0), 'b/x.png': png(1, 1, 3) },
      'b/x.png is 3 × 2 pixels, and a/0.png is 2 × 2 pixels: all images must be of one size.',
    ],
    ['no folder', { 'x.png': png(1) }, 'x.png lies in no folder.'],
    [
      'a class only in testing',
      { ...many('train/a', 2, 0), 'test/b/1.png': png(1) },
      'test/b/1.png is of the class b, which has no images to train with.',
    ],
    ['nothing to train with', many('test/a', 2, 0), 'test/a/0.png is for testing'],
    ['an image cut off', { ...many('a', 12, 0), 'b/x.png': png(1).subarray(0, 40) }, 'b/x.png could not be decoded'],
    ['a header cut off', { ...many('a', 2, 0), 'b/x.png': png(1).subarray(0, 20) }, 'b/x.png does not say how large it is'],
  ])('are refused with %s', async (_, files, message) => {
    expect(await refusal(files, decode)).toContain(message)
  })

  it('are refused where there is nobody to decode them', async () => {
    expect(await refusal(many('a', 2, 0))).toContain('only a browser decodes images')
  })
})

describe('what is no data set', () => {
  it.each([
    [
      'a text',
      { 'notes.txt': Uint8Array.from('some notes', (c) => c.charCodeAt(0)) },
      'notes.txt is a text file, not a data set. IDX files',
    ],
    [
      'bytes of another kind',
      { 'a.xyz': Uint8Array.of(1, 2, 3, 4) },
      'a.xyz begins with 01 02 03 04, which is no format that is read. IDX files',
    ],
    ['an empty file', { 'a.npz': new Uint8Array(0) }, 'a.npz is empty. IDX files'],
    ['nothing but clutter', { '.DS_Store': ramp(10), 'a/Thumbs.db': ramp(10) }, 'There is no file in what was chosen.'],
    ['two formats', { ...IDX, ...CIFAR }, 'train-images-idx3-ubyte and data_batch_1.bin are of different formats.'],
  ])('%s is refused by name, with what would fit', async (_, files, message) => {
    expect(await refusal(files)).toContain(message)
  })

  it('however long, is decided by its first bytes', async () => {
    let read = 0
    const blob = {
      size: 10 ** 10,
      slice: (from: number, to: number) => {
        read += to - from
        return new Blob([new Uint8Array(to - from).fill(1)])
      },
      stream: () =>
        new ReadableStream({
          pull(controller) {
            read += 65_536
            controller.enqueue(new Uint8Array(65_536).fill(1))
          },
        }),
    } as unknown as Blob
    await expect(importSet([{ path: 'huge.dat', blob }])).rejects.toThrow('huge.dat begins with 01 01 01 01')
    expect(read).toBeLessThan(10 ** 6)
  })

  it('is not read where it is too long for any set', async () => {
    const { 'x_train.npy': head } = NPZ
    await expect(importSet([{ path: 'x_train.npy', blob: longBlob(head!, 10 ** 10) }])).rejects.toThrow(
      'x_train.npy is 10000 MB long; up to 1074 MB are read.',
    )
  })
})

describe('names', () => {
  it.each([
    ['train-images-idx3-ubyte', 'train', ''],
    ['data/fashion/t10k-labels-idx1-ubyte', 'test', 'fashion'],
    ['kmnist-test-imgs.npz/arr_0.npy', 'test', 'kmnist'],
    ['set.npz/testX.npy', 'test', 'set'],
    ['contest/x.npy', 'train', 'contest'],
    ['blood.npz/val_labels.npy', 'validation', 'blood'],
  ])('of %s say %s and “%s”', (path, split, name) => {
    expect({ split: splitOf(path), name: nameOf(path) }).toEqual({ split, name })
  })
})

it('progress goes up to all bytes', async () => {
  const seen: number[] = []
  const files = chosen(zipped(IDX))
  await importSet(files, { progress: (what, done, total) => (what.startsWith('Reading') ? seen.push(done / total) : 0) })
  expect(seen).toEqual([...seen].sort((a, b) => a - b))
  expect(seen.at(-1)).toBe(1)
})
