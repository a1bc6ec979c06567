/** Images in step with events: each clip against float64, and in each order the one that the events of the same sample have. */
import { expect, test } from 'vitest'
import type { Context, Mode } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { padded, persistent } from '../../engine/tensor'
import { noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { encode } from './encode'
import type { FramesSpec } from './frames'
import { pictures } from './images'

const gpu = await kernelGpu()
const [BATCH, STEPS, SIDE] = [3, 5, 5]
const samples = persistent('samples', 'u32', [BATCH], Uint32Array.of(0, 7, 4_000_000_000))
const contextOf = (mode: Mode): Context => ({
  mode,
  network: createNetwork('own'),
  steps: STEPS,
  batch: BATCH,
  random: { seed: 5, clock: persistent('clock', 'u32', [1]) },
  profile: 'gpu',
  tunedVariants: {},
})

/** [BATCH, padded bytes]; the padding after a sample's bytes must not be read. */
function clipsOf(channels: number, byte: (sample: number, at: number) => number) {
  const size = STEPS * SIDE * SIDE * channels
  const bytes = new Uint8Array(BATCH * padded(size)).fill(255)
  for (let b = 0; b < BATCH; b++) for (let at = 0; at < size; at++) bytes[b * padded(size) + at] = byte(b, at)
  return { bytes, size, tensor: persistent('frames', 'u32', [BATCH, padded(size) / 4], new Uint32Array(bytes.slice().buffer)) }
}

async function sent(order: FramesSpec['order'], channels: 1 | 3, byte: (sample: number, at: number) => number, mode: Mode = 'train') {
  const clips = clipsOf(channels, byte)
  const shape = { height: SIDE, width: SIDE, channels }
  const spec: FramesSpec = { kind: 'frames', values: 'counts', order }
  const made = pictures(contextOf(mode), spec, { frames: clips.tensor, samples }, STEPS, shape)
  const { value } = made.outputs[0]!
  const stale = new Float32Array(value.shape.reduce((a, b) => a * b)).fill(Number.NaN)
  const [got] = await runOps(gpu, made.forward, [[value, stale]], [value])
  return { got: got!, shape: value.shape, clips }
}

/** The standardized bytes of a sample in float64: minus their mean, divided by their standard deviation. */
function standardized(bytes: Uint8Array): Float64Array {
  const mean = bytes.reduce((sum, byte) => sum + byte, 0) / bytes.length
  const variance = bytes.reduce((sum, byte) => sum + (byte - mean) ** 2, 0) / bytes.length
  return Float64Array.from(bytes, (byte) => (byte - mean) / Math.max(1, Math.sqrt(variance)))
}

test.each([1, 3] as const)('each clip minus its mean, divided by its standard deviation, of %i channels', async (channels) => {
  const random = noise(channels)
  // The second image is constant and must not divide by zero.
  const { got, shape, clips } = await sent('recorded', channels, (b) => (b === 1 ? 77 : Math.floor(256 * random())))
  const width = padded(SIDE * SIDE * channels)
  expect(shape).toEqual([STEPS, BATCH, width])
  for (let b = 0; b < BATCH; b++) {
    const want = standardized(clips.bytes.subarray(b * padded(clips.size), b * padded(clips.size) + clips.size))
    for (let t = 0; t < STEPS; t++)
      for (let i = 0; i < width; i++) {
        const inside = i < SIDE * SIDE * channels
        expect(Math.abs(got[(t * BATCH + b) * width + i]! - (inside ? want[t * SIDE * SIDE * channels + i]! : 0))).toBeLessThan(2e-6)
      }
  }
})

test.each([
  ['reversed', 'train'],
  ['shuffled', 'train'],
  ['testShuffled', 'evaluate'],
  ['testShuffled', 'train'],
] as const)('%s in mode %s, the images come in the order of the events', async (order, mode) => {
  // The images of a sample and its event frames are each of one value: ten times their index.
  const size = SIDE * SIDE
  const { got } = await sent(order, 1, (_, at) => 10 * Math.floor(at / size), mode)
  const { tensor } = clipsOf(1, (_, at) => 10 * Math.floor(at / size))
  const frame = { height: SIDE, width: SIDE, polarities: 1 as const }
  const space = { height: STEPS, width: size, channels: 1 }
  const spec: FramesSpec = { kind: 'frames', values: 'counts', order }
  const events = encode(contextOf(mode), spec, { images: tensor, samples }, space, { frame })
  const { value } = events.outputs[0]!
  const [counts] = await runOps(gpu, events.forward, [], [value])
  const width = padded(size)
  const first = standardized(Uint8Array.from({ length: STEPS * size }, (_, at) => 10 * Math.floor(at / size)))
  for (let row = 0; row < STEPS * BATCH; row++) {
    const number = counts![row * width]! / 10
    expect(Math.abs(got[row * width]! - first[number * size]!)).toBeLessThan(2e-6)
  }
})

test('collapsed is one image, the mean of all', async () => {
  const { got, shape } = await sent('collapsed', 1, (_, at) => (at % 7) * Math.floor(at / 25))
  expect(shape[0]).toBe(1)
  const want = standardized(Uint8Array.from({ length: STEPS * 25 }, (_, at) => (at % 7) * Math.floor(at / 25)))
  for (let i = 0; i < 25; i++) {
    const mean = Array.from({ length: STEPS }, (_, t) => want[t * 25 + i]!).reduce((a, b) => a + b) / STEPS
    expect(Math.abs(got[i]! - mean)).toBeLessThan(2e-6)
  }
})
