/** A set as arrays for NumPy: the zip has the names, shapes and types that the exported code reads. */
import { expect, test } from 'vitest'
import { parseNpy } from '../formats/npy'
import { readZip } from '../formats/zip'
import type { DataSet, Samples } from '../labeled-set'
import { archiveOf } from './archive'

/** Samples of 3 rows and 2 columns, each padded to 8 bytes with values that must not be read. */
const samples = (count: number, first: number): Samples => ({
  images: Uint8Array.from({ length: count * 8 }, (_, at) => (at % 8 < 6 ? (first + at) % 251 : 255)),
  labels: Uint8Array.from({ length: count }, (_, n) => (n + first) % 3),
  count,
  height: 3,
  width: 2,
  channels: 1,
  classes: 3,
})
const bare = ({ images }: Samples) => [...images].filter((_, at) => at % 8 < 6)

async function arraysIn(archive: Blob) {
  const arrays: Record<string, ReturnType<typeof parseNpy>> = {}
  for (const half of await readZip(archive))
    for (const array of await readZip(new Blob([await new Response(await half.open()).arrayBuffer()])))
      arrays[`${half.path}/${array.path}`] = parseNpy(new Uint8Array(await new Response(await array.open()).arrayBuffer()))
  return arrays
}

test('images and labels of both halves, without what fills them up to words', async () => {
  const set: DataSet = { train: samples(5, 1), test: samples(2, 100) }
  const told: number[] = []
  const arrays = await arraysIn(await archiveOf(set, [3, 2, 1], (done, total) => told.push(done / total)))
  expect(Object.keys(arrays)).toEqual(['train.npz/images.npy', 'train.npz/labels.npy', 'test.npz/images.npy', 'test.npz/labels.npy'])
  for (const half of ['train', 'test'] as const) {
    const [images, labels] = [arrays[`${half}.npz/images.npy`]!, arrays[`${half}.npz/labels.npy`]!]
    expect(images).toMatchObject({ type: '|u1', shape: [set[half].count, 3, 2, 1] })
    expect([...images.values]).toEqual(bare(set[half]))
    expect(labels).toMatchObject({ type: '|u1', shape: [set[half].count] })
    expect([...labels.values]).toEqual([...set[half].labels])
  }
  expect(told.at(-1)).toBe(1)
})

test('in many pieces it is the same; an empty half has no samples; another size is refused', async () => {
  const many = { ...samples(300_000, 3), labels: new Uint8Array(300_000) }
  const told: number[] = []
  const arrays = await arraysIn(await archiveOf({ train: many, test: samples(0, 0) }, [3, 2], (done) => told.push(done)))
  expect(Buffer.compare(Buffer.from(arrays['train.npz/images.npy']!.values as Uint8Array), Buffer.from(bare(many)))).toBe(0)
  expect(arrays['test.npz/images.npy']).toMatchObject({ shape: [0, 3, 2] })
  expect(told.length).toBeGreaterThan(1)
  await expect(archiveOf({ train: samples(1, 0), test: samples(1, 0) }, [4, 2], () => {})).rejects.toThrow('another size than [4, 2]')
})
