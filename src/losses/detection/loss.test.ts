/** SimOTA and the losses of detection: worked examples to the digits given, float64, finite differences, both forms, micro-batches, edges. */
import { describe, expect, test } from 'vitest'
import { expectClose, noise } from '../../testing/close'
import { drawScene, layoutOf, meanOf, runLoss, type TruthRow, truthRows } from '../../testing/detector'
import { kernelGpu } from '../../testing/gpu'
import { cellsOf } from './layout'
import { type AssignmentForm, fitsInWorkgroup } from './loss'
import { assignOf, type Box, boxLoss, lossOf, type Scene } from './reference'
import { type DetectionLossSpec, detectionLossSchema } from './schema'

const gpu = await kernelGpu()
const FORMS: readonly AssignmentForm[] = ['perImage', 'perTruth']
const SPEC: DetectionLossSpec = { iouLoss: 'iou', iouWeight: 5, l1: true }
const PLAIN: DetectionLossSpec = { ...SPEC, l1: false }
/** exp and log of a shader are good to some 2^-21, and a loss adds up a few hundred of them. */
const close = { relative: 2e-5, absolute: 2e-6, reason: 'exp, log and sums in float32' }

/** A gradient is a sum of terms of both signs, each as exact as the largest are. */
const expectGradient = (got: Float64Array, want: Float64Array) =>
  expectClose(got, want, { ...close, absolute: 4e-6 * want.reduce((max, g) => Math.max(max, Math.abs(g)), 0) })

test('an experiment begins with the IoU loss, its weight 5, and L1', () => {
  expect(detectionLossSchema.parse({})).toEqual(SPEC)
})

/** 32 x 32 pixels, strides 8 and 16; every cell predicts a box of two strides around its center, and every probability is a half. */
const still = (truths: readonly (readonly TruthRow[])[], maxTruths = 2): Scene => {
  const layout = layoutOf(32, [8, 16], 2)
  const cell = [0.5, 0.5, Math.LN2, Math.LN2, 0, 0, 0]
  const raw = Float64Array.from({ length: truths.length * 20 * 7 }, (_, i) => cell[i % 7]!)
  return { layout, batch: truths.length, maxTruths, raw, truths: truthRows(truths, maxTruths) }
}
const EXAMPLES = [
  {
    title: 'both truths want a cell, and the one that has it cheaper gets it',
    truths: [
      [0, 11, 12.5, 16, 16],
      [1, 17, 13, 12, 12],
    ],
    dynamicK: [3, 2],
    far: [12, 13, 14, 15],
    owned: { 4: 0, 5: 0, 9: 0, 6: 1 },
    ious: { 5: 0.831843, 4: 0.374497, 9: 0.331599, 6: 0.492537 },
    parts: [0.70381, 3.465736, 1.386294, 0.815716],
    plain: 8.371079,
    loss: 9.186795,
  },
  {
    title: 'a truth whose only cell another has cheaper gets none',
    truths: [
      [0, 11, 12.5, 14, 18],
      [1, 15, 11, 14, 10],
    ],
    dynamicK: [2, 1],
    far: [3, 7, 11, 12, 13, 14, 15],
    owned: { 5: 0, 9: 0 },
    ious: {},
    parts: [0.626056, 6.931472, 1.386294, 0.876314],
    plain: 11.448049,
    loss: 12.324363,
  },
] as const

