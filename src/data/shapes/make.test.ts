/** Scenes of moving shapes on the GPU against float64: their events, their ground truth, and that skipping substeps misses nothing. */
import { describe, expect, it } from 'vitest'
import { sizeOf, tensor } from '../../engine/tensor'
import { type Inspection, inspect } from '../../headless/readable-tensors'
import { testGpu } from '../../testing/gpu'
import { seenScenes } from './make'
import { seeShapes } from './reference'
import { keyOf, shapesScene } from './scene'
import { type ShapesSplit, shapesSchema, shapesShape } from './schema'

const gpu = await testGpu()
const specOf = (sensor: 'px64' | 'px128' = 'px64', seed = 1) => shapesSchema.parse({ kind: 'movingShapes', sensor, seed })

interface Made {
  /** Words of each scene, by pixel. */
  readonly events: readonly (readonly (readonly number[])[])[]
  readonly truths: Float32Array
  readonly truthCounts: readonly number[]
  readonly lost: readonly number[]
}

async function make(
  spec: ReturnType<typeof specOf>,
  split: ShapesSplit,
  numbers: readonly number[],
  how: Parameters<typeof seenScenes>[4] = {},
): Promise<Made> {
  const samples = tensor('samples', 'u32', [numbers.length])
  const made = seenScenes('scenes', spec, split, samples, how)
  using bench = await inspect(gpu, made.ops)
  bench.write(samples, Uint32Array.from(numbers))
  bench.run()
  return {
    events: await eventsOf(bench, made),
    truths: await bench.f32(made.truths),
    truthCounts: [...(await bench.u32(made.truthCounts))],
    lost: [...(await bench.u32(made.lost))],
  }
}

async function eventsOf(bench: Inspection, { events, eventCounts }: ReturnType<typeof seenScenes>): Promise<Made['events']> {
  const [batch, slots, pixels] = events.shape as [number, number, number]
  const [words, counts] = [await bench.u32(events), await bench.u32(eventCounts)]
  expect(words).toHaveLength(sizeOf(events.shape))
  return Array.from({ length: batch }, (_, b) =>
    Array.from({ length: pixels }, (_, pixel) =>
      Array.from({ length: counts[b * pixels + pixel]! }, (_, slot) => words[(b * slots + slot) * pixels + pixel]!),
    ),
  )
}

/** The events of each pixel, in ascending order. */
const wordsOf = ({ signal, noise }: ReturnType<typeof seeShapes>): number[][] =>
  signal.map((events, pixel) => [...events, ...noise[pixel]!].map(({ time, on }) => 2 * time + Number(on)).sort((a, b) => a - b))

/** Counts pixels with a different number or order of events, and events of the other pixels that differ by more than two microseconds. */
function unlike(got: readonly (readonly number[])[], want: readonly (readonly number[])[]): { pixels: number; times: number } {
  const isLike = (words: readonly number[], wanted: readonly number[]) =>
    words.length === wanted.length && words.every((word, i) => word % 2 === wanted[i]! % 2)
  const like = got.flatMap((words, pixel) => (isLike(words, want[pixel]!) ? [pixel] : []))
  const late = like.flatMap((pixel) => got[pixel]!.filter((word, i) => Math.abs(word - want[pixel]![i]!) > 4))
  return { pixels: got.length - like.length, times: late.length }
}

const CASES = [
  { split: 'test', sensor: 'px64', numbers: [0, 1, 2, 3, 4, 5] },
  { split: 'train', sensor: 'px64', numbers: [29, 40, 19_999, 4_000_000_000] },
  { split: 'validation', sensor: 'px128', numbers: [1, 6] },
] as const

describe.each(CASES)('scenes $numbers of $split at $sensor', ({ split, sensor, numbers }) => {
  it('are what float64 sees, but for roundings', async () => {
    const spec = specOf(sensor)
    const { side, maxTruths } = shapesShape(spec)
    const { events, truths, truthCounts, lost } = await make(spec, split, numbers)
    expect(lost).toEqual(numbers.map(() => 0))
    numbers.forEach((number, b) => {
      const want = seeShapes(shapesScene(keyOf(1, split), number), side)
      const { pixels, times } = unlike(events[b]!, wordsOf(want))
      expect(pixels, `scene ${number}`).toBeLessThanOrEqual(1)
      expect(times, `scene ${number}`).toBeLessThanOrEqual(events[b]!.flat().length / 500)
      expect(truthCounts[b]).toBe(want.truths.length)
      const rows = want.truths.map(({ kind, box: [left, top, right, bottom], ignored, speed, visible }) => [
        kind,
        (left + right) / 2,
        (top + bottom) / 2,
        right - left,
        bottom - top,
        Number(ignored),
        speed,
        visible,
      ])
      const padded = [...rows.flat(), ...Array<number>((maxTruths - rows.length) * 8).fill(0)]
      padded.forEach((value, i) => {
        expect(Math.abs(truths[b * maxTruths * 8 + i]! - value), `value ${i} of scene ${number}`).toBeLessThan(1e-4 + 1e-5 * value)
      })
    })
  })
})

describe('scenes', () => {
  it('are the same bits each time, and others of another seed', async () => {
    const numbers = [7, 8, 9]
    const [once, twice, other] = [
      await make(specOf(), 'train', numbers),
      await make(specOf(), 'train', numbers),
      await make(specOf('px64', 2), 'train', numbers),
    ]
    expect(twice).toEqual(once)
    expect(other.truths).not.toEqual(once.truths)
  })

  it('do not depend on what else is in the batch', async () => {
    const [alone, among] = [await make(specOf(), 'test', [5]), await make(specOf(), 'test', [2, 5, 0])]
    expect(among.events[1]).toEqual(alone.events[0])
    expect([...among.truths.subarray(32, 64)]).toEqual([...alone.truths])
  })

  it('may be empty, with nothing to be found and events all the same', async () => {
    const { events, truths, truthCounts } = await make(specOf(), 'test', [0])
    expect({ truthCounts, empty: [...truths].every((value) => value === 0) }).toEqual({ truthCounts: [0], empty: true })
    expect(events[0]!.flat().length).toBeGreaterThan(1000)
  })

  it.each(['px64', 'px128'] as const)('at %s have the same events, to the bit, where no substep is leaped over', async (sensor) => {
    const numbers = sensor === 'px64' ? Array.from({ length: 12 }, (_, i) => i) : [3, 5]
    expect(await make(specOf(sensor), 'test', numbers, { longest: 1 })).toEqual(await make(specOf(sensor), 'test', numbers))
  })

  it('ignore what others hide, and nothing else of the first', async () => {
    const { truths, truthCounts } = await make(specOf(), 'train', [28, 29, 30])
    const ignored = truthCounts.flatMap((count, b) => Array.from({ length: count }, (_, k) => [b, k, truths[(4 * b + k) * 8 + 5]]))
    expect(ignored.filter(([, , is]) => is === 1)).toEqual([[1, 1, 1]])
  })

  it('count what finds no slot, and keep the first events of a pixel', async () => {
    const [all, some] = [await make(specOf(), 'test', [4, 5]), await make(specOf(), 'test', [4, 5], { slots: 3 })]
    expect(some.events).toEqual(all.events.map((scene) => scene.map((words) => words.slice(0, 3))))
    expect(some.lost).toEqual(all.events.map((scene) => scene.reduce((sum, { length }) => sum + Math.max(0, length - 3), 0)))
    expect(some.truths).toEqual(all.truths)
  })
})
