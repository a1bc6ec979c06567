/** Augmentation of frames on the GPU against TypeScript bit for bit, and the distribution of its draws. */
import { describe, expect, test } from 'vitest'
import { streamOf } from '../../engine/random'
import { persistent, type Tensor } from '../../engine/tensor'
import { noise } from '../../testing/close'
import { kernelGpu, runWords } from '../../testing/gpu'
import { augmentFrames, type FrameAugmentation, type FrameSizes } from './augment-frames'
import { augmentedFrames, framePlace, thinned } from './reference'

const gpu = await kernelGpu()
const BATCH = 5
const SEED = 11
const STREAM = streamOf('augment frames')
const samples = Uint32Array.from({ length: BATCH }, (_, b) => 4_000_000_000 - 131 * b)
const NONE: FrameAugmentation = { flip: false, roll: 0, dropTime: 0, dropEvents: 0 }

async function run(how: FrameAugmentation, sizes: FrameSizes, step: number) {
  const size = sizes.steps * sizes.height * sizes.width * sizes.polarities
  const stride = Math.ceil(size / 4) * 4
  const random = noise(size)
  const bytes = new Uint8Array(BATCH * stride)
  // Mostly few events, with an occasional pixel that fires all the time.
  for (let b = 0; b < BATCH; b++)
    for (let i = 0; i < size; i++) bytes[b * stride + i] = random() < 0.1 ? Math.floor(256 * random()) : 1 + Math.floor(3 * random())
  const images = persistent('images', 'u32', [BATCH, stride / 4], new Uint32Array(bytes.slice().buffer))
  const clock = persistent('clock', 'u32', [1], Uint32Array.of(step))
  const made = augmentFrames(
    { random: { seed: SEED, clock } },
    how,
    { images, samples: persistent('samples', 'u32', [BATCH], samples) },
    sizes,
  )
  const stale: [Tensor, Uint32Array<ArrayBuffer>] = [made.images, new Uint32Array(bytes.length / 4).fill(0xffffffff)]
  const [got] = await runWords(gpu, made.ops, [stale], [made.images as Tensor])
  const want = [...samples].flatMap((sample, b) => {
    const at = framePlace(how, sizes, { seed: SEED, stream: STREAM, step, sample })
    return [...augmentedFrames(bytes.subarray(b * stride, (b + 1) * stride), how, sizes, at)]
  })
  return { got: [...new Uint8Array(got!.buffer)], want, bytes: [...bytes] }
}

describe('on the GPU', () => {
  test.each([
    ['flip', { flip: true }, { steps: 2, height: 3, width: 5, polarities: 2 }],
    ['roll', { roll: 2 }, { steps: 3, height: 5, width: 7, polarities: 1 }],
    ['a roll of more than a side', { roll: 64 }, { steps: 2, height: 3, width: 11, polarities: 2 }],
    ['a part of the time', { dropTime: 0.4 }, { steps: 7, height: 3, width: 3, polarities: 2 }],
    ['nearly all of the time', { dropTime: 0.9 }, { steps: 4, height: 3, width: 3, polarities: 1 }],
    ['events', { dropEvents: 0.3 }, { steps: 3, height: 5, width: 7, polarities: 2 }],
    ['all four', { flip: true, roll: 5, dropTime: 0.25, dropEvents: 0.1 }, { steps: 10, height: 34, width: 34, polarities: 2 }],
  ] as const)('%s changes the bytes that the reference changes', async (_, how, sizes) => {
    for (const step of [0, 70_000]) {
      const { got, want, bytes } = await run({ ...NONE, ...how }, sizes, step)
      expect(got).toEqual(want)
      expect(got).not.toEqual(bytes)
    }
  })
})

test('where nothing is asked for, the frames stay and nothing is done', () => {
  const images = persistent('images', 'u32', [1, 1])
  const t = { images, samples: persistent('samples', 'u32', [1]) }
  const random = { seed: 1, clock: persistent('clock', 'u32', [1]) }
  const sizes = { steps: 1, height: 2, width: 1, polarities: 2 } as const
  expect(augmentFrames({ random }, NONE, t, sizes)).toEqual({ images, ops: [] })
  // The only step of a sample is never dropped.
  expect(augmentFrames({ random }, { ...NONE, dropTime: 0.9 }, t, sizes).ops).toEqual([])
})

test('a roll moves what is there and loses nothing', () => {
  const sizes = { steps: 1, height: 2, width: 3, polarities: 1 } as const
  const at = { key: 0, down: 1, right: -1, flipped: false, goneFrom: 0, gone: 0 }
  expect([...augmentedFrames(Uint8Array.of(1, 2, 3, 4, 5, 6), NONE, sizes, at)]).toEqual([6, 4, 5, 3, 1, 2])
  expect([...augmentedFrames(Uint8Array.of(1, 2, 3, 4, 5, 6), NONE, sizes, { ...at, down: 0, right: 0, flipped: true })]).toEqual([
    3, 2, 1, 6, 5, 4,
  ])
})

test('what stays of counts is binomial: mean and variance, and nothing or everything at the ends', () => {
  const [count, rounds] = [20, 20_000]
  const drop16 = Math.round(0.3 * 65536)
  const stays = Array.from({ length: rounds }, (_, key) => thinned(count, key * 7919, drop16))
  const mean = stays.reduce((a, b) => a + b) / rounds
  const variance = stays.reduce((sum, n) => sum + (n - mean) ** 2, 0) / rounds
  // The expected values are 14 and 4.2; six standard deviations of the estimates are 0.09 and 0.26.
  expect(Math.abs(mean - 14)).toBeLessThan(0.09)
  expect(Math.abs(variance - 4.2)).toBeLessThan(0.26)
  expect(thinned(count, 5, 0)).toBe(count)
  expect(thinned(count, 5, 65536)).toBe(0)
})

test('the steps that are left out lie anywhere, and places reach every move', () => {
  const how = { flip: true, roll: 1, dropTime: 0.5, dropEvents: 0 }
  const sizes = { steps: 4, height: 3, width: 3, polarities: 2 } as const
  const draws = Array.from({ length: 500 }, (_, sample) => framePlace(how, sizes, { seed: SEED, stream: STREAM, step: 3, sample }))
  expect(new Set(draws.map(({ goneFrom }) => goneFrom))).toEqual(new Set([0, 1, 2]))
  expect(new Set(draws.map(({ down, right }) => `${down} ${right}`)).size).toBe(9)
  expect(new Set(draws.map(({ flipped }) => flipped))).toEqual(new Set([true, false]))
})