describe.each(EXAMPLES)('worked example: $title', ({ truths, dynamicK, far, owned, ious, parts, plain, loss }) => {
  const scene = still([truths])
  const owner = Array.from({ length: 20 }, (_, a) => (owned as Record<number, number>)[a] ?? -1)
  const positives = Object.keys(owned).length

  test('in float64', () => {
    const assigned = assignOf(scene)
    expect(assigned).toMatchObject({ owner, dynamicK, positives: [positives] })
    expect(assigned.candidates).toEqual(Array.from({ length: 20 }, (_, a) => Number(!(far as readonly number[]).includes(a))))
    for (const [a, iou] of Object.entries(ious)) expect(assigned.matchedIou[Number(a)]).toBeCloseTo(iou, 6)
    const { metrics } = lossOf(scene, SPEC, assigned)
    const { iouLoss, objectnessLoss, classLoss, l1Loss } = metrics
    expect([iouLoss, objectnessLoss, classLoss, l1Loss].map(([v]) => Number(v!.toFixed(6)))).toEqual(parts)
    expect(metrics.loss[0]).toBeCloseTo(loss, 6)
    expect(lossOf(scene, PLAIN, assigned).metrics.loss[0]).toBeCloseTo(plain, 5)
  })

  test.each(FORMS)('on the GPU, %s', async (form) => {
    const got = await runLoss(gpu, [scene], SPEC, form)
    expect(got.parts[0]).toMatchObject({ owner, dynamicK, positives: [positives] })
    const { iouLoss, objectnessLoss, classLoss, l1Loss } = got.metrics
    expectClose([iouLoss[0]!, objectnessLoss[0]!, classLoss[0]!, l1Loss[0]!, got.metrics.loss[0]!], [...parts, loss], close)
    expect(got.metrics.positives).toEqual(Float32Array.of(positives))
    expectClose((await runLoss(gpu, [scene], PLAIN, form)).metrics.loss, [plain], close)
  })
})

const SCENES = [
  ['two levels', drawScene(layoutOf(64, [8, 16], 3), 3, 4, 1, [4, 0, 2])],
  ['three levels, crowded', drawScene(layoutOf(64, [8, 16, 32], 2), 2, 12, 2)],
  ['one level and class', drawScene(layoutOf(48, [16], 1), 1, 3, 3)],
  ['an odd row of numbers', drawScene(layoutOf(64, [8, 16], 5), 2, 3, 4)],
] as const
const SPECS: readonly DetectionLossSpec[] = [SPEC, { iouLoss: 'giou', iouWeight: 2, l1: false }]

describe.each(SCENES)('%s', (_, scene) => {
  test.each(SPECS)('owners, metrics and gradients of float64, the same bits in both forms: $iouLoss', async (spec) => {
    const want = assignOf(scene)
    expect(want.positives.some((n) => n > 2)).toBe(true)
    const { metrics, rawGrad } = lossOf(scene, spec, want)
    const got = await Promise.all(FORMS.map((form) => runLoss(gpu, [scene], spec, form)))
    expect(got[1]).toEqual(got[0])
    const [part] = got[0]!.parts
    expect(part!.owner).toEqual(want.owner)
    expect(part!.dynamicK).toEqual(want.dynamicK)
    expect(part!.candidates).toEqual(want.candidates)
    expect(part!.positives).toEqual(want.positives)
    expectClose(part!.matchedIou, want.matchedIou, close)
    for (const name of ['loss', 'iouLoss', 'objectnessLoss', 'classLoss', 'l1Loss'] as const)
      expectClose(got[0]!.metrics[name], metrics[name], close)
    expect([...got[0]!.metrics.positives]).toEqual(want.positives)
    expectGradient(part!.rawGrad, rawGrad)
  })
})

test.each(SPECS)('the gradient by hand is the slope of the loss where owners stay: $iouLoss', (spec) => {
  const scene = drawScene(layoutOf(32, [8, 16], 2), 2, 3, 10)
  const assigned = assignOf(scene)
  const { rawGrad } = lossOf(scene, spec, assigned)
  const lossAt = (i: number, by: number) => {
    const raw = Float64Array.from(scene.raw)
    raw[i] = raw[i]! + by
    return meanOf(lossOf({ ...scene, raw }, spec, assigned).metrics.loss)
  }
  for (let i = 0; i < rawGrad.length; i++)
    expect(Math.abs((lossAt(i, 1e-6) - lossAt(i, -1e-6)) / 2e-6 - rawGrad[i]!)).toBeLessThan(2e-7 * (1 + 10 * Math.abs(rawGrad[i]!)))
})

