/** Samples read over time, pixel by pixel and row by row, against TypeScript bit for bit, since a table gives the value of each byte. */
import { describe, expect, test } from 'vitest'
import type { Context, Mode, Space } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { padded, persistent } from '../../engine/tensor'
import { equalBits, expectClose, noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import type { DataShape } from '../schema'
import type { BatchTensors } from './batch'
import { encode } from './encode'
import { placesRead, readingOrder } from './reading-order'
import * as reference from './reference'
import type { EncoderSpec } from './schema'

const gpu = await kernelGpu()
const BATCH = 7
const network = createNetwork('network')
const contextOf = (mode: Mode, of = network): Context => ({
  mode,
  network: of,
  steps: 1,
  batch: BATCH,
  random: { seed: 1, clock: persistent('clock', 'u32', [1]) },
  profile: 'gpu',
  tunedVariants: {},
})

/** Samples of random bytes, each in a row of whole words. */
function batchOf({ height, width, channels }: Space, max = 255) {
  const size = height * width * channels
  const random = noise(size)
  const bytes = new Uint8Array(BATCH * padded(size)).fill(255)
  for (let i = 0; i < bytes.length; i++) if (i % padded(size) < size) bytes[i] = Math.floor((max + 1) * random())
  const images = persistent('images', 'u32', [BATCH, padded(size) / 4], new Uint32Array(bytes.slice().buffer))
  const batch: BatchTensors = { images, samples: persistent('samples', 'u32', [BATCH]) }
  return { batch, samples: Array.from({ length: BATCH }, (_, b) => bytes.slice(b * padded(size), b * padded(size) + size)) }
}

/** The output of a layer, in memory that held other values. */
async function run(spec: EncoderSpec, batch: BatchTensors, space: Space, sequence?: DataShape['sequence']) {
  const made = encode(contextOf('train', createNetwork('own')), spec, batch, space, { ...(sequence && { sequence }) })
  const { value, ...output } = made.outputs[0]!
  const stale = new Float32Array(value.shape.reduce((a, b) => a * b)).fill(Number.NaN)
  const [got] = await runOps(gpu, made.forward, [[value, stale]], [value])
  return { got: got!, shape: value.shape, output }
}

/** [steps, features] of each sample as [steps, batch, padded features]. */
function laidOut(sent: readonly (readonly number[])[], steps: number, features: number): Float32Array {
  const width = padded(features)
  return Float32Array.from({ length: steps * BATCH * width }, (_, i) => {
    const row = Math.floor(i / width)
    return i % width < features ? sent[row % BATCH]![Math.floor(row / BATCH) * features + (i % width)]! : 0
  })
}

const brightness = (byte: number) => byte / 255

describe('pixels', () => {
  const spec = (pool: number, permuted = false, order = 0) => ({ kind: 'pixels', pool, permuted, order }) as const
  const orderOf = (steps: number, how: ReturnType<typeof spec>) => readingOrder(steps, how.permuted ? how.order : undefined)

  test.each([
    ['one by one', spec(1), 5, 7, 1],
    ['in color', spec(1), 3, 5, 3],
    ['permuted', spec(1, true, 9), 5, 7, 3],
    ['in squares', spec(2), 6, 8, 1],
    ['in squares that leave a border, permuted', spec(3, true, 9), 8, 11, 3],
    ['as one square', spec(4), 5, 7, 3],
  ] as const)('%s', async (_, how, height, width, channels) => {
    const space = { height, width, channels }
    const { batch, samples } = batchOf(space)
    const { got, shape, output } = await run(how, batch, space)
    const steps = Math.floor(height / how.pool) * Math.floor(width / how.pool)
    expect({ shape, ...output }).toEqual({ shape: [steps, BATCH, 4], form: 'dense', features: channels })
    const order = orderOf(steps, how)
    const want = laidOut(
      samples.map((bytes) => reference.pixels({ bytes, ...space }, how.pool, order, brightness)),
      steps,
      channels,
    )
    if (how.pool === 1) expect(equalBits(got, want)).toBe(true)
    const terms = how.pool ** 2
    expectClose(got, want, { absolute: 2 ** -24 * (terms + 3), reason: 'a rounding of at most 2^-24 for each term of a mean below 1' })
  })

  test('a table given for normalization says what a byte is', async () => {
    const space = { height: 4, width: 6, channels: 3 } as const
    const { batch, samples } = batchOf(space)
    const level = (byte: number, channel: number) => byte * 4 ** channel - 8
    const table = Float32Array.from({ length: 768 }, (_, i) => level(i % 256, Math.floor(i / 256)))
    const lookupTable = persistent('levels', 'f32', [3, 256], table)
    const { got } = await run(spec(2), { ...batch, lookupTable }, space)
    const want = samples.map((bytes) => reference.pixels({ bytes, ...space }, 2, readingOrder(6), level))
    // Integers and quarters of them are exact.
    expect([...got]).toEqual([...laidOut(want, 6, 3)])
  })

  test('the places that are read at a step are those of its mean', () => {
    const image = { height: 5, width: 7, channels: 2 }
    const bytes = Uint8Array.from({ length: 70 }, (_, i) => (37 * i) % 256)
    const how = spec(2, true, 9)
    const places = placesRead(how, image)
    const level = (byte: number) => byte
    const read = reference.pixels({ bytes, ...image }, 2, orderOf(6, how), level)
    for (const [t, step] of places.entries())
      for (const channel of [0, 1]) {
        const own = step.filter((place) => place % 2 === channel)
        expect(own.reduce((sum, place) => sum + bytes[place]!, 0) / own.length).toBe(read[2 * t + channel])
      }
  })

  test('the order is a permutation: its own for each seed, one for training and evaluation', () => {
    for (const steps of [1, 2, 35, 784]) expect([...readingOrder(steps, 3)].sort((a, b) => a - b)).toEqual([...readingOrder(steps)])
    expect(readingOrder(784, 3)).not.toEqual(readingOrder(784, 4))
    expect(readingOrder(784, 3)).toEqual(readingOrder(784, 3))
    // Fixed points: a random permutation of any size has 1 on average.
    expect(readingOrder(784, 3).filter((at, t) => at === t).length).toBeLessThan(6)

    const space = { height: 5, width: 7, channels: 1 } as const
    const orderIn = (mode: Mode) => {
      const [op] = encode(contextOf(mode), spec(1, true, 3), batchOf(space).batch, space).forward
      return op!.kind === 'dispatch' ? op!.tensors.find((t) => t.name === 'input.order') : undefined
    }
    expect(orderIn('train')!.initial).toEqual(readingOrder(35, 3))
    expect(orderIn('evaluate')).toBe(orderIn('train'))
  })
})

describe('rows', () => {
  test.each([
    ['a gray image whose rows start inside words', 5, 7, 1],
    ['a color image', 4, 5, 3],
    ['rows of whole words', 3, 8, 1],
    ['one value a row', 9, 1, 1],
  ] as const)('%s', async (_, height, width, channels) => {
    const space = { height, width, channels }
    const { batch, samples } = batchOf(space)
    const { got, shape, output } = await run({ kind: 'rows' }, batch, space)
    const features = width * channels
    expect({ shape, ...output }).toEqual({ shape: [height, BATCH, padded(features)], form: 'dense', features })
    const want = laidOut(
      samples.map((bytes) => reference.rows({ bytes, ...space }, brightness)),
      height,
      features,
    )
    expect(equalBits(got, want)).toBe(true)
  })

  test.each([
    ['deviations', { zero: 128, scale: 1 / 32 }, 255, 'dense'],
    ['counts', { zero: 0, scale: 1 }, 6, 'dense'],
    ['spikes', { zero: 0, scale: 1, binary: true }, 1, 'binary'],
  ] as const)('a sequence of %s', async (_, sequence, max, form) => {
    const space = { height: 6, width: 9, channels: 1 } as const
    const { batch, samples } = batchOf(space, max)
    const { got, output } = await run({ kind: 'rows' }, batch, space, sequence)
    expect(output).toEqual({ form, features: 9 })
    const level = (byte: number) => (byte - sequence.zero) * sequence.scale
    const want = laidOut(
      samples.map((bytes) => reference.rows({ bytes, ...space }, level)),
      6,
      9,
    )
    expect([...got]).toEqual([...want])
  })

  test('a table given for normalization says what a byte is', async () => {
    const space = { height: 3, width: 3, channels: 3 } as const
    const { batch, samples } = batchOf(space)
    const level = (byte: number, channel: number) => byte * 4 ** channel - 8
    const lookupTable = persistent(
      'levels',
      'f32',
      [3, 256],
      Float32Array.from({ length: 768 }, (_, i) => level(i % 256, Math.floor(i / 256))),
    )
    const { got } = await run({ kind: 'rows' }, { ...batch, lookupTable }, space)
    const want = samples.map((bytes) => reference.rows({ bytes, ...space }, level))
    expect([...got]).toEqual([...laidOut(want, 3, 9)])
  })
})
