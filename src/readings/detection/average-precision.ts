/**
 * Average precision as COCO computes it (cocoapi, PythonAPI/pycocotools/cocoeval.py), in float64: detections of all images together, by
 * class, threshold of the overlap, group of truths, and number of detections an image. Pure.
 */
import { areaOf, type Detection, type Truth } from './boxes'
import { type Group, type Matched, match } from './matching'

/** Like numpy's linspace: step times index, with an exact last value. */
const spread = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => (i === count - 1 ? to : i * ((to - from) / (count - 1)) + from))

/** IoU thresholds: a detection counts as correct from this overlap on. .5, .55, .. .95. */
export const OVERLAPS: readonly number[] = spread(0.5, 0.95, 10)
/** The recalls at which precision is sampled: 0, .01, .. 1. */
export const RECALLS: readonly number[] = spread(0, 1, 101)
/** The limits on the number of detections of a class in an image. */
const DETECTION_LIMITS = [1, 10, 100] as const
/** The number added to denominators, as in numpy: the distance from 1 to the next float. */
const EPSILON = Number.EPSILON

/** A group of truths by area in square pixels, both limits included. */
export const areaGroup = (name: string, low: number, high: number): Group => ({
  name,
  ofTruth: ({ area }) => area >= low && area <= high,
  ofDetection: ({ box }) => areaOf(box) >= low && areaOf(box) <= high,
})

/** Truths of low to high px/s, high excluded; those whose speed is not known are in none. A detection has no speed: it counts in every group. */
export const speedGroup = (name: string, low: number, high: number): Group => ({
  name,
  ofTruth: ({ speed = 0 }) => speed > 0 && speed >= low && speed < high,
})

const ALL = areaGroup('all', 0, 1e10)
export const COCO_AREAS: readonly Group[] = [
  areaGroup('small', 0, 32 ** 2),
  areaGroup('medium', 32 ** 2, 96 ** 2),
  areaGroup('large', 96 ** 2, 1e10),
]

/** The result for one class, group of truths and limit of detections: the values at each threshold. */
interface Curve {
  /** [thresholds][recalls]: the highest precision at that recall or more, 0 beyond the last. */
  readonly precision: readonly (readonly number[])[]
  /** [thresholds]: of all detections. */
  readonly recall: readonly number[]
}

export interface Score {
  readonly name: string
  /** Mean precision over recalls, thresholds and classes; -1 where no class has a truth. */
  readonly averagePrecision: number
  /** Average precision at an IoU of .5; below, of .75. */
  readonly ap50: number
  readonly ap75: number
  /** Mean recall over thresholds and classes, with at most 100 detections of a class in an image. */
  readonly averageRecall: number
  /** [classes], -1 where there is no truth. */
  readonly apPerClass: readonly number[]
}

export interface Evaluation {
  readonly all: Score
  readonly groups: readonly Score[]
  /** Average recall with at most 1 detection of a class in an image; below, with at most 10. */
  readonly recallOf1: number
  readonly recallOf10: number
  /** Precision at RECALLS; -1 where there are no truths. */
  readonly curves: readonly {
    readonly overlap: number
    readonly all: readonly number[]
    readonly perClass: readonly (readonly number[])[]
  }[]
}

/**
 * O(detections * truths of their image and class * thresholds * groups).
 * @param truths, detections in the order of images, or any: within an image their order decides ties
 * @param groups scored in addition to all truths
 */
export function evaluate(
  truths: readonly Truth[],
  detections: readonly Detection[],
  { images, classes, groups = COCO_AREAS }: { readonly images: number; readonly classes: number; readonly groups?: readonly Group[] },
): Evaluation {
  const sorted = Array.from({ length: classes }, (_, kind) => byImage(truths, detections, kind, images))
  const curves = (group: Group, max: number): (Curve | undefined)[] =>
    sorted.map((byImage) => curveOf(byImage.map(([there, found]) => match(there, found, group, OVERLAPS, max))))
  const whole = curves(ALL, DETECTION_LIMITS[2])
  return {
    all: scoreOf('all', whole),
    groups: groups.map((group) => scoreOf(group.name, curves(group, DETECTION_LIMITS[2]))),
    recallOf1: recallOf(curves(ALL, DETECTION_LIMITS[0])),
    recallOf10: recallOf(curves(ALL, DETECTION_LIMITS[1])),
    curves: [0, 5].map((at) => {
      const perClass = whole.map((curve) => curve?.precision[at] ?? RECALLS.map(() => -1))
      return { overlap: OVERLAPS[at]!, all: RECALLS.map((_, r) => mean(perClass.map((precision) => precision[r]!))), perClass }
    }),
  }
}

