/** Scores the detections of an evaluation: average precision as in COCO, by class, speed and area, and the failures. Host code in float64. */
import { areaGroup, evaluate, type Score, speedGroup } from '../../readings/detection/average-precision'
import { overlapOf, type Box as Sides } from '../../readings/detection/boxes'
import { imagesOf } from '../../readings/detection/prophesee'
import type { Report } from '../built'
import type { Box, Detection, DetectionDetail, Failure, FailureKind, GroupMetrics, Truth } from './detail'
import type { Found } from './rows'
import type { SceneShape } from './schema'

/** At this IoU a detection is correct; below the lower one, it is unrelated to the truth. */
const CORRECT_IOU = 0.5
const RELATED_IOU = 0.1
/** Detections with a lower score do not count as failures, since there are always some. */
const CONFIDENT = 0.3
/** The maximum number of failures of each kind in the gallery. */
const MAX_SHOWN = 24

const SPEEDS = ['slow', 'middle', 'fast'] as const
const AREAS = ['small', 'medium', 'large'] as const

type Scored = Pick<SceneShape, 'classes' | 'speeds' | 'areas' | 'protocol'> & { readonly names: readonly string[] | undefined }

/** The images that are compared: with Prophesee's protocol the label times of recordings, otherwise samples. */
function comparedIn(all: readonly Found[], protocol: Scored['protocol']) {
  const truths = all.flatMap(({ truths }, image) =>
    truths.map((truth) => ({ ...truth, image, class: truth.classIndex, box: sidesOf(truth), area: truth.width * truth.height })),
  )
  const detections = all.flatMap(({ detections }, image) =>
    detections.map((found) => ({ image, class: found.classIndex, score: found.score, box: sidesOf(found) })),
  )
  if (!protocol) return { images: all.length, truths, detections }
  const timed = <B extends { readonly image: number }>(box: B) => ({ ...box, ...all[box.image]!.origin! })
  return imagesOf(truths.map(timed), detections.map(timed), protocol)
}

/** @param all one entry for each test sample, in order; by Prophesee's protocol with their origins */
export function scoreOf(all: readonly Found[], { classes, speeds, areas, names, protocol }: Scored): Report {
  const { images, truths, detections } = comparedIn(all, protocol)
  const groups = [...(speeds ? bordersOf(SPEEDS, speeds, speedGroup) : []), ...bordersOf(AREAS, areas, areaGroup)]
  const scored = evaluate(truths, detections, { images, classes, groups })
  const real = truths.filter(({ ignored }) => !ignored)
  const byName = new Map(scored.groups.map((score) => [score.name, score]))
  const metrics = (score: Score, count: number): GroupMetrics => ({
    name: score.name,
    ap: score.averagePrecision,
    ap50: score.ap50,
    ap75: score.ap75,
    truths: count,
  })
  const countIn = (group: (typeof groups)[number]) => real.filter((truth) => group.ofTruth(truth)).length
  const grouped = (of: readonly string[]) =>
    groups.filter(({ name }) => of.includes(name)).map((group) => metrics(byName.get(group.name)!, countIn(group)))
  const name = (of: number) => names?.[of] ?? `class ${of}`
  const [at50, at75] = scored.curves
  const perClass = Array.from(
    { length: classes },
    (_, of): GroupMetrics => ({
      name: name(of),
      ap: scored.all.apPerClass[of]!,
      ap50: mean(at50!.perClass[of]!),
      ap75: mean(at75!.perClass[of]!),
      truths: real.filter((truth) => truth.class === of).length,
    }),
  )
  const detail: DetectionDetail = {
    samples: all.length,
    truths: real.length,
    ignored: truths.length - real.length,
    detections: detections.length,
    classes: perClass,
    speeds: grouped(SPEEDS),
    areas: grouped(AREAS),
    curves: perClass.map((of, i) => ({ name: of.name, at50: curve(at50!.perClass[i]!), at75: curve(at75!.perClass[i]!) })),
    failures: failuresOf(all),
    ...(protocol && { protocol: { ...protocol, recordings: new Set(all.map(({ origin }) => origin!.file)).size } }),
  }
  return { values: valuesOf(scored.all, byName), detail }
}

