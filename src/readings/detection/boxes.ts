/** Boxes of detections and truths, as they are scored. Pure; data are parsed where they enter. */

/** Left, top, width and height in pixels, not rounded. */
export type Box = readonly [left: number, top: number, width: number, height: number]

export interface Detection {
  /** The index of the image, from 0; classes are counted from 0 too. */
  readonly image: number
  readonly class: number
  readonly score: number
  readonly box: Box
}

export interface Truth {
  readonly image: number
  readonly class: number
  readonly box: Box
  /** The area in square pixels: that of the box, or of the outline that the box encloses. */
  readonly area: number
  /** Whether the box holds many objects: any number of detections may match it, and none of them counts. */
  readonly crowd?: boolean
  /** Ignored: it counts neither if it is found nor if it is missed. */
  readonly ignored?: boolean
  /** px/s; 0 where it is not known. */
  readonly speed?: number
}

export const areaOf = ([, , width, height]: Box): number => width * height

/** Intersection over union; of a crowd, over the detection. 0 where they do not overlap. */
export function overlapOf(found: Box, truth: Box, crowd = false): number {
  const width = Math.min(found[0] + found[2], truth[0] + truth[2]) - Math.max(found[0], truth[0])
  const height = Math.min(found[1] + found[3], truth[1] + truth[3]) - Math.max(found[1], truth[1])
  if (width <= 0 || height <= 0) return 0
  const both = width * height
  return both / (crowd ? areaOf(found) : areaOf(found) + areaOf(truth) - both)
}

/** The length of a row of truths (class, center x, center y, width, height, ignored, speed, visible fraction) and of a row of detections. */
const WORDS = 8

/**
 * Truths of images as a detector is trained on them. O(images * max).
 * @param rows [images, max, 8]
 * @param counts [images]
 * @param first the index of the first image
 */
export function truthsOf(rows: Float32Array, counts: Uint32Array, first = 0): Truth[] {
  return eachRow(rows, counts).map(({ image, row }) => {
    const [kind, x, y, width, height, ignored, speed] = row
    const box: Box = [x! - width! / 2, y! - height! / 2, width!, height!]
    return { image: first + image, class: kind!, box, area: areaOf(box), ignored: ignored === 1, speed: speed! }
  })
}

/**
 * Detections of images as they are read back, in their order. O(images * max).
 * @param rows [images, max, 8]: left, top, right, bottom, score, class, objectness, probability of the class
 */
export function detectionsOf(rows: Float32Array, counts: Uint32Array, first = 0): Detection[] {
  return eachRow(rows, counts).map(({ image, row }) => {
    const [left, top, right, bottom, score, kind] = row
    return { image: first + image, class: kind!, score: score!, box: [left!, top!, right! - left!, bottom! - top!] }
  })
}

function eachRow(rows: Float32Array, counts: Uint32Array) {
  const max = rows.length / WORDS / counts.length
  return Array.from(counts, (count, image) =>
    Array.from({ length: count }, (_, i) => ({
      image,
      row: rows.subarray((image * max + i) * WORDS, (image * max + i + 1) * WORDS),
    })),
  ).flat()
}
