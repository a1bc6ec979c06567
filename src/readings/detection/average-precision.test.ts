/** COCO's average precision: worked examples with the answers of the original, and its traps. */
import { describe, expect, test } from 'vitest'
import { areaGroup, COCO_AREAS, COCO_STATISTICS, cocoStatistics, evaluate, OVERLAPS, RECALLS, speedGroup } from './average-precision'
import { areaOf, type Box, type Detection, detectionsOf, overlapOf, type Truth, truthsOf } from './boxes'

const B: Box = [0, 0, 10, 10]
const at = (left: number, top: number, width = 10, height = 10): Box => [left, top, width, height]
const there = (box: Box, more: Partial<Truth> = {}): Truth => ({ image: 0, class: 0, box, area: areaOf(box), ...more })
const found = (box: Box, score: number, more: Partial<Detection> = {}): Detection => ({ image: 0, class: 0, box, score, ...more })
const statistics = (truths: readonly Truth[], detections: readonly Detection[], images = 2, classes = 2) =>
  Object.fromEntries(
    cocoStatistics(evaluate(truths, detections, { images, classes })).map((value, i) => [COCO_STATISTICS[i]!, value]),
  ) as Record<(typeof COCO_STATISTICS)[number], number>

interface Example {
  readonly title: string
  readonly truths: readonly Truth[]
  readonly detections: readonly Detection[]
  readonly ap: readonly [number, number, number]
  readonly ar: readonly [number, number, number]
}
const example = (title: string, truths: Truth[], detections: Detection[], ap: Example['ap'], ar: Example['ar']): Example => ({
  title,
  truths,
  detections,
  ap,
  ar,
})
const all = (v: number): [number, number, number] => [v, v, v]
const crowd = (is: boolean) => [there(B), there(at(20, 0, 40, 40), { crowd: is })]
const inCrowd = [found(at(22, 2), 0.95), found(at(40, 20), 0.9), found(B, 0.8)]
const second = (image: number) => ({ image })

const EXAMPLES: readonly Example[] = [
  example('1: found', [there(B)], [found(B, 0.9)], all(1), all(1)),
  example('2: overlap .6', [there(B)], [found(at(0, 0, 10, 6), 0.9)], [0.3, 1, 0], all(0.3)),
  example('3: a double below', [there(B)], [found(B, 0.9), found(B, 0.8)], all(1), all(1)),
  example('4: a worse double above', [there(B)], [found(at(0, 0, 10, 6), 0.9), found(B, 0.8)], [0.65, 1, 0.5], [0.3, 1, 1]),
  example('5: a wrong one above', [there(B)], [found(at(50, 50), 0.9), found(B, 0.8)], all(0.5), [0, 1, 1]),
  example('6: one of two', [there(B), there(at(30, 0))], [found(B, 0.9)], all(51 / 101), all(0.5)),
  example(
    '7: two of three, a wrong one between',
    [there(B), there(at(30, 0)), there(at(60, 0))],
    [found(B, 0.9), found(at(0, 60), 0.8), found(at(30, 0), 0.7)],
    all(56 / 101),
    [1 / 3, 2 / 3, 2 / 3],
  ),
  example(
    '8a: equal scores, the image without truth first',
    [there(B, second(1))],
    [found(B, 0.5), found(B, 0.5, second(1))],
    all(0.5),
    all(1),
  ),
  example('8b: equal scores, the image with the truth first', [there(B)], [found(B, 0.5), found(B, 0.5, second(1))], all(1), all(1)),
  example('8c: equal scores in one image', [there(B)], [found(at(50, 50), 0.5), found(B, 0.5)], all(0.5), [0, 1, 1]),
  example('9: no truth', [], [found(B, 0.5)], all(-1), all(-1)),
  example('10: no detection', [there(B)], [], all(0), all(0)),
  example('11: a crowd', crowd(true), inCrowd, all(1), [0, 1, 1]),
  example('12: the same, not a crowd', crowd(false), inCrowd, all(17 / 101), [0, 0.5, 0.5]),
  example(
    '13: of equal overlaps the later truth',
    [there(B), there(at(2, 0))],
    [found(at(1, 0), 0.9), found(B, 0.8)],
    [0.775742574257, 1, 1],
    [0.35, 0.85, 0.85],
  ),
  example(
    '14: areas',
    [there(at(0, 0, 32, 32)), there(at(100, 0, 40, 40))],
    [found(at(0, 0, 32, 32), 0.9), found(at(100, 0, 40, 40), 0.8), found(at(300, 0), 0.95)],
    all(2 / 3),
    [0, 1, 1],
  ),
  example('15: two of two', [there(B), there(at(30, 0))], [found(B, 0.9), found(at(30, 0), 0.8)], all(1), [0.5, 1, 1]),
  example(
    '16: greedy, not optimal',
    [there(B), there(at(4, 0))],
    [found(at(2.5, 0), 0.9), found(at(5, 0), 0.8)],
    [0.30297029703, 0.50495049505, 0.252475247525],
    [0.25, 0.35, 0.35],
  ),
  example(
    '17: pictures are pooled',
    [there(B), there(B, second(1))],
    [found(B, 0.6), found(at(50, 50), 0.9, second(1)), found(B, 0.5, second(1))],
    all(2 / 3),
    [0.5, 1, 1],
  ),
  example(
    '18: seven of ten fall a point short',
    Array.from({ length: 10 }, (_, k) => there(at(20 * k, 0))),
    Array.from({ length: 7 }, (_, k) => found(at(20 * k, 0), 0.9)),
    all(70 / 101),
    [0.1, 0.7, 0.7],
  ),
  example('19: a class without truth is left out', [there(B)], [found(B, 0.9), found(B, 0.8, { class: 1 })], all(1), all(1)),
  example('20: a class without detection is 0', [there(B), there(at(30, 0), { class: 1 })], [found(B, 0.9)], all(0.5), all(0.5)),
]