describe('GIoU', () => {
  test('pulls boxes that do not touch, where IoU does nothing', () => {
    const [p, q]: Box[] = [
      [0, 0, 2, 2],
      [4, 0, 2, 2],
    ]
    const apart = boxLoss(p!, q!, 'giou')
    expect(1 - apart.loss).toBeCloseTo(-1 / 3, 12)
    expectClose(apart.grad, [-1 / 9, 0, -1 / 9, -1 / 6], { absolute: 1e-12, reason: 'float64' })
    expect(boxLoss(p!, q!, 'iou').grad.every((d) => d === 0)).toBe(true)
    const touching = boxLoss([5, 5, 4, 4], [6, 5, 4, 4], 'giou')
    expect(1 - touching.loss).toBeCloseTo(0.6, 12)
    expectClose(touching.grad, [-0.32, 0, -0.04, -0.08], { absolute: 1e-12, reason: 'float64' })
  })

  test.each(['iou', 'giou'] as const)('the gradient of 1 - %s by finite differences, 500 pairs', (kind) => {
    const random = noise(8)
    for (let i = 0; i < 500; i++) {
      const [p, q] = [0, 1].map(() => [random() * 8, random() * 8, 1 + random() * 8, 1 + random() * 8] as const)
      const { grad } = boxLoss(p!, q!, kind)
      const at = (n: number, by: number) => boxLoss(p!.map((v, j) => (j === n ? v + by : v)) as unknown as Box, q!, kind).loss
      for (let n = 0; n < 4; n++) expect(Math.abs((at(n, 1e-5) - at(n, -1e-5)) / 2e-5 - grad[n]!)).toBeLessThan(1e-8)
    }
  })
})

test('micro-batches: each counts its own positives, metrics of all are next to each other, gradients are of the whole batch', async () => {
  const layout = layoutOf(64, [8, 16], 3)
  const scenes = [drawScene(layout, 2, 4, 5), drawScene(layout, 2, 4, 6, [1, 0])]
  const got = await runLoss(gpu, scenes, SPEC)
  const wants = scenes.map((scene) => lossOf(scene, SPEC, assignOf(scene)))
  expectClose(
    got.metrics.loss,
    wants.flatMap(({ metrics }) => metrics.loss),
    close,
  )
  wants.forEach(({ rawGrad }, i) => {
    const whole = rawGrad.map((g) => g / scenes.length)
    expectGradient(got.parts[i]!.rawGrad, whole)
  })
})

