/** Frames of events read over time, in each order, against TypeScript bit for bit. */
import { describe, expect, test } from 'vitest'
import type { Context, Mode } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { padded, persistent } from '../../engine/tensor'
import { equalBits, noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { encode } from './encode'
import { type FramesSpec, orderIn } from './frames'
import { countLookupTable } from './lookup-table'
import * as reference from './reference'

const gpu = await kernelGpu()
const BATCH = 3
const SEED = 5
const samples = Uint32Array.of(0, 7, 4_000_000_000)
const contextOf = (mode: Mode): Context => ({
  mode,
  network: createNetwork('own'),
  steps: 1,
  batch: BATCH,
  random: { seed: SEED, clock: persistent('clock', 'u32', [1]) },
  profile: 'gpu',
  tunedVariants: {},
})

async function run(change: Partial<FramesSpec>, steps: number, height: number, width: number, polarities: 1 | 2, mode: Mode = 'train') {
  const spec: FramesSpec = { kind: 'frames', values: 'counts', order: 'recorded', ...change }
  const features = height * width * polarities
  const size = steps * features
  const random = noise(size)
  const bytes = new Uint8Array(BATCH * padded(size)).fill(255)
  for (let b = 0; b < BATCH; b++) for (let i = 0; i < size; i++) bytes[b * padded(size) + i] = Math.floor(4 * random() ** 2)
  const images = persistent('images', 'u32', [BATCH, padded(size) / 4], new Uint32Array(bytes.slice().buffer))
  const batch = { images, samples: persistent('samples', 'u32', [BATCH], samples) }
  const space = { height: steps, width: features, channels: 1 }
  const made = encode(contextOf(mode), spec, batch, space, { frame: { height, width, polarities } })
  const { value, ...output } = made.outputs[0]!
  const stale = new Float32Array(value.shape.reduce((a, b) => a * b)).fill(Number.NaN)
  const [got] = await runOps(gpu, made.forward, [[value, stale]], [value])
  const recordings = [...samples].map((_, b) => bytes.slice(b * padded(size), b * padded(size) + size))
  return { got: got!, shape: value.shape, output, recordings, features, lookupTable: countLookupTable(spec.values) }
}

/** [steps, features] of each sample as [steps, batch, padded features]. */
function laidOut(sent: readonly (readonly number[])[], steps: number, features: number): Float32Array {
  const width = padded(features)
  return Float32Array.from({ length: steps * BATCH * width }, (_, i) => {
    const row = Math.floor(i / width)
    return i % width < features ? sent[row % BATCH]![Math.floor(row / BATCH) * features + (i % width)]! : 0
  })
}

describe.each(['recorded', 'reversed', 'shuffled'] as const)('%s', (order) => {
  test.each([
    ['counts of two polarities', 'counts', 5, 3, 7, 2],
    ['any event, one polarity, rows inside words', 'binary', 4, 3, 3, 1],
    ['logarithms', 'log', 3, 4, 4, 2],
    ['one frame', 'counts', 1, 1, 1, 1],
    ['many frames', 'counts', 67, 5, 13, 2],
  ] as const)('%s', async (_, values, steps, height, width, polarities) => {
    const { got, shape, output, recordings, features, lookupTable } = await run({ values, order }, steps, height, width, polarities)
    expect({ shape, ...output }).toEqual({
      shape: [steps, BATCH, padded(features)],
      form: values === 'binary' ? 'binary' : 'sparse',
      features,
      space: { height, width, channels: polarities },
    })
    const want = recordings.map((bytes, b) =>
      Array.from({ length: steps }, (_, t) => reference.frameAt(t, steps, order, SEED, samples[b]!)).flatMap((frame) =>
        Array.from(bytes.subarray(frame * features, (frame + 1) * features), (byte) => lookupTable[byte]!),
      ),
    )
    expect(equalBits(got, laidOut(want, steps, features))).toBe(true)
  })
})

test.each([
  ['counts', 10, 5, 13, 2],
  ['log', 7, 3, 3, 1],
] as const)('collapsed, %s: the mean of all frames, once for all steps', async (values, steps, height, width, polarities) => {
  const { got, shape, output, recordings, features, lookupTable } = await run(
    { values, order: 'collapsed' },
    steps,
    height,
    width,
    polarities,
  )
  expect(shape).toEqual([1, BATCH, padded(features)])
  expect(output.form).toBe('dense')
  const want = recordings.map((bytes) => [...reference.collapsed(bytes, steps, lookupTable)])
  expect(equalBits(got, laidOut(want, 1, features))).toBe(true)
})

test('a shuffled sample has all its frames, in a separate order', () => {
  const orderOf = (sample: number) => Array.from({ length: 16 }, (_, t) => reference.frameAt(t, 16, 'shuffled', SEED, sample))
  for (const sample of [0, 1, 2]) expect([...orderOf(sample)].sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, t) => t))
  expect(orderOf(0)).not.toEqual(orderOf(1))
})

test.each([
  ['testReversed', 'train', 'recorded'],
  ['testReversed', 'evaluate', 'reversed'],
  ['testShuffled', 'train', 'recorded'],
  ['testShuffled', 'evaluate', 'shuffled'],
] as const)('%s, %s: frames %s', async (order, mode, same) => {
  expect(orderIn(mode, order)).toBe(same)
  const [got, want] = [await run({ order }, 6, 3, 4, 2, mode), await run({ order: same }, 6, 3, 4, 2)]
  expect(equalBits(got.got, want.got)).toBe(true)
})
