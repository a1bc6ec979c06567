/** Prophesee's rules: which boxes count, and what is compared with what. */
import { expect, test } from 'vitest'
import { evaluate } from './average-precision'
import type { Box } from './boxes'
import { GEN1, GEN4, imagesOf, type TimedDetection, type TimedTruth } from './prophesee'

const BOX: Box = [10, 10, 40, 30]
const there = (time: number, box = BOX, file = 0): TimedTruth => ({ file, time, class: 0, box })
const found = (time: number, box = BOX, file = 0): TimedDetection => ({ ...there(time, box, file), score: 0.9 })
const rules = GEN1

test('early and small boxes are left out, on both sides', () => {
  const boxes: readonly [number, Box][] = [
    [500_000, BOX],
    [500_001, BOX],
    [600_000, [0, 0, 30, 9.9]],
    [600_000, [0, 0, 10, 28]],
    [600_000, [0, 0, 18, 24]],
  ]
  const { images, truths, detections } = imagesOf(
    boxes.map(([time, box]) => there(time, box)),
    boxes.map(([time, box]) => found(time, box)),
    { ...rules, tolerance: 0 },
  )
  expect(images).toBe(2)
  // 10 x 28 has a diagonal of 29.7; 18 x 24 one of exactly 30.
  expect(truths.map(({ image, box }) => [image, ...box])).toEqual([
    [0, ...BOX],
    [1, 0, 0, 18, 24],
  ])
  expect(detections.map(({ image }) => image)).toEqual([0, 1])
  expect(truths.map(({ area }) => area)).toEqual([1200, 432])
})

test('the larger sensor asks for twice the size', () => {
  expect(GEN4).toMatchObject({ minDiagonal: 2 * GEN1.minDiagonal, minSide: 2 * GEN1.minSide })
})

test('a detection counts for every time of truths within the tolerance, and nowhere else', () => {
  const { images, detections } = imagesOf(
    [there(600_000), there(640_000), there(640_000, [100, 10, 40, 30]), there(900_000, BOX, 1)],
    [
      found(590_000),
      found(650_000),
      found(690_001),
      found(550_000),
      found(549_999),
      found(2_000_000),
      found(900_000),
      found(850_000, BOX, 1),
    ],
    rules,
  )
  expect(images).toBe(3)
  expect([0, 1, 2].map((image) => detections.filter((one) => one.image === image).length)).toEqual([3, 2, 1])
})

test('what is detected where no truth is near in time costs nothing', () => {
  const made = imagesOf([there(600_000)], [found(600_000), found(5_000_000, [200, 10, 40, 30])], rules)
  expect(evaluate(made.truths, made.detections, { images: made.images, classes: 1 }).all.averagePrecision).toBeCloseTo(1, 12)
})