describe.each(FORMS)('edges, %s', (form) => {
  test('a batch without any truth has the loss of its objectness alone, over 1', async () => {
    const scene = drawScene(layoutOf(64, [8, 16], 3), 2, 4, 7, [0, 0])
    const got = await runLoss(gpu, [scene], SPEC, form)
    const { metrics, rawGrad } = lossOf(scene, SPEC, assignOf(scene))
    expect(new Set(got.parts[0]!.owner)).toEqual(new Set([-1]))
    expect([...got.metrics.positives]).toEqual([0, 0])
    expect(got.metrics.iouLoss.every((v) => v === 0)).toBe(true)
    expectClose(got.metrics.loss, metrics.objectnessLoss, close)
    expectClose(got.parts[0]!.rawGrad, rawGrad, close)
  })

  test('an ignored truth is never assigned, and cells that touch it have no loss', async () => {
    const truths = [
      [
        [0, 11.3, 12.7, 14, 18],
        [1, 25, 26, 8, 8, 1],
      ],
    ] as const
    const scene = still(truths, 3)
    const [{ parts, metrics }, alone] = [await runLoss(gpu, [scene], SPEC, form), still([truths[0].slice(0, 1)], 3)]
    const [part] = parts
    expect(part!.dynamicK).toEqual([assignOf(alone).dynamicK[0], 0, 0])
    expect(part!.owner).toEqual(assignOf(alone).owner)
    expect(part!.candidates).toEqual(assignOf(alone).candidates)
    const want = lossOf(scene, SPEC, assignOf(scene))
    expectClose(part!.rawGrad, want.rawGrad, close)
    expectClose(metrics.loss, want.metrics.loss, close)
    // Cell 15 is the corner at 28, 28: its box reaches from 20 to 36, over the ignored one.
    expect(part!.rawGrad[15 * 7 + 4]).toBe(0)
    expect(part!.rawGrad[7 + 4]).toBeGreaterThan(0)
  })

  test('of equal costs and overlaps the lowest cell and the first truth count', async () => {
    const scene = still([
      [
        [0, 16, 16, 16, 16],
        [0, 16, 16, 16, 16],
      ],
    ])
    const [part] = (await runLoss(gpu, [scene], SPEC, form)).parts
    const want = assignOf(scene)
    expect(part!.owner).toEqual(want.owner)
    expect(part!.owner.filter((g) => g === 1)).toEqual([])
    expect(part!.owner.indexOf(0)).toBe(5)
  })

  test('sizes grow no further than exp(8) strides, without a gradient beyond; L1 still pulls', async () => {
    const scene = still([[[0, 11, 12.5, 16, 16]]])
    const raw = Float64Array.from(scene.raw)
    for (let a = 0; a < 20; a++) raw.set([12, 300], a * 7 + 2)
    const large = { ...scene, raw }
    for (const spec of [PLAIN, SPEC]) {
      const [part] = (await runLoss(gpu, [large], spec, form)).parts
      const own = part!.owner.indexOf(0)
      expect(part!.rawGrad.every(Number.isFinite)).toBe(true)
      const pull = spec.l1 ? 1 / part!.positives[0]! : 0
      expectClose(part!.rawGrad.slice(own * 7 + 2, own * 7 + 4), [pull, pull], close)
    }
  })

  test('extreme probabilities give finite losses', async () => {
    const scene = still([[[1, 11, 12.5, 16, 16]]])
    for (const logit of [-200, 200]) {
      const raw = Float64Array.from(scene.raw, (v, i) => (i % 7 < 4 ? v : logit))
      const got = await runLoss(gpu, [{ ...scene, raw }], SPEC, form)
      expect(got.parts[0]!.positives[0]).toBeGreaterThan(0)
      expectClose(got.metrics.loss, lossOf({ ...scene, raw }, SPEC, assignOf({ ...scene, raw })).metrics.loss, close)
    }
  })
})

test('padding of a row has no gradient', async () => {
  const { padding } = (await runLoss(gpu, [SCENES[0][1]], SPEC)).parts[0]!
  expect(padding).toHaveLength(3 * 80 * 8)
  const scene = SCENES[3][1]
  const wide = (await runLoss(gpu, [scene], SPEC)).parts[0]!.padding
  expect(wide.filter((_, i) => i % 12 >= 10).every((v) => v === 0)).toBe(true)
})

test('8400 cells and 50 truths per image', async () => {
  const layout = layoutOf(640, [8, 16, 32], 3)
  expect(cellsOf(layout.levels)).toBe(8400)
  expect(fitsInWorkgroup(8400, 50)).toBe(false)
  expect(fitsInWorkgroup(80, 4)).toBe(true)
  const scene = drawScene(layout, 2, 50, 9, [50, 20])
  const got = await runLoss(gpu, [scene], SPEC)
  const want = assignOf(scene)
  expect(got.parts[0]!.owner).toEqual(want.owner)
  expect(got.parts[0]!.dynamicK).toEqual(want.dynamicK)
  expect(got.parts[0]!.candidates).toEqual(want.candidates)
  const { metrics, rawGrad } = lossOf(scene, SPEC, want)
  expectClose(got.metrics.loss, metrics.loss, close)
  expectGradient(got.parts[0]!.rawGrad, rawGrad)
})
