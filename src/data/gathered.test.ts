/** Images that are encoded as they are gathered have the bits of those that are encoded after it, in every order and past the end of a set. */
import { expect, test } from 'vitest'
import type { Op } from '../engine/kernel'
import { persistent, tensor } from '../engine/tensor'
import { noise } from '../testing/close'
import { kernelGpu, runWords } from '../testing/gpu'
import { encodedAsGathered } from './gathered'
import { directEncode, gather, gatherEncode, gatherPixelEncode, gatherSpikeEncodeBits, pixelEncode, spikeEncodeBits } from './kernels'

const gpu = await kernelGpu()
const [COUNT, WORDS, SIZE] = [11, 5, 4]
const t = {
  stream: persistent('stream', 'u32', [COUNT, WORDS]),
  second: persistent('second', 'u32', [COUNT, 1]),
  clock: persistent('clock', 'u32', [1]),
  micro: persistent('micro', 'u32', [1]),
  batch: tensor('batch', 'u32', [SIZE, WORDS]),
  secondBatch: tensor('secondBatch', 'u32', [SIZE, 1]),
  samples: tensor('samples', 'u32', [SIZE]),
}
const value = tensor('value', 'f32', [1, SIZE, 4 * WORDS])
const order = { first: 0, count: COUNT, half: 2, total: 8, each: 1, seed: 3, order: 9, padding: 0x40302010, secondPadding: 77 }

const opsOf = (constants: Parameters<typeof gather>[2]): Op[] => [
  gather(t, order, { ...constants, SECOND: 1 }),
  directEncode({ images: t.batch, value }, {}),
]

/** Images of 5 by 2 pixels of two channels, read in squares of 2 by 2 in a shuffled order. */
const pixels = {
  lookupTable: persistent('lookupTable', 'f32', [2, 256]),
  order: persistent('order', 'u32', [2], Uint32Array.of(1, 0)),
  value: tensor('pixels', 'f32', [2, SIZE, 4]),
}
const pixelOps = (constants: Parameters<typeof gather>[2]): Op[] => [
  gather(t, order, { ...constants, SECOND: 1 }),
  pixelEncode({ images: t.batch, ...pixels }, { width: 5, pool: 2, share: 0.25 }),
]

/** Twenty steps of the images, more than a word of rows; drawn by the clock of training steps, or by another one. */
const ROWS = 20 * SIZE
const bits = {
  byRow: tensor('byRow', 'u32', [ROWS, 1]),
  byInput: tensor('byInput', 'u32', [Math.ceil(ROWS / 32), 4 * WORDS]),
}
const spikeOps = (constants: Parameters<typeof gather>[2], clock = t.clock): Op[] => [
  gather(t, order, { ...constants, SECOND: 1 }),
  spikeEncodeBits({ images: t.batch, samples: t.samples, clock, ...bits }, { steps: 20, rate16: 40_000, seed: 5, stream: 6 }),
]
const shaders = (ops: readonly Op[]) => ops.map((op) => (op.kind === 'dispatch' ? op.kernel.shader : op.kind))

const ORDERS = [
  ['shuffled', {}, 5],
  ['in order', { IN_ORDER: 1 }, 5],
  ['once, past the end', { SEQUENTIAL: 1 }, 2],
] as const

function contentsAt(clock: number) {
  const random = noise(clock)
  const words = (count: number) => Uint32Array.from({ length: count }, () => Math.floor(random() * 2 ** 32))
  return [
    [t.stream, words(COUNT * WORDS)],
    [t.second, words(COUNT)],
    [t.clock, Uint32Array.of(clock)],
    [t.micro, Uint32Array.of(1)],
  ] as const
}

test.each(ORDERS)('%s', async (_, constants, clock) => {
  const writes = contentsAt(clock)
  const results = [value, t.secondBatch, t.samples]
  const ops = opsOf(constants)
  const one = encodedAsGathered(ops, new Set())
  expect(shaders(one)).toEqual([gatherEncode.shader])
  const apart = await runWords(gpu, ops, writes, results)
  expect(await runWords(gpu, one, writes, results)).toEqual(apart)
  expect(new Set(apart[0]).size).toBeGreaterThan(SIZE)
})

test.each(ORDERS)('pixel by pixel, %s', async (_, constants, clock) => {
  const writes = [...contentsAt(clock), [pixels.lookupTable, Float32Array.from({ length: 512 }, (_, i) => Math.sin(i))]] as const
  const results = [pixels.value, t.secondBatch]
  const ops = pixelOps(constants)
  const one = encodedAsGathered(ops, new Set())
  expect(shaders(one)).toEqual([gatherPixelEncode.shader])
  const apart = await runWords(gpu, ops, writes, results)
  expect(await runWords(gpu, one, writes, results)).toEqual(apart)
  expect(new Set(apart[0]).size).toBeGreaterThan(SIZE)
})

test.each(ORDERS)('as spikes, %s', async (_, constants, clock) => {
  const writes = contentsAt(clock)
  const results = [bits.byRow, bits.byInput, t.secondBatch, t.samples]
  const ops = spikeOps(constants)
  const one = encodedAsGathered(ops, new Set())
  expect(shaders(one)).toEqual([gatherSpikeEncodeBits.shader])
  const apart = await runWords(gpu, ops, writes, results)
  expect(await runWords(gpu, one, writes, results)).toEqual(apart)
  expect(new Set(apart[0]).size).toBeGreaterThan(ROWS / 2)
})

test('a batch that something else reads or writes is gathered first', () => {
  const ops = opsOf({})
  const again = directEncode({ images: t.batch, value: tensor('again', 'f32', value.shape) }, {})
  expect(encodedAsGathered([...ops, again], new Set())).toHaveLength(3)
  expect(encodedAsGathered([ops[0]!, ...ops], new Set())).toHaveLength(3)
  expect(encodedAsGathered(ops, new Set([t.batch]))).toHaveLength(2)
  expect(encodedAsGathered(pixelOps({}), new Set([t.samples]))).toHaveLength(2)
  expect(encodedAsGathered(spikeOps({}, persistent('cursor', 'u32', [1])), new Set())).toHaveLength(2)
})
