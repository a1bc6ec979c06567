/** Detections from a detector's output, and the way back to it: against float64, worked examples, ties and limits. */
import { describe, expect, test } from 'vitest'
import { activation } from '../../engine/graph'
import { padRows, trimRows } from '../../headless/conformance/layout'
import { inspect } from '../../headless/readable-tensors'
import { expectClose, noise } from '../../testing/close'
import { drawScene, layoutOf, rawOutput } from '../../testing/detector'
import { kernelGpu } from '../../testing/gpu'
import { decode, detect, suppressed } from './detect'
import { cellsOf, type DetectionLayout, imagesOf, numbersOf } from './layout'
import { decodeOf, suppressedOf } from './reference'
import { type ScoringSpec, scoringSchema } from './schema'

const gpu = await kernelGpu()
const SCORING: ScoringSpec = { confidence: 0.05, iouThreshold: 0.65, classAgnostic: false }
const close = { relative: 4e-6, absolute: 4e-6, reason: 'exp of numbers below 3, and a few roundings' }

test('by default a score of a thousandth is enough, and doubles overlap by .65', () => {
  expect(scoringSchema.parse({})).toEqual({ confidence: 0.001, iouThreshold: 0.65, classAgnostic: false })
})

/** Detections of images whose cells say these rows: center, size, objectness, classes. */
async function pick(layout: DetectionLayout, rows: readonly number[][][], scoring: ScoringSpec, kept?: number) {
  const decoded = activation('decoded', [1, rows.length * cellsOf(layout.levels), numbersOf(layout)], 'dense', false)
  const { op, detections, counts } = suppressed(decoded, layout, scoring, kept)
  using bench = await inspect(gpu, [op])
  bench.write(decoded.value, padRows(rows.flat(2), numbersOf(layout)))
  bench.run()
  const [words, found] = [await bench.f32(detections), await bench.u32(counts)]
  const rowsEach = detections.shape[1]!
  const all = rows.map((_, b) =>
    Array.from({ length: rowsEach }, (__, i) => [...words.subarray((b * rowsEach + i) * 8, (b * rowsEach + i + 1) * 8)]),
  )
  return {
    counts: [...found],
    rows: all.map((image, b) => image.slice(0, found[b])),
    rest: all.flatMap((image, b) => image.slice(found[b])),
  }
}
const strip = (count: number, classes: number): DetectionLayout => ({ levels: [{ stride: 8, height: 1, width: count }], classes })

test.each([
  ['three levels', drawScene(layoutOf(64, [8, 16, 32], 4), 2, 3, 1)],
  ['one', drawScene(layoutOf(48, [16], 2), 3, 2, 2)],
] as const)('decoded, and the way back, %s', async (_, scene) => {
  const { layout, batch } = scene
  const numbers = numbersOf(layout)
  const raw = rawOutput(layout, batch)
  const { forward, backward, decoded } = decode(raw, layout)
  using bench = await inspect(gpu, [forward, ...backward])
  const large = Float32Array.from(scene.raw)
  large.set([0.25, -3, 9, 8], 0)
  const random = noise(4)
  const cotangent = Float32Array.from(large, () => random() - 0.5)
  bench.write(raw.value, padRows(large, numbers))
  bench.write(decoded.grad!, padRows(cotangent, numbers))
  bench.run()
  const want = decodeOf({ layout, raw: large })
  expectClose(trimRows(await bench.f32(decoded.value), numbers), want, close)
  const stride = 8 * (layout.levels[0]!.stride / 8)
  const grad = trimRows(await bench.f32(raw.grad!), numbers)
  for (let i = 0; i < large.length; i++) {
    const by = (d: number) => decodeOf({ layout, raw: Float64Array.from(large, (v, j) => (j === i ? v + d : v)) })[i]!
    // Above the maximum size there is no gradient; at the maximum, it is the slope from below.
    const slope = i === 2 ? 0 : i === 3 ? (by(0) - by(-1e-5)) / 1e-5 : (by(1e-5) - by(-1e-5)) / 2e-5
    expect(Math.abs(grad[i]! - slope * cotangent[i]!)).toBeLessThan(1e-4 * stride * (1 + Math.abs(slope)))
  }
})

test('a raw output that is not whole images of the layout is refused', () => {
  expect(() => imagesOf(activation('raw', [1, 81, 8], 'dense', true), layoutOf(64, [8, 16], 3))).toThrow('images * 80 cells')
})

