/**
 * Augmentation of bins and boxes on the GPU: placements and counts bit for bit, boxes within rounding, and the distribution of its draws.
 */
import { describe, expect, test } from 'vitest'
import { streamOf } from '../../engine/random'
import { persistent, type Tensor } from '../../engine/tensor'
import { noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { augmentBoxes, jitter12 } from './augment-boxes'
import { augmentedBins, augmentedTruths, boxPlace } from './reference'
import { type BoxAugmentSpec, boxAugmentSchema, MAX_PLACED_PIXELS } from './schema'

const gpu = await kernelGpu()
const [SEED, STREAM] = [11, streamOf('augment boxes')]
const NONE: BoxAugmentSpec = { kind: 'place', scale: 1, jitter: 0, shift: true, flip: false }
const spec = (how: Partial<BoxAugmentSpec>): BoxAugmentSpec => ({ ...NONE, ...how })
const EAS_SNN = boxAugmentSchema.parse({ kind: 'place' })!

async function run(how: BoxAugmentSpec, sides: { height: number; width: number }, { batch = 7, steps = 3, step = 0, maxTruths = 5 } = {}) {
  const size = 2 * sides.height * sides.width
  const inputs = 4 * Math.ceil(size / 4)
  const random = noise(size)
  const samples = Uint32Array.from({ length: batch }, (_, b) => 4_000_000_000 - 131 * b)
  const bins = new Float32Array(steps * batch * inputs)
  for (let row = 0; row < steps * batch; row++) for (let i = 0; i < size; i++) bins[row * inputs + i] = Math.floor(9 * random())
  const truthCounts = Uint32Array.from({ length: batch }, (_, b) => b % (maxTruths + 1))
  const truths = new Float32Array(batch * maxTruths * 8)
  for (let b = 0; b < batch; b++)
    for (let i = 0; i < truthCounts[b]!; i++) {
      // Every third box is too small to remain at any scale but the largest.
      const [w, h] = [sides.width, sides.height].map((side) => (i % 3 === 2 ? 0.6 : side * (0.4 + 0.3 * random()))) as [number, number]
      truths.set(
        [i % 3, w / 2 + random() * (sides.width - w), h / 2 + random() * (sides.height - h), w, h, i & 1, 7, 0.5],
        (b * maxTruths + i) * 8,
      )
    }
  const clock = persistent('clock', 'u32', [1], Uint32Array.of(step))
  const made = augmentBoxes(
    { random: { seed: SEED, clock } },
    how,
    {
      bins: persistent('bins', 'f32', [steps, batch, inputs], bins),
      truths: persistent('truths', 'f32', [batch, maxTruths, 8], truths),
      truthCounts: persistent('truthCounts', 'u32', [batch], truthCounts),
      samples: persistent('samples', 'u32', [batch], samples),
    },
    sides,
  )
  const read: Tensor[] = [made.bins, made.truths, made.truthCounts]
  const stale = read.map((t) => [t, new Float32Array(t.shape.reduce((a, b) => a * b)).fill(3)] as const)
  const [gotBins, gotTruths, gotCounts] = await runOps(gpu, made.ops, stale, read)
  const counts = new Uint32Array(gotCounts!.buffer)
  return Array.from(samples, (sample, b) => {
    const at = boxPlace(how, sides, { seed: SEED, stream: STREAM, step, sample })
    const seen = (values: Float32Array) =>
      Array.from({ length: steps }, (_, t) => [...values.subarray((t * batch + b) * inputs, (t * batch + b) * inputs + size)]).flat()
    const rows = (values: Float32Array) =>
      Array.from({ length: maxTruths }, (_, i) => [...values.subarray((b * maxTruths + i) * 8, (b * maxTruths + i + 1) * 8)])
    return {
      before: seen(bins),
      got: { bins: seen(gotBins!), rows: rows(gotTruths!), count: counts[b]! },
      want: {
        bins: [...augmentedBins(seen(bins), sides, at)],
        rows: augmentedTruths(rows(truths).slice(0, truthCounts[b]), sides, at),
      },
    }
  })
}

describe('on the GPU', () => {
  test.each([
    ['flip', spec({ flip: true }), { height: 8, width: 10 }],
    ['scale', spec({ scale: 0.1 }), { height: 16, width: 16 }],
    ['scale without a shift', spec({ scale: 0.4, shift: false }), { height: 9, width: 7 }],
    ['aspect', spec({ jitter: 0.9 }), { height: 12, width: 31 }],
    ['all, as EAS-SNN has them', EAS_SNN, { height: 33, width: 65 }],
    ['all, of a tall image', EAS_SNN, { height: 64, width: 24 }],
  ] as const)('%s moves bins and boxes as the reference does', async (_, how, sides) => {
    let changed = 0
    for (const step of [0, 70_000])
      for (const { got, want, before } of await run(how, sides, { step })) {
        expect(got.bins).toEqual(want.bins)
        expect(got.count).toBe(want.rows.length)
        for (const [i, row] of got.rows.entries())
          for (const [column, value] of row.entries()) {
            const wanted = want.rows[i]?.[column] ?? 0
            // The error of a quotient, a product and a sum of numbers up to a side.
            expect(Math.abs(value - wanted)).toBeLessThanOrEqual(8 * 2 ** -23 * Math.max(sides.height, sides.width))
          }
        if (got.bins.join() !== before.join()) changed++
      }
    expect(changed).toBeGreaterThan(3)
  })

  test('sizes at the bound of 2^19 pixels do not run over', async () => {
    const how = spec({ scale: 0.9, jitter: 0.9 })
    // The largest product: a whole image times the largest r1.
    expect(MAX_PLACED_PIXELS * (4096 + jitter12(how))).toBeLessThan(2 ** 32)
    for (const { got, want } of await run(how, { height: 410, width: 1278 }, { batch: 1, steps: 1, maxTruths: 3 })) {
      expect(Buffer.compare(Buffer.from(Float64Array.from(got.bins).buffer), Buffer.from(Float64Array.from(want.bins).buffer))).toBe(0)
      expect(got.count).toBe(want.rows.length)
    }
  })
})

test('where nothing is asked for, bins and boxes stay and nothing is done', () => {
  const t = {
    bins: persistent('bins', 'f32', [1, 1, 4]),
    truths: persistent('truths', 'f32', [1, 1, 8]),
    truthCounts: persistent('truthCounts', 'u32', [1]),
  }
  const random = { seed: 1, clock: persistent('clock', 'u32', [1]) }
  const samples = persistent('samples', 'u32', [1])
  expect(augmentBoxes({ random }, spec({}), { ...t, samples }, { height: 1, width: 2 })).toEqual({ ...t, ops: [] })
  expect(() => augmentBoxes({ random }, EAS_SNN, { ...t, samples }, { height: 410, width: 1280 })).toThrow('1280 × 410 pixels are more')
})

test('a box stays around what was in it: a bright square is where its box is, however it is moved', () => {
  const sides = { height: 48, width: 40 }
  const bins = new Float32Array(2 * sides.height * sides.width)
  // Columns 10 to 21, rows 20 to 35.
  for (let y = 20; y < 36; y++) for (let x = 10; x < 22; x++) bins[2 * (y * sides.width + x)] = 1
  for (let sample = 0; sample < 200; sample++) {
    const at = boxPlace(EAS_SNN, sides, { seed: SEED, stream: STREAM, step: 5, sample })
    const [, cx, cy, w, h] = augmentedTruths([[0, 16, 28, 12, 16, 0, 0, 1]], sides, at)[0]!
    const lit = [...augmentedBins(bins, sides, at)].flatMap((count, i) => (count > 0 ? [Math.floor(i / 2)] : []))
    const [columns, rows] = [lit.map((pixel) => pixel % sides.width), lit.map((pixel) => Math.floor(pixel / sides.width))]
    // Pixels are whole: an edge is off by less than one.
    expect(Math.abs(Math.min(...columns) - (cx! - w! / 2))).toBeLessThan(1)
    expect(Math.abs(Math.max(...columns) + 1 - (cx! + w! / 2))).toBeLessThan(1)
    expect(Math.abs(Math.min(...rows) - (cy! - h! / 2))).toBeLessThan(1)
    expect(Math.abs(Math.max(...rows) + 1 - (cy! + h! / 2))).toBeLessThan(1)
  }
})

test('draws reach all scales, aspects and places, and an image never leaves itself', () => {
  const sides = { height: 100, width: 100 }
  const draws = Array.from({ length: 4000 }, (_, sample) => boxPlace(EAS_SNN, sides, { seed: SEED, stream: STREAM, step: 3, sample }))
  for (const { high, wide, top, left } of draws) {
    expect(Math.min(high, wide, top + 1, left + 1)).toBeGreaterThan(0)
    expect(Math.max(top + high, left + wide)).toBeLessThanOrEqual(100)
    expect(Math.max(high, wide)).toBeGreaterThanOrEqual(40)
    expect(wide / high).toBeGreaterThan((0.7 / 1.3) * 0.95)
    expect(wide / high).toBeLessThan((1.3 / 0.7) * 1.05)
  }
  const mean = (of: (draw: (typeof draws)[number]) => number) => draws.reduce((sum, draw) => sum + of(draw), 0) / draws.length
  // The longer side is uniform from 40 to 100, rounded down: its mean is 69.5, with a standard error of 0.27 over 4000 draws.
  expect(Math.abs(mean(({ high, wide }) => Math.max(high, wide)) - 69.5)).toBeLessThan(1.7)
  expect(Math.abs(mean(({ flipped }) => Number(flipped)) - 0.5)).toBeLessThan(0.05)
  expect(Math.abs(mean(({ left, wide }) => left / (100 - wide || 1)) - 0.5)).toBeLessThan(0.05)
  expect(Math.abs(mean(({ high, wide }) => Number(wide > high)) - 0.5)).toBeLessThan(0.05)
})
