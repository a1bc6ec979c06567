/** Filters boxes, matches them with ground truth and describes the result in words. Pure; draws nothing. */

import { counted, fixed } from '../../../format'
import type { Box, Detection, Scene, Truth } from '../../../tasks/detection/detail'
import { sampleName } from '../../state/labels/experiment-label'
import { className, detectionLabel } from './class-label'

/** The boxes that the user has chosen to see. */
export interface BoxFilter {
  /** Boxes of a lower score are not shown. */
  readonly confidence: number
  /** Indices of classes that are left out. */
  readonly hidden: ReadonlySet<number>
}

/** The smallest IoU that counts as a match. */
const HIT = 0.5

/** Intersection over union; 0 if they do not overlap. */
export function overlap(a: Box, b: Box): number {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  if (across <= 0 || down <= 0) return 0
  return (across * down) / (a.width * a.height + b.width * b.height - across * down)
}

export const filtered = <T extends Box>(boxes: readonly T[], { hidden }: BoxFilter): readonly T[] =>
  boxes.filter(({ classIndex }) => !hidden.has(classIndex))

export const detectionsOf = ({ detections }: Pick<Scene, 'detections'>, sought: BoxFilter): readonly Detection[] =>
  filtered(detections, sought).filter(({ score }) => score >= sought.confidence)

export interface Matched {
  /** The truth that each detection finds, by index; null: none. */
  readonly found: readonly (number | null)[]
  /** Detections that count neither way: they find a truth that is ignored. */
  readonly ignored: number
  /** Truths that count and are found by none, by index. */
  readonly missed: readonly number[]
}

/** Matches detections by falling score: each takes the truth of its class with the highest IoU from 0.5 on; ignored truths come last. */
export function matchedOf(truths: readonly Truth[], detections: readonly Detection[]): Matched {
  const taken = new Set<number>()
  const found = detections.map((detection) => {
    let best: number | null = null
    truths.forEach((truth, at) => {
      if (truth.classIndex !== detection.classIndex || taken.has(at) || overlap(truth, detection) < HIT) return
      const before = best === null ? undefined : truths[best]!
      const better = !before || (before.ignored && !truth.ignored)
      if (better || (before.ignored === truth.ignored && overlap(truth, detection) > overlap(before, detection))) best = at
    })
    if (best !== null) taken.add(best)
    return best
  })
  return {
    found,
    ignored: found.filter((at) => at !== null && truths[at]!.ignored).length,
    missed: truths.flatMap(({ ignored }, at) => (ignored || taken.has(at) ? [] : [at])),
  }
}

/** "4 boxes of at least 0.30: 3 hits, 1 at nothing. 1 of 4 objects missed." */
export function matchesText(truths: readonly Truth[], detections: readonly Detection[], confidence: number): string {
  const { found, ignored, missed } = matchedOf(truths, detections)
  const hits = found.filter((at) => at !== null).length - ignored
  const nothing = found.filter((at) => at === null).length
  const objects = truths.filter(({ ignored }) => !ignored).length
  const boxes = `${detections.length === 1 ? '1 box' : `${detections.length} boxes`} of at least ${fixed(confidence, 2)}`
  const parts = [
    counted(hits, 'hit'),
    ...(nothing > 0 ? [`${nothing} at nothing`] : []),
    ...(ignored > 0 ? [`${ignored} at ignored ones`] : []),
  ]
  return `${boxes}${detections.length > 0 ? `: ${parts.join(', ')}` : ''}. ${
    objects === 0 ? 'Nothing is there that counts.' : `${missed.length} of ${counted(objects, 'object')} missed.`
  }`
}

/** "disc 0.93, square 0.40" */
export const listText = (classes: readonly string[], detections: readonly Detection[]): string =>
  detections.map((detection) => detectionLabel(classes, detection)).join(', ') || 'none'

const placeText = ({ x, y, width, height }: Box): string => `${fixed(width, 0)} × ${fixed(height, 0)} at ${fixed(x, 0)}, ${fixed(y, 0)}`

/** A text alternative to the scene, for screen readers. */
export function sceneSentence(scene: Pick<Scene, 'truths' | 'detections' | 'classes' | 'sample'>, sought: BoxFilter): string {
  const { classes, sample } = scene
  const truths = filtered(scene.truths, sought)
  const detections = detectionsOf(scene, sought)
  const list = (boxes: readonly Box[], words: (box: never) => string) =>
    boxes.map((box) => `${words(box as never)}, ${placeText(box)}`).join('; ') || 'none'
  return [
    `Events of ${sampleName(sample)}, ON in orange, OFF in blue.`,
    `Objects: ${list(truths, (truth: Truth) => `${className(classes, truth.classIndex)}${truth.ignored ? ', ignored' : ''}`)}.`,
    `Boxes found: ${list(detections, (detection: Detection) => detectionLabel(classes, detection))}.`,
    matchesText(truths, detections, sought.confidence),
  ].join(' ')
}

const BOX_HEADS = ['box', 'score', 'x', 'y', 'width', 'height', 'IoU', 'speed'] as const
const BOX_UNITS = [null, 'px', 'px', 'px', 'px', null, 'px/s'] as const

/** The table of boxes: truths first; each box has its best IoU with the other kind in its class. */
export function boxTable(scene: Pick<Scene, 'truths' | 'detections' | 'classes'>, sought: BoxFilter) {
  const { classes } = scene
  const [truths, detections] = [filtered(scene.truths, sought), detectionsOf(scene, sought)]
  const best = (box: Box, others: readonly Box[]) =>
    others.reduce((max, other) => (other.classIndex === box.classIndex ? Math.max(max, overlap(box, other)) : max), 0)
  const row = (name: string, box: Box, score: number, others: readonly Box[], speed: number) => ({
    name,
    values: [score, box.x, box.y, box.width, box.height, best(box, others), speed],
  })
  return {
    heads: BOX_HEADS,
    units: BOX_UNITS,
    rows: [
      ...truths.map((truth, at) =>
        row(
          `object ${at + 1}, ${className(classes, truth.classIndex)}${truth.ignored ? ', ignored' : ''}`,
          truth,
          Number.NaN,
          detections,
          truth.speed > 0 ? truth.speed : Number.NaN,
        ),
      ),
      ...detections.map((box, at) => row(`found ${at + 1}, ${className(classes, box.classIndex)}`, box, box.score, truths, Number.NaN)),
    ],
  }
}