test.each(EXAMPLES)('$title', ({ truths, detections, ap, ar }) => {
  const got = statistics(truths, detections)
  const { AP, AP50, AP75, AR1, AR10, AR100 } = got
  for (const [i, value] of [AP, AP50, AP75].entries()) expect(value).toBeCloseTo(ap[i]!, 11)
  for (const [i, value] of [AR1, AR10, AR100].entries()) expect(value).toBeCloseTo(ar[i]!, 11)
})

test('by area, both ends included; -1 where there is none', () => {
  const { truths, detections } = EXAMPLES.find(({ title }) => title.startsWith('14'))!
  const { APs, APm, APl, ARl } = statistics(truths, detections)
  expect([APs, APm, APl, ARl].map((v) => Number(v.toFixed(12)))).toEqual([0.5, 1, -1, -1])
})

test('thresholds and recalls are those of numpy, to the last bit', () => {
  expect(OVERLAPS).toHaveLength(10)
  expect(OVERLAPS[8]).toBe(0.8999999999999999)
  expect([OVERLAPS[0], OVERLAPS[5], OVERLAPS[9]]).toEqual([0.5, 0.75, 0.95])
  expect(RECALLS[70]).toBe(0.7000000000000001)
  expect({ count: RECALLS.length, last: RECALLS[100] }).toEqual({ count: 101, last: 1 })
})

test.each([
  [7, 10],
  [7, 20],
  [14, 20],
  [19, 20],
  [21, 30],
  [14, 40],
  [28, 40],
  [38, 40],
])('%i of %i truths fall a point short, as in the original', (hits, truths) => {
  const places = Array.from({ length: truths }, (_, k) => there(at(20 * k, 0)))
  const { AP50 } = statistics(
    places,
    places.slice(0, hits).map(({ box }) => found(box, 0.9)),
  )
  expect(AP50).toBeCloseTo(Math.round((100 * hits) / truths) / 101, 11)
})

test('each half a pixel of width passes one threshold more', () => {
  for (let steps = 1; steps <= 10; steps++) {
    const { AP } = statistics([there(B)], [found(at(0, 0, 4.5 + steps / 2), 0.9)])
    expect(AP).toBeCloseTo(steps / 10, 12)
  }
})

test('more than a hundred detections of a class in an image: those of the lowest scores do not count', () => {
  const wrong = Array.from({ length: 100 }, (_, i) => found(at(50 + i, 50), 0.9))
  expect(statistics([there(B)], [...wrong, found(B, 0.5)]).AR100).toBe(0)
  expect(statistics([there(B)], [...wrong.slice(1), found(B, 0.5)]).AR100).toBe(1)
})

