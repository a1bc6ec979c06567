/** Files of boxes: both variants of Prophesee's, as NumPy writes them, and the annotations of N-Caltech101. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { blobOf, npyFile } from '../../testing/files'
import { readBoxes, recognizeBoxes } from './boxes'
import { recognizeEvents } from './read'

const caseOf = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`../../testing/cases/events/${name}`, import.meta.url)))
const read = (bytes: Uint8Array, path = 'a_bbox.npy') => readBoxes({ path, blob: blobOf(bytes) })
const shorts = (...values: readonly number[]): Uint8Array => new Uint8Array(Int16Array.from(values).buffer)

describe('boxes of Prophesee', () => {
  const boxes = [0, 1, 2].map((k) => ({
    t: 1e6 * k,
    x: 10 * k - 5,
    y: 20 + k,
    width: 30.5,
    height: 40.25,
    class: k % 2,
    track: 7 + k,
    confidence: 1 - k / 4,
  }))
  it.each(['new_bbox.npy', 'old_bbox.npy'])('are the same from %s', async (name) => {
    expect(await read(caseOf(name))).toEqual({ format: 'Prophesee boxes', boxes, skipped: 0, cutOff: 0, notes: [] })
    expect(recognizeEvents(name, caseOf(name))).toBeUndefined()
  })

  it('that are damaged are skipped, and those that are cut off counted', async () => {
    const bytes = caseOf('new_bbox.npy')
    // The width of the first is not a number; the last is incomplete.
    bytes.fill(255, bytes.length - 3 * 40 + 16, bytes.length - 3 * 40 + 20)
    const { boxes: found, notes, ...counts } = await read(bytes.subarray(0, -1))
    expect(found).toEqual([boxes[1]])
    expect(counts).toMatchObject({ skipped: 1, cutOff: 1 })
    expect(notes).toEqual(['Boxes without a place or a size, skipped: 1.', 'Boxes cut off at the end of the file: 1.'])
  })

  it('are refused where a file claims too many, or holds something else', async () => {
    const text = Buffer.from(caseOf('new_bbox.npy')).toString('latin1').replace('(3,), }        ', '(99999999999,)}')
    await expect(read(Buffer.from(text, 'latin1'))).rejects.toThrow('claims 99999999999 boxes; up to 10000000 are read')
    await expect(read(npyFile('<f4', [1, 4], new Float32Array(4)))).rejects.toThrow('holds no boxes in a form that is known here')
    await expect(read(caseOf('nmnist.npy'))).rejects.toThrow('holds no boxes')
  })
})

describe('annotations of N-Caltech101', () => {
  const path = 'Caltech101_annotations/airplanes/annotation_0001.bin'
  const annotation = shorts(2, 5, 30, 20, 30, 90, 170, 90, 170, 20, 30, 20, 2, 3, 31, 22, 80, 60, 160, 88)

  it('are the smallest box around their first outline', async () => {
    expect(recognizeBoxes(path, annotation)).toBe('N-Caltech101 annotation')
    expect((await read(annotation, path)).boxes).toEqual([{ t: 0, x: 30, y: 20, width: 140, height: 70 }])
  })

  it('are known by their name and their beginning', async () => {
    expect(recognizeBoxes('image_0001.bin', annotation)).toBeUndefined()
    expect(recognizeBoxes(path, shorts(3, 5, 1, 1))).toBeUndefined()
    expect(recognizeBoxes(path, shorts(2))).toBeUndefined()
    await expect(read(annotation.subarray(0, 20), path)).rejects.toThrow('is truncated: it ends at byte 20, in the outline of a box')
  })
})