const mean = (precision: readonly number[]): number => precision.reduce((sum, p) => sum + p, 0) / precision.length
const curve = (precision: readonly number[]): number[] => (precision[0] === -1 ? [] : [...precision])

function valuesOf(all: Score, groups: ReadonlyMap<string, Score>): Record<string, number> {
  const of = (name: string) => groups.get(name)
  // Without truths there is no precision.
  const orNaN = (value: number | undefined) => (value === undefined || value < 0 ? Number.NaN : value)
  return {
    testAp50: orNaN(all.ap50),
    testAp: orNaN(all.averagePrecision),
    testAp75: orNaN(all.ap75),
    testAp50Slow: orNaN(of('slow')?.ap50),
    testAp50Middle: orNaN(of('middle')?.ap50),
    testAp50Fast: orNaN(of('fast')?.ap50),
    testApSmall: orNaN(of('small')?.averagePrecision),
    testApMedium: orNaN(of('medium')?.averagePrecision),
    testApLarge: orNaN(of('large')?.averagePrecision),
    testAr: orNaN(all.averageRecall),
  }
}

/** Divides values into three groups with two limits. */
function bordersOf<T>(
  names: readonly string[],
  [low, high]: readonly [number, number],
  group: (name: string, low: number, high: number) => T,
): T[] {
  const borders = [0, low, high, 1e10]
  return names.map((name, i) => group(name, borders[i]!, borders[i + 1]!))
}

const sidesOf = ({ x, y, width, height }: Box): Sides => [x, y, width, height]
const overlap = (found: Box, truth: Box) => overlapOf(sidesOf(found), sidesOf(truth))

// ---- failures

function failuresOf(all: readonly Found[]): Failure[] {
  const failures = all.flatMap((found, sample) => failuresIn(found, sample))
  return (['missed', 'class', 'box', 'false'] as const).flatMap((kind) =>
    failures
      .filter((failure) => failure.kind === kind)
      .sort((a, b) => rank(b) - rank(a))
      .slice(0, MAX_SHOWN),
  )
}

/** Sorts the most confident detection first, and missed truths by size. */
const rank = ({ detection, truth }: Failure): number => detection?.score ?? (truth ? 1e-6 * truth.width * truth.height : 0)

function failuresIn({ truths, detections }: Found, sample: number): Failure[] {
  const confident = detections.filter(({ score }) => score >= CONFIDENT)
  const failed = truths.filter(({ ignored }) => !ignored).flatMap((truth) => failureOf(truth, confident, sample) ?? [])
  const nothing = confident
    .filter((found) => truths.every((truth) => overlap(found, truth) < RELATED_IOU))
    .map((detection): Failure => ({ kind: 'false', sample, detection, iou: 0 }))
  return [...failed, ...nothing]
}

/** The failure at a truth; undefined where a confident detection of its class overlaps it enough. */
function failureOf(truth: Truth, confident: readonly Detection[], sample: number): Failure | undefined {
  const best = (found: readonly Detection[]) =>
    found.map((detection) => ({ detection, iou: overlap(detection, truth) })).sort((a, b) => b.iou - a.iou)[0]
  const same = best(confident.filter(({ classIndex }) => classIndex === truth.classIndex))
  if (same && same.iou >= CORRECT_IOU) return undefined
  const other = best(confident.filter(({ classIndex }) => classIndex !== truth.classIndex))
  const failed = (kind: FailureKind, found: NonNullable<typeof same>): Failure => ({ kind, sample, truth, ...found })
  if (other && other.iou >= CORRECT_IOU) return failed('class', other)
  if (same && same.iou >= RELATED_IOU) return failed('box', same)
  return { kind: 'missed', sample, truth, iou: 0 }
}
