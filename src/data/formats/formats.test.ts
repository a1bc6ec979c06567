/** The parsers of archives, arrays and images' headers: what they read, and the sentence for each thing they refuse. */
import { describe, expect, it, test } from 'vitest'
import { blobOf, cifarByte, cifarFile, joined, npyFile, pngFile, tarFile, zipFile } from '../../testing/files'
import { parseCifar } from './cifar'
import { FormatError } from './format-error'
import { readImageHeader } from './image-header'
import { imagesOf, labelsOf, parseNpy } from './npy'
import { type ByteStream, type Bytes, readAll, readFirst } from './stream'
import { isTar, readTar } from './tar'
import { readZip } from './zip'

const own = (bytes: Uint8Array): Bytes => Uint8Array.from(bytes)
/** A stream that gives `size` bytes at a time. */
const pieces = (bytes: Uint8Array, size: number): ByteStream => {
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close()
      controller.enqueue(own(bytes.subarray(at, at + size)))
      at += size
    },
  })
}
const letters = (text: string) => new TextEncoder().encode(text)

describe('streams', () => {
  const bytes = Uint8Array.from({ length: 100 }, (_, i) => i)

  it.each([1, 7, 100])('are read whole, or as far as asked, in pieces of %i', async (size) => {
    expect([...(await readAll(pieces(bytes, size)))]).toEqual([...bytes])
    expect([...(await readFirst(pieces(bytes, size), 30))]).toEqual([...bytes.subarray(0, 30)])
    expect((await readFirst(pieces(bytes, size), 300)).length).toBe(100)
  })

  it('are read no further than the bound', async () => {
    let given = 0
    const endless: ByteStream = new ReadableStream({
      pull(controller) {
        given += 1000
        controller.enqueue(new Uint8Array(1000))
      },
    })
    await expect(readAll(endless, 5000)).rejects.toThrow('holds more than 5 kB')
    expect(given).toBeLessThan(10_000)
  })
})

describe('tar', () => {
  const files = { 'a/one.bin': letters('one'), 'a/empty': new Uint8Array(0), 'two.bin': new Uint8Array(1500).fill(7) }
  const archive = tarFile(files)
  const all = async (stream: ByteStream, max = 1e6) => {
    const found: Record<string, number[]> = {}
    for await (const { path, bytes } of readTar(stream, max)) found[path] = [...bytes]
    return found
  }

  it.each([13, 512, 10_000])('gives its files, in pieces of %i', async (size) => {
    expect(isTar(archive.subarray(0, 512))).toBe(true)
    expect(await all(pieces(archive, size))).toEqual(Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, [...bytes]])))
  })

  it.each([
    ['cut off in a file', archive.subarray(0, 512 + 1024 + 512 + 700), /^is truncated: 700 of 1500 bytes of two.bin are there/],
    ['cut off in a header', archive.subarray(0, 1500), /^is truncated: it ends in the middle of a header/],
    ['damaged', archive.map((byte, i) => (i === 1025 ? byte ^ 1 : byte)), /^is damaged: a header/],
  ])('is refused when %s', async (_, bytes, message) => {
    await expect(all(pieces(bytes, 512))).rejects.toThrow(message)
  })

  it('is refused when a file in it is too large', async () => {
    await expect(all(pieces(archive, 512), 1000)).rejects.toThrow('holds two.bin of 1500 bytes')
  })
})

