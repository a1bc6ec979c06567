/** Which detections of one class in one image are correct, as in COCO: greedily, by falling score. Pure. */
import { type Detection, overlapOf, type Truth } from './boxes'

/** Detections by falling score, whether each is correct at each threshold, and the number of truths to find. */
export interface Matched {
  readonly scores: readonly number[]
  /** [thresholds][detections]: whether it matches a truth. */
  readonly matched: readonly (readonly boolean[])[]
  /** [thresholds][detections]: whether it counts neither as correct nor as wrong. */
  readonly ignored: readonly (readonly boolean[])[]
  readonly truths: number
}

/** A part of the truths. The others are ignored, and so is a detection that matches none and would not belong to the part. */
export interface Group {
  readonly name: string
  readonly ofTruth: (truth: Truth) => boolean
  /** Selects the detections that count; all by default. */
  readonly ofDetection?: (found: Detection) => boolean
}

const isIgnored = (truth: Truth, group: Group): boolean => truth.crowd === true || truth.ignored === true || !group.ofTruth(truth)

/**
 * O(detections * truths * thresholds).
 * @param found detections of one class in one image; of equal scores the first comes first
 * @param max the number of detections that count, those with the highest scores
 */
export function match(
  truths: readonly Truth[],
  found: readonly Detection[],
  group: Group,
  thresholds: readonly number[],
  max: number,
): Matched {
  const detections = [...found].sort((a, b) => b.score - a.score).slice(0, max)
  // Those that count come first; within each part the order stays.
  const sorted = [...truths].sort((a, b) => Number(isIgnored(a, group)) - Number(isIgnored(b, group)))
  const ignore = sorted.map((truth) => isIgnored(truth, group))
  const overlaps = detections.map(({ box }) => sorted.map((truth) => overlapOf(box, truth.box, truth.crowd)))
  const matched: boolean[][] = []
  const ignored: boolean[][] = []
  for (const threshold of thresholds) {
    const taken = sorted.map(() => false)
    const matches = overlaps.map((row) => {
      const found = bestTruth(row, threshold, ignore, (i) => taken[i]! && sorted[i]!.crowd !== true)
      if (found >= 0) taken[found] = true
      return found
    })
    matched.push(matches.map((i) => i >= 0))
    ignored.push(matches.map((i, d) => (i >= 0 ? ignore[i]! : group.ofDetection?.(detections[d]!) === false)))
  }
  return { scores: detections.map(({ score }) => score), matched, ignored, truths: ignore.filter((is) => !is).length }
}

/** The truth with the largest overlap, the LAST of equal ones; an ignored one only where no other reaches the threshold. -1 if none does. */
function bestTruth(overlaps: readonly number[], threshold: number, ignore: readonly boolean[], isGone: (i: number) => boolean): number {
  let best = Math.min(threshold, 1 - 1e-10)
  let found = -1
  for (let i = 0; i < overlaps.length; i++) {
    if (isGone(i)) continue
    if (found >= 0 && !ignore[found] && ignore[i]) break
    if (overlaps[i]! < best) continue
    best = overlaps[i]!
    found = i
  }
  return found
}
