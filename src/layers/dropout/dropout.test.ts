/** The dropout mask: drawn as TypeScript draws it, the right share, and other in each step and micro-batch. */
import { describe, expect, test } from 'vitest'
import { activation, type Context } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { randomKey, streamOf, uniform } from '../../engine/random'
import { persistent } from '../../engine/tensor'
import { equalBits } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { dropout } from './layer'

const gpu = await kernelGpu()
const [BATCH, NEURONS] = [13, 68]
const one = (name: string, value: number) => persistent(name, 'u32', [1], Uint32Array.of(value))

function build(rate: number, clock = 0, micro = 0, mode: Context['mode'] = 'train') {
  const context: Context = {
    mode,
    network: createNetwork('n'),
    steps: 2,
    batch: BATCH,
    random: { seed: 11, clock: one('clock', clock) },
    profile: 'gpu',
    tunedVariants: {},
  }
  return dropout(context, 'dropout1', activation('x', [2, BATCH, NEURONS], 'dense', true), rate, one('micro', micro))
}

async function maskOf(rate: number, clock = 0, micro = 0) {
  const made = build(rate, clock, micro)
  return (await runOps(gpu, made.forward, [], [made.outputs[0]!.mask!]))[0]!
}

describe('the mask', () => {
  test.each([
    [0.25, 0, 0],
    [0.5, 7, 0],
    [0.5, 7, 3],
  ] as const)('rate %f, step %i, micro-batch %i', async (rate, clock, micro) => {
    const key = randomKey(11, streamOf('dropout1'), clock)
    const want = Float32Array.from({ length: BATCH * NEURONS }, (_, i) =>
      uniform(key, micro * BATCH * NEURONS + i) < Math.fround(rate) ? 0 : Math.fround(1 / (1 - rate)),
    )
    const got = await maskOf(rate, clock, micro)
    expect(equalBits(got, want)).toBe(true)
    const dropped = got.filter((m) => m === 0).length / got.length
    // Five standard deviations of a mean of 884.
    expect(Math.abs(dropped - rate)).toBeLessThan(5 * Math.sqrt((rate * (1 - rate)) / got.length))
  })
  test('differs between steps and between micro-batches', async () => {
    const masks = await Promise.all([maskOf(0.5), maskOf(0.5, 1), maskOf(0.5, 0, 1)])
    expect(new Set(masks.map((m) => m.join())).size).toBe(3)
  })
})

test('evaluation, and a rate of 0, change nothing and run nothing', () => {
  for (const made of [build(0.5, 0, 0, 'evaluate'), build(0)]) {
    expect(made.forward).toEqual([])
    expect(made.outputs[0]!.mask).toBeUndefined()
  }
})
