/** A micro-batch that is taken out of a whole batch has the samples that are gathered for it, of every stream. */
import { expect, test } from 'vitest'
import { persistent } from '../../engine/tensor'
import { noise } from '../../testing/close'
import { kernelGpu, runWords } from '../../testing/gpu'
import { type Batch, gatherBatch, microBatchOf } from './batches'

const gpu = await kernelGpu()
const STREAMS = [
  { name: 'images', shape: [3, 5], type: 'u8' },
  { name: 'labels', shape: [1], type: 'u32' },
  { name: 'frames', shape: [7], type: 'u32' },
] as const
const [COUNT, TOTAL, SIZE] = [23, 12, 4]

test.each([0, 1, 2])('number %i', async (micro) => {
  const word = (name: string) => persistent(name, 'u32', [1])
  const [clock, number, still] = [word('clock'), word('micro'), word('still')]
  const place = (at: typeof still) => ({ clock, micro: at, total: TOTAL, seed: 3, order: 'shuffled' }) as const
  const random = noise(7)
  const whole = gatherBatch('train', STREAMS, COUNT, TOTAL, place(still))
  const taken = microBatchOf(whole, SIZE, number)
  const gathered = gatherBatch('train', STREAMS, COUNT, SIZE, place(number))
  const contents = whole.uploads.map(({ tensor: t }) => Uint32Array.from({ length: t.shape[0]! * t.shape[1]! }, () => 2 ** 32 * random()))
  const read = ({ streams, samples }: Batch) => [...STREAMS.map(({ name }) => streams[name]!), samples]
  const writes = (uploads: typeof whole.uploads) => [
    [clock, Uint32Array.of(5)] as const,
    [number, Uint32Array.of(micro)] as const,
    ...uploads.map(({ tensor: t }, i) => [t, contents[i]!] as const),
  ]
  const apart = await runWords(gpu, gathered.ops, writes(gathered.uploads), read(gathered))
  expect(await runWords(gpu, [...whole.ops, ...taken.ops], writes(whole.uploads), read(taken.batch))).toEqual(apart)
  expect(taken.ops).toHaveLength(2)
  expect(new Set(apart.at(-1)).size).toBe(SIZE)
})