describe('zip', () => {
  const files = { 'x.npy': new Uint8Array(3000).fill(5), 'folder/y.npy': letters('hello'), 'folder/': new Uint8Array(0) }
  const content = async (archive: Uint8Array) =>
    Object.fromEntries(
      await Promise.all((await readZip(blobOf(archive))).map(async ({ path, open }) => [path, [...(await readAll(open()))]] as const)),
    )

  it.each([true, false])('gives its files, deflated: %s', async (deflate) => {
    expect(await content(zipFile(files, deflate))).toEqual({ 'x.npy': [...files['x.npy']], 'folder/y.npy': [...letters('hello')] })
  })

  it('finds its directory in front of a comment', async () => {
    expect(Object.keys(await content(joined(zipFile(files), letters('a comment'))))).toEqual(['x.npy', 'folder/y.npy'])
  })

  const stored = zipFile({ a: letters('some text') }, false)
  const changed = (at: number, value: number, bytes = stored) => bytes.map((byte, i) => (i === at ? value : byte))
  const directory = 30 + 1 + 9
  const deflated = zipFile({ a: letters('some text') })
  const sizeOfDeflated = deflated.length - 22 - 47 + 24
  it.each([
    ['cut off', stored.subarray(0, -5), /^is truncated: the directory/],
    ['changed in a file', changed(33, 0), /^is damaged: its CRC/],
    ['encrypted', changed(directory + 8, 1), /^is encrypted: a cannot/],
    ['packed by another method', changed(directory + 10, 12), /^packs a by method 12/],
    ['larger than it says', changed(directory + 24, 3), /^holds more than the 3 bytes/],
    ['smaller than it says', changed(directory + 24, 30), /^is truncated: 9 of 30 bytes/],
    [
      'said to hold more files',
      changed(stored.length - 12, 255, changed(stored.length - 11, 255)),
      /^is damaged: the directory .* ends early/,
    ],
    [
      'of the 64-bit kind, without its directory',
      stored.map((byte, i) => (i >= stored.length - 6 && i < stored.length - 2 ? 255 : byte)),
      /^is damaged: the 64-bit directory/,
    ],
    ['said to have a vast directory', changed(stored.length - 7, 16), /^has a zip directory of 268 MB; up to 67 MB are read/],
    ['deflated, and changed in a file', changed(33, 0, deflated), /^is (truncated or )?damaged/],
    ['deflated, and larger than it says', changed(sizeOfDeflated, 3, deflated), /^holds more than the 3 bytes/],
    ['deflated, and smaller than it says', changed(sizeOfDeflated, 30, deflated), /^is truncated or damaged: .* the 30 bytes/],
    ['deflated, and cut off in a file', changed(sizeOfDeflated - 4, 5, deflated), /^is truncated or damaged/],
  ])('is refused when %s', async (_, bytes, message) => {
    const error: unknown = await content(bytes).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(FormatError)
    expect((error as Error).message).toMatch(message)
  })

  it('is read when of the 64-bit kind', async () => {
    const { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } = await import('@zip.js/zip.js')
    const writer = new ZipWriter(new Uint8ArrayWriter(), { zip64: true, useWebWorkers: false })
    await writer.add('a/', undefined, { directory: true })
    await writer.add('a/deflated', new Uint8ArrayReader(files['x.npy']))
    await writer.add('stored', new Uint8ArrayReader(letters('hello')), { level: 0 })
    const archive = await writer.close()
    // The end of a directory, and where it is, as only this kind has them.
    for (const sign of [6, 7]) expect(Buffer.from(archive).includes(Buffer.of(0x50, 0x4b, 6, sign))).toBe(true)
    expect(await content(archive)).toEqual({ 'a/deflated': [...files['x.npy']], stored: [...letters('hello')] })
  })

  it.each([true, false])('never gives more bytes of a file than its directory says, deflated: %s', async (deflate) => {
    const archive = zipFile({ a: new Uint8Array(5e6) }, deflate)
    new DataView(archive.buffer).setUint32(archive.length - 22 - 47 + 24, 1e6, true)
    const [entry] = await readZip(blobOf(archive))
    const reader = entry!.open().getReader()
    let given = 0
    const all = async () => {
      for (let next = await reader.read(); !next.done; next = await reader.read()) given += next.value.length
    }
    await expect(all()).rejects.toThrow(new FormatError('holds more than the 1000000 bytes that its zip file says'))
    expect(given).toBeLessThanOrEqual(1e6)
  })

  it('gives many files side by side, however slowly each is read', async () => {
    const bytes = new Uint8Array(2e6).fill(3)
    const entries = await readZip(blobOf(zipFile(Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i}`, bytes])))))
    const readers = entries.map(({ open }) => open().getReader())
    const first = await Promise.all(readers.map((reader) => reader.read()))
    expect(first.every(({ value }) => value!.length > 0)).toBe(true)
    await Promise.all(readers.map((reader) => reader.cancel()))
  })
})

describe('npy', () => {
  const parse = (...given: Parameters<typeof npyFile>) => parseNpy(own(npyFile(...given)))

  it('reads type, shape and elements, of bytes without a copy', () => {
    const file = own(npyFile('|u1', [2, 1, 3], Uint8Array.of(1, 2, 3, 4, 5, 6)))
    const { type, shape, values } = parseNpy(file)
    expect({ type, shape, values: [...values] }).toEqual({ type: '|u1', shape: [2, 1, 3], values: [1, 2, 3, 4, 5, 6] })
    expect(values.buffer).toBe(file.buffer)
    expect([...parse('<f4', [3], Float32Array.of(0.5, -1, 2)).values]).toEqual([0.5, -1, 2])
  })

  it.each([
    ['fractions', '<f4', Float32Array.of(0, 0.5, 1, 0.25), [0, 128, 255, 64]],
    ['whole floats', '<f8', Float64Array.of(0, 7, 255, 1), [0, 7, 255, 1]],
    ['long integers', '<i8', BigInt64Array.of(0n, 1n, 1n, 0n), [0, 1, 1, 0]],
    ['truth values', '|b1', Uint8Array.of(0, 1, 1, 0), [0, 255, 255, 0]],
  ] as const)('takes %s as brightness', (_, type, data, want) => {
    expect([...imagesOf(parse(type, [1, 2, 2], data)).images]).toEqual(want)
  })

  it.each([
    [
      [2, 4],
      [2, 2, 2, 1],
    ],
    [
      [2, 4, 6],
      [2, 4, 6, 1],
    ],
    [
      [2, 4, 6, 1],
      [2, 4, 6, 1],
    ],
    [
      [2, 4, 6, 3],
      [2, 4, 6, 3],
    ],
    [
      [2, 1, 4, 6],
      [2, 4, 6, 1],
    ],
    [
      [2, 3, 4, 6],
      [2, 4, 6, 3],
    ],
  ])('takes the shape %j as images', (shape, [count, height, width, channels]) => {
    const data = new Uint8Array(shape.reduce((a, b) => a * b, 1))
    expect(imagesOf(parse('|u1', shape, data))).toMatchObject({ count, height, width, channels })
  })

  test('planes become channels of a pixel', () => {
    const { images } = imagesOf(parse('|u1', [1, 3, 1, 2], Uint8Array.of(1, 2, 11, 12, 21, 22)))
    expect([...images]).toEqual([1, 11, 21, 2, 12, 22])
  })

  it('takes whole numbers as labels, in a row or a column', () => {
    expect([...labelsOf(parse('<i8', [3], BigInt64Array.of(4n, 0n, 255n)))]).toEqual([4, 0, 255])
    expect([...labelsOf(parse('|u1', [2, 1], Uint8Array.of(3, 1)))]).toEqual([3, 1])
  })

  it.each([
    ['another file', () => parseNpy(own(letters('not an array at all'))), 'does not begin like an array'],
    ['a cut off header', () => parseNpy(own(npyFile('|u1', [1], Uint8Array.of(1)).subarray(0, 40))), 'its header is not all there'],
    [
      'cut off elements',
      () => parse('<f4', [3], Float32Array.of(1, 2)),
      'is truncated: it has 8 bytes of elements, where its header says 12',
    ],
    ['elements that go on', () => parse('|u1', [1], Uint8Array.of(1, 2)), 'has 2 bytes of elements, where its header says 1'],
    ['Fortran order', () => parse('|u1', [1], Uint8Array.of(1), true), 'is in Fortran order'],
    ['the wrong end first', () => parse('>f4', [1], Float32Array.of(1)), 'elements of type >f4'],
    ['a vast claim', () => parse('|u1', [1e9, 1e9], Uint8Array.of(1)), 'claims 1000000000 × 1000000000 elements'],
    ['five axes', () => imagesOf(parse('|u1', [1, 1, 1, 1, 1], Uint8Array.of(1))), 'has the shape [1, 1, 1, 1, 1]'],
    ['two channels', () => imagesOf(parse('|u1', [1, 4, 4, 2], new Uint8Array(32))), 'has the shape [1, 4, 4, 2]'],
    ['values out of range', () => imagesOf(parse('<f4', [1, 1, 2], Float32Array.of(-1, 1))), 'holds values from -1 to 1'],
    ['values that are not finite', () => imagesOf(parse('<f4', [1, 1, 2], Float32Array.of(Number.NaN, 1))), 'not finite'],
    ['one-hot labels', () => labelsOf(parse('|u1', [1, 3], Uint8Array.of(0, 1, 0))), 'one whole number a sample would fit'],
    ['labels in fractions', () => labelsOf(parse('<f4', [2], Float32Array.of(0, 0.5))), 'calls sample 1 a 0.5'],
    ['negative labels', () => labelsOf(parse('<i4', [1], Int32Array.of(-1))), 'calls sample 0 a -1'],
  ])('refuses %s', (_, work, message) => {
    expect(work).toThrow(FormatError)
    expect(work).toThrow(message)
  })
})

describe('CIFAR’s records', () => {
  it.each([1, 2] as const)('with %i label bytes give labels and pixels with their channels together', (labelBytes) => {
    const { images, labels } = parseCifar(cifarFile(3, 10, labelBytes), labelBytes, 10)
    expect([...labels]).toEqual([0, 1, 2])
    for (const [n, p, c] of [
      [0, 0, 0],
      [1, 5, 2],
      [2, 1023, 1],
    ] as const)
      expect(images[(n * 1024 + p) * 3 + c]).toBe(cifarByte(n, c, p))
  })

  it('are refused in part, and with labels that are no class', () => {
    expect(() => parseCifar(cifarFile(2, 10).subarray(0, 5000), 1, 10)).toThrow(
      'is 5000 bytes long, which is no whole number of records of 3073',
    )
    expect(() => parseCifar(cifarFile(20, 12), 1, 10)).toThrow('calls record 10 a 10; labels from 0 to 9 would fit')
  })
})

describe('the header of an image', () => {
  it('says its size, and whether it is gray', () => {
    expect(readImageHeader(pngFile(3, 2, 1, new Uint8Array(6)))).toEqual({ width: 3, height: 2, gray: true })
    expect(readImageHeader(pngFile(3, 2, 3, new Uint8Array(18)))).toEqual({ width: 3, height: 2, gray: false })
    // Start, a comment of two bytes, then a frame of 5 rows and 9 columns with one component.
    const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xfe, 0, 4, 1, 2, 0xff, 0xc0, 0, 11, 8, 0, 5, 0, 9, 1, 1, 0x11, 0)
    expect(readImageHeader(jpeg)).toEqual({ width: 9, height: 5, gray: true })
    expect(readImageHeader(jpeg.subarray(0, 12))).toBeUndefined()
    expect(readImageHeader(letters('nothing of the kind'))).toBeUndefined()
  })
})