describe('non-maximum suppression', () => {
  const boxes = [
    [5, 0.9],
    [7, 0.8],
    [9, 0.7],
    [5, 0.6],
  ].map(([x, score]) => [x!, 5, 10, 10, score!, 1])

  test.each([0.65, 0.45])('a box that has fallen suppresses no other, %f', async (iouThreshold) => {
    const found = await pick(strip(4, 1), [boxes], { ...SCORING, iouThreshold })
    expect(found.counts).toEqual([2])
    expectClose(found.rows[0]!.flat(), [0, 0, 10, 10, 0.9, 0, 0.9, 1, 4, 0, 14, 10, 0.7, 0, 0.7, 1], close)
    expect(found.rest.flat().every((v) => v === 0)).toBe(true)
  })

  test('an overlap of just the threshold stays', async () => {
    const half = [
      [5, 5, 10, 10, 0.9, 1],
      [5, 2.5, 10, 5, 0.8, 1],
    ]
    expect((await pick(strip(2, 1), [half], { ...SCORING, iouThreshold: 0.5 })).counts).toEqual([2])
    expect((await pick(strip(2, 1), [half], { ...SCORING, iouThreshold: 0.49 })).counts).toEqual([1])
  })

  test('the first of equal classes and of equal scores; a score of just the confidence stays', async () => {
    const rows = [
      [50, 5, 10, 10, 0.5, 0.5, 0.5],
      [5, 5, 10, 10, 0.5, 0.25, 0.5],
      [5, 5, 10, 10, 0.5, 0.5, 0.25],
      [5, 6, 10, 10, 1, 0.125, 0.25],
    ]
    const found = await pick(strip(4, 2), [rows], { ...SCORING, confidence: 0.25 })
    expect(found.rows[0]!.map(([left, top, , , score, kind]) => [left, top, score, kind])).toEqual([
      [45, 0, 0.25, 0],
      [0, 0, 0.25, 1],
      [0, 0, 0.25, 0],
    ])
    const agnostic = await pick(strip(4, 2), [rows], { ...SCORING, confidence: 0.25, classAgnostic: true })
    expect(agnostic.rows[0]!.map(([left, , , , , kind]) => [left, kind])).toEqual([
      [45, 0],
      [0, 1],
    ])
  })

  test.each([
    [1, 3, 40],
    [3, 1, 400],
    [2, 4, 1500],
  ])('%i images, %i classes, %i cells: rows of float64, at most a hundred', async (batch, classes, cells) => {
    const random = noise(cells)
    const images = Array.from({ length: batch }, () =>
      Array.from({ length: cells }, () => {
        const place = [random() * 300, random() * 60, 8 + random() * 20, 8 + random() * 20]
        return [...place, ...Array.from({ length: 1 + classes }, random)].map(Math.fround)
      }),
    )
    const scoring = { ...SCORING, classAgnostic: cells === 400 }
    const found = await pick(strip(cells, classes), images, scoring)
    const want = images.map((rows) => suppressedOf(rows.flat(), strip(cells, classes), scoring))
    expect(found.counts).toEqual(want.map((rows) => rows.length))
    expectClose(found.rows.flat(2), want.flat(2), { relative: 1e-6, absolute: 2e-5, reason: 'corners of boxes within 400 pixels' })
    if (cells > 40) expect(found.counts).toContain(100)
    const few = await pick(strip(cells, classes), images, scoring, 3)
    expect(few.rows).toEqual(found.rows.map((rows) => rows.slice(0, 3)))
  })

  test('from raw output to detections, and none where no cell is sure enough', async () => {
    const { layout, batch, raw: numbers } = drawScene(layoutOf(64, [8, 16], 3), 2, 3, 5)
    const raw = rawOutput(layout, batch)
    const { ops, detections, counts } = detect(raw, layout, { ...SCORING, confidence: 0.3 })
    using bench = await inspect(gpu, ops)
    const run = async (data: Float32Array) => {
      bench.write(raw.value, padRows(data, numbersOf(layout)))
      bench.run()
      return { found: await bench.f32(detections), counts: [...(await bench.u32(counts))] }
    }
    const decoded = decodeOf({ layout, raw: numbers })
    const want = [0, 1].map((b) => suppressedOf(decoded.subarray(b * 80 * 8, (b + 1) * 80 * 8), layout, { ...SCORING, confidence: 0.3 }))
    const seen = await run(Float32Array.from(numbers))
    expect(seen.counts).toEqual(want.map((rows) => rows.length))
    expect(seen.counts.some((n) => n > 0)).toBe(true)
    want.forEach((rows, b) => {
      expectClose(seen.found.subarray(b * 800, b * 800 + rows.length * 8), rows.flat(), { ...close, absolute: 1e-4 })
    })
    const none = await run(Float32Array.from(numbers, (v, i) => (i % 8 < 4 ? v : -9)))
    expect(none).toEqual({ found: new Float32Array(1600), counts: [0, 0] })
  })
})