/** COCO's twelve statistics, in its order. */
export const COCO_STATISTICS = ['AP', 'AP50', 'AP75', 'APs', 'APm', 'APl', 'AR1', 'AR10', 'AR100', 'ARs', 'ARm', 'ARl'] as const

/** @param evaluated with COCO's three areas as groups */
export const cocoStatistics = ({ all, groups, recallOf1, recallOf10 }: Evaluation): number[] => [
  all.averagePrecision,
  all.ap50,
  all.ap75,
  ...groups.map(({ averagePrecision }) => averagePrecision),
  recallOf1,
  recallOf10,
  all.averageRecall,
  ...groups.map(({ averageRecall }) => averageRecall),
]

/** The truths and detections of a class by image; images without either are left out. */
function byImage(truths: readonly Truth[], detections: readonly Detection[], kind: number, images: number): [Truth[], Detection[]][] {
  const all = Array.from({ length: images }, (): [Truth[], Detection[]] => [[], []])
  for (const truth of truths) if (truth.class === kind) all[truth.image]![0].push(truth)
  for (const found of detections) if (found.class === kind) all[found.image]![1].push(found)
  return all.filter(([there, found]) => there.length > 0 || found.length > 0)
}

/** The curve over the detections of all images together; undefined where there is no truth to find. */
function curveOf(images: readonly Matched[]): Curve | undefined {
  const truths = images.reduce((sum, image) => sum + image.truths, 0)
  if (truths === 0) return undefined
  const found = images.flatMap((image) => image.scores.map((score, i) => ({ score, image, i }))).sort((a, b) => b.score - a.score)
  const perThreshold = OVERLAPS.map((_, t) => {
    const counted = found.filter(({ image, i }) => !image.ignored[t]![i])
    return precisionAt(
      counted.map(({ image, i }) => image.matched[t]![i]!),
      truths,
    )
  })
  return { precision: perThreshold.map(({ precision }) => precision), recall: perThreshold.map(({ recall }) => recall) }
}

/** @param correct whether each detection that counts is correct, by falling score */
function precisionAt(correct: readonly boolean[], truths: number): { precision: number[]; recall: number } {
  let hits = 0
  const points = correct.map((isHit, i) => {
    if (isHit) hits++
    return { recall: hits / truths, precision: hits / (i + 1 + EPSILON) }
  })
  // Precision is made non-increasing, starting from the highest recall.
  const highest = points.map(({ precision }) => precision)
  for (let i = highest.length - 1; i > 0; i--) highest[i - 1] = Math.max(highest[i - 1]!, highest[i]!)
  let at = 0
  const precision = RECALLS.map((recall) => {
    while (at < points.length && points[at]!.recall < recall) at++
    return highest[at] ?? 0
  })
  return { precision, recall: points.at(-1)?.recall ?? 0 }
}

/** The mean of all values but -1; -1 where there are none. */
function mean(values: readonly number[]): number {
  const there = values.filter((v) => v > -1)
  return there.length === 0 ? -1 : there.reduce((sum, v) => sum + v, 0) / there.length
}

const recallOf = (curves: readonly (Curve | undefined)[]): number => mean(curves.flatMap((curve) => curve?.recall ?? []))

function scoreOf(name: string, curves: readonly (Curve | undefined)[]): Score {
  const at = (threshold: number) => mean(curves.flatMap((curve) => curve?.precision[threshold] ?? []))
  return {
    name,
    averagePrecision: mean(curves.flatMap((curve) => curve?.precision.flat() ?? [])),
    ap50: at(0),
    ap75: at(5),
    averageRecall: recallOf(curves),
    apPerClass: curves.map((curve) => mean(curve?.precision.flat() ?? [])),
  }
}
