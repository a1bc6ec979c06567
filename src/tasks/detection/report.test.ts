/** The detail of an evaluation passes the schema by which a saved report is read, also as earlier versions saved it. */
import { expect, test } from 'vitest'
import type { Detection, DetectionDetail, Truth } from './detail'
import { scoreOf } from './score'
import { detection } from './task'

const truth = (x: number, classIndex: number): Truth => ({ x, y: 8, width: 12, height: 10, classIndex, ignored: false, speed: 40 })
const found = (x: number, classIndex: number, score: number): Detection => ({ x, y: 8, width: 12, height: 10, classIndex, score })

const report = () => {
  const samples = [
    { truths: [truth(4, 0), truth(40, 1)], detections: [found(4, 1, 0.9), found(40, 1, 0.8)] },
    { truths: [truth(20, 1)], detections: [found(50, 0, 0.7)] },
  ]
  return scoreOf(samples, { classes: 2, speeds: [20, 60], areas: [100, 400], names: ['square', 'disk'] }).detail as DetectionDetail
}

test('a report is read as it was written', () => {
  const detail = report()
  expect(new Set(detail.failures.map(({ kind }) => kind))).toEqual(new Set(['class', 'missed', 'false']))
  expect(detection.detail.parse(detail)).toEqual(detail)
})

test('by Prophesee’s protocol small and early boxes count on neither side, and detections near in time in the same recording do', () => {
  const box = { x: 10, y: 10, width: 40, height: 30, classIndex: 0 }
  const at = (file: number, time: number, truths: boolean, more: readonly Detection[] = []) => ({
    truths: truths
      ? [
          { ...box, ignored: false, speed: 0 },
          { ...box, x: 60, width: 9, ignored: false, speed: 0 },
        ]
      : [],
    detections: more,
    origin: { file, time },
  })
  const hit = { ...box, score: 0.8 }
  const small = { ...box, x: 100, width: 9, score: 0.9 }
  const samples = [
    at(0, 400_000, true, [{ ...hit, x: 150 }]),
    at(0, 600_000, true, [small]),
    at(0, 640_000, true, [hit]),
    at(1, 640_000, true),
  ]
  const shape = { classes: 1, areas: [100, 400], names: ['car'] } as const
  const protocol = { minDiagonal: 30, minSide: 10, skip: 500_000, tolerance: 50_000 }
  const { values, detail } = scoreOf(samples, { ...shape, protocol })
  const said = detail as DetectionDetail
  // The hit counts at 600 and at 640 ms, which are 40 ms apart; nothing does in the other recording.
  expect(said).toMatchObject({ truths: 3, detections: 2, protocol: { ...protocol, recordings: 2 } })
  expect(values.testAp50).toBeCloseTo(67 / 101, 12)
  expect(detection.detail.parse(said)).toEqual(said)
  const apart = scoreOf(samples, { ...shape, protocol: { ...protocol, tolerance: 0 } })
  expect(apart.values.testAp50).toBeCloseTo(34 / 101, 12)
  expect(scoreOf(samples, shape).detail).not.toHaveProperty('protocol')
})

test('boxes of a report of an earlier version, with another name for the class, are read', () => {
  const detail = report()
  const renamed = <B extends Truth | Detection>(box: B | undefined) => {
    if (!box) return undefined
    const { classIndex: of, ...rest } = box
    return { ...rest, of }
  }
  const failures = detail.failures.map((failure) => ({
    ...failure,
    ...(failure.truth && { truth: renamed(failure.truth) }),
    ...(failure.detection && { detection: renamed(failure.detection) }),
  }))
  expect(detection.detail.parse({ ...detail, failures })).toEqual(detail)
})