describe('truths that are ignored', () => {
  const ignored = there(at(30, 0), { ignored: true })

  test('count neither as hits nor as misses', () => {
    expect(statistics([there(B), ignored], [found(B, 0.9)]).AP).toBeCloseTo(1, 12)
    expect(statistics([there(B), ignored], [found(at(30, 0), 0.95), found(B, 0.9)]).AP).toBeCloseTo(1, 12)
  })
  test('are matched once each, unlike crowds, and by the usual overlap', () => {
    const double = [found(at(30, 0), 0.95), found(at(30, 0), 0.94), found(B, 0.9)]
    expect(statistics([there(B), ignored], double).AP).toBeCloseTo(0.5, 12)
    expect(statistics([there(B), { ...ignored, crowd: true }], double).AP).toBeCloseTo(1, 12)
    const part = [found(at(30, 0, 5, 5), 0.95), found(B, 0.9)]
    expect(statistics([there(B), ignored], part).AP).toBeCloseTo(0.5, 12)
    expect(statistics([there(B), { ...ignored, crowd: true }], part).AP).toBeCloseTo(1, 12)
  })
  test('give way to a truth that counts, though they overlap more', () => {
    expect(statistics([there(at(0, 0, 10, 9), { ignored: true }), there(B)], [found(at(0, 0, 10, 9), 0.9)]).AP50).toBeCloseTo(1, 12)
  })
})

describe('groups', () => {
  const truths = [there(B, { speed: 10 }), there(at(30, 0), { speed: 100 }), there(at(60, 0), { speed: 0 })]
  const detections = [found(at(30, 0), 0.9), found(at(90, 0), 0.8), found(B, 0.7)]
  const groups = [speedGroup('slow', 0, 25), speedGroup('fast', 25, Number.POSITIVE_INFINITY), areaGroup('large', 200, 1e9)]
  const { groups: scores } = evaluate(truths, detections, { images: 1, classes: 1, groups })

  test('truths of other speeds are ignored; what matches nothing is wrong in each', () => {
    expect(scores.map(({ name }) => name)).toEqual(['slow', 'fast', 'large'])
    expect(scores.map(({ averagePrecision }) => Number(averagePrecision.toFixed(12)))).toEqual([0.5, 1, -1])
    expect(scores.map(({ averageRecall }) => averageRecall)).toEqual([1, 1, -1])
  })
  test('a truth at the border of two ranges of area is in both', () => {
    const border = there(at(0, 0, 32, 32))
    const { groups: areas } = evaluate([border], [found(border.box, 0.9)], { images: 1, classes: 1, groups: COCO_AREAS })
    expect(areas.map(({ averagePrecision }) => Number(averagePrecision.toFixed(12)))).toEqual([1, 1, -1])
  })
})

test('curves of precision, by class and their mean; AP of each class', () => {
  const truths = [there(B), there(at(30, 0)), there(B, { class: 1 })]
  const detections = [found(B, 0.9), found(at(0, 0, 10, 6), 0.8, { class: 1 })]
  const { curves, all: score } = evaluate(truths, detections, { images: 1, classes: 3 })
  expect(curves.map(({ overlap }) => overlap)).toEqual([0.5, 0.75])
  const [half, high] = curves
  expect(half!.perClass[0]!.map((p) => Math.round(p))).toEqual(RECALLS.map((r) => Number(r <= 0.5)))
  expect(half!.perClass[1]!.every((p) => p > 0.99)).toBe(true)
  expect(high!.perClass[1]!.every((p) => p === 0)).toBe(true)
  expect(half!.perClass[2]!.every((p) => p === -1)).toBe(true)
  expect(half!.all[100]).toBeCloseTo(0.5, 12)
  expect(score.apPerClass.map((v) => Number(v.toFixed(6)))).toEqual([0.50495, 0.3, -1])
})

describe('boxes', () => {
  test('that touch do not overlap; a crowd is compared over the detection', () => {
    expect(overlapOf(B, at(10, 0))).toBe(0)
    expect(overlapOf(at(1, 0), B)).toBe(9 / 11)
    expect(overlapOf(at(20, 20, 5, 5), at(0, 0, 100, 100), true)).toBe(1)
  })
  test('rows of the device become truths and detections of pictures', () => {
    const rows = new Float32Array(2 * 2 * 8)
    rows.set([2, 10, 20, 4, 6, 1, 30, 1])
    rows.set([1, 5, 5, 2, 2, 0, 0, 1], 16)
    expect(truthsOf(rows, Uint32Array.of(1, 1), 7)).toEqual([
      { image: 7, class: 2, box: [8, 17, 4, 6], area: 24, ignored: true, speed: 30 },
      { image: 8, class: 1, box: [4, 4, 2, 2], area: 4, ignored: false, speed: 0 },
    ])
    const words = new Float32Array(2 * 3 * 8)
    words.set([1, 2, 4, 8, 0.5, 2, 1, 0.5], 24)
    expect(detectionsOf(words, Uint32Array.of(0, 1))).toEqual([{ image: 1, class: 2, score: 0.5, box: [1, 2, 3, 6] }])
  })
})
