/** Augmentation on the GPU against TypeScript bit for bit, and the distribution of its draws. */
import { describe, expect, test } from 'vitest'
import { streamOf } from '../../engine/random'
import { persistent, type Tensor } from '../../engine/tensor'
import { noise } from '../../testing/close'
import { kernelGpu, runWords } from '../../testing/gpu'
import { type Augmentation, augment } from './augment'
import { augmented, place } from './reference'

const gpu = await kernelGpu()
const BATCH = 9
const SEED = 11
const samples = Uint32Array.from({ length: BATCH }, (_, b) => 4_000_000_000 - 131 * b)

async function run(how: Augmentation, height: number, width: number, channels: 1 | 3, step: number) {
  const space = { height, width, channels }
  const stride = Math.ceil((height * width * channels) / 4) * 4
  const random = noise(height)
  const bytes = new Uint8Array(BATCH * stride)
  for (let b = 0; b < BATCH; b++) for (let i = 0; i < height * width * channels; i++) bytes[b * stride + i] = 1 + Math.floor(255 * random())
  const images = persistent('images', 'u32', [BATCH, stride / 4], new Uint32Array(bytes.slice().buffer))
  const clock = persistent('clock', 'u32', [1], Uint32Array.of(step))
  const { images: out, ops } = augment(
    { random: { seed: SEED, clock } },
    how,
    { images, samples: persistent('samples', 'u32', [BATCH], samples) },
    space,
  )
  const [got] = await runWords(gpu, ops, [], [out as Tensor])
  const want = [...samples].flatMap((sample, b) => [
    ...augmented(bytes.subarray(b * stride, (b + 1) * stride), how, space, place(how, space, SEED, streamOf('augment'), step, sample)),
  ])
  return { got: [...new Uint8Array(got!.buffer)], want, bytes: [...bytes] }
}

describe('on the GPU', () => {
  test.each([
    ['crop', { crop: 2, flip: false, cutout: 0 }, 5, 6, 1],
    ['flip', { crop: 0, flip: true, cutout: 0 }, 3, 5, 3],
    ['an odd cutout', { crop: 0, flip: false, cutout: 3 }, 7, 7, 1],
    ['all three', { crop: 4, flip: true, cutout: 8 }, 32, 32, 3],
    ['more than the image', { crop: 16, flip: true, cutout: 1 }, 3, 3, 3],
  ] as const)('%s moves the bytes that the reference moves', async (_, how, height, width, channels) => {
    for (const step of [0, 1, 70_000]) {
      const { got, want, bytes } = await run(how, height, width, channels, step)
      expect(got).toEqual(want)
      expect(got).not.toEqual(bytes)
    }
  })
})

test('where nothing is asked for, the images stay and nothing is done', () => {
  const images = persistent('images', 'u32', [1, 1])
  const t = { images, samples: persistent('samples', 'u32', [1]) }
  const random = { seed: 1, clock: persistent('clock', 'u32', [1]) }
  expect(augment({ random }, { crop: 0, flip: false, cutout: 0 }, t, { height: 2, width: 2, channels: 1 })).toEqual({ images, ops: [] })
})

test('draws reach every move evenly, differ by step and sample, and do not depend on the place in a batch', () => {
  const space = { height: 8, width: 6, channels: 1 }
  const draws = Array.from({ length: 5000 }, (_, i) =>
    place({ crop: 2, flip: true, cutout: 1 }, space, SEED, 1, i % 50, Math.floor(i / 50)),
  )
  const share = (which: (p: (typeof draws)[number]) => boolean) => draws.filter(which).length / draws.length
  for (let move = -2; move <= 2; move++) {
    expect(Math.abs(share(({ down }) => down === move) - 0.2)).toBeLessThan(0.03)
    expect(Math.abs(share(({ right }) => right === move) - 0.2)).toBeLessThan(0.03)
  }
  expect(Math.abs(share(({ flipped }) => flipped) - 0.5)).toBeLessThan(0.035)
  expect(new Set(draws.map(({ top }) => top))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]))
  expect(new Set(draws.map(({ left }) => left))).toEqual(new Set([0, 1, 2, 3, 4, 5]))
})
