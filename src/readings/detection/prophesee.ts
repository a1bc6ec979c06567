/**
 * How Prophesee scores detections in recordings (prophesee-automotive-dataset-toolbox, src/io/box_filtering.py and src/metrics/coco_eval.py):
 * small and early boxes are left out on both sides, and detections are compared with the truths of about the same time. Pure.
 */
import { areaOf, type Box, type Detection, type Truth } from './boxes'

/** A box with its time in a recording. */
interface Timed {
  readonly file: number
  /** µs. */
  readonly time: number
  readonly class: number
  readonly box: Box
}
export type TimedTruth = Timed
export type TimedDetection = Timed & { readonly score: number }

export interface PropheseeRules {
  /** Boxes with a smaller diagonal, width or height in pixels are left out. */
  readonly minDiagonal: number
  readonly minSide: number
  /** µs: boxes up to this time in a recording are left out. */
  readonly skip: number
  /** µs: how far in time a detection may be from the truths it is compared with. */
  readonly tolerance: number
}

/** Limits for sensors of 304 x 240 (Gen1) and 1280 x 720 (Gen4) pixels; at half the resolution, sizes are halved. */
export const GEN1 = { minDiagonal: 30, minSide: 10, skip: 500_000, tolerance: 50_000 } as const
export const GEN4 = { minDiagonal: 60, minSide: 20, skip: 500_000, tolerance: 50_000 } as const

/**
 * Every time of a recording at which there are truths becomes an image, with all detections within the tolerance, so that a detection may
 * be in several; detections without a truth near in time do not count.
 * @returns truths and detections as `evaluate` takes them
 */
export function imagesOf(
  truths: readonly TimedTruth[],
  detections: readonly TimedDetection[],
  { minDiagonal, minSide, skip, tolerance }: PropheseeRules,
): { images: number; truths: Truth[]; detections: Detection[] } {
  const counts = ({ time, box: [, , width, height] }: Timed) =>
    time > skip && width * width + height * height >= minDiagonal * minDiagonal && width >= minSide && height >= minSide
  const result = { images: 0, truths: [] as Truth[], detections: [] as Detection[] }
  const found = byFile(detections.filter(counts))
  for (const [file, own] of [...byFile(truths.filter(counts))].sort(([a], [b]) => a - b)) {
    const near = found.get(file) ?? []
    for (const time of [...new Set(own.map((truth) => truth.time))].sort((a, b) => a - b)) {
      const image = result.images++
      for (const { class: kind, box } of own.filter((truth) => truth.time === time))
        result.truths.push({ image, class: kind, box, area: areaOf(box) })
      for (const { class: kind, box, score } of near.filter((detection) => Math.abs(detection.time - time) <= tolerance))
        result.detections.push({ image, class: kind, box, score })
    }
  }
  return result
}

function byFile<T extends Timed>(boxes: readonly T[]): Map<number, T[]> {
  const files = new Map<number, T[]>()
  for (const box of boxes) {
    const same = files.get(box.file)
    if (same) same.push(box)
    else files.set(box.file, [box])
  }
  return files
}
