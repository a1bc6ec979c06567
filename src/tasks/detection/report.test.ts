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
