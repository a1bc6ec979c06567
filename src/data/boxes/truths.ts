/**
 * The boxes that a detector learns to find, as rows of a batch. Rows are checked once, on entry, so that no kernel receives a box without
 * size, outside the image, of an unknown class, or with a number that is not finite. Pure.
 */

/** The ground truth of one object in an image. */
export interface TruthRow {
  readonly class: number
  /** Center, width and height in pixels of the image. */
  readonly cx: number
  readonly cy: number
  readonly width: number
  readonly height: number
  /** Counts neither as a detection nor as a miss. */
  readonly ignored?: boolean
  /** The speed in px/s; 0 where it is unknown. */
  readonly speed?: number
  /** The visible fraction of the object, from 0 to 1; 1 where it is unknown. */
  readonly visible?: number
}

/** What can be wrong with a row, in the order of the checks. */
const FAULTS = ['notANumber', 'unknownClass', 'noSize', 'outside'] as const
type Fault = (typeof FAULTS)[number]

const WORDS: Readonly<Record<Fault, string>> = {
  notANumber: 'with a number that is not finite',
  unknownClass: 'of an unknown class',
  noSize: 'without a size',
  outside: 'outside the image',
}

export interface Checked {
  readonly valid: readonly TruthRow[]
  /** The number of rows with each fault. */
  readonly faults: Readonly<Record<Fault, number>>
}

/** The number of columns of a row. */
const NUMBERS = 8
/** The largest finite float32. */
const LARGEST = (2 - 2 ** -23) * 2 ** 127

/** Keeps the valid rows and counts the others. A box that lies partly in the image is not changed. O(rows). */
export function checkTruths(
  rows: readonly TruthRow[],
  picture: { readonly width: number; readonly height: number; readonly classes: number },
): Checked {
  const faults: Record<Fault, number> = { notANumber: 0, unknownClass: 0, noSize: 0, outside: 0 }
  const valid = rows.filter((row) => {
    const fault = faultOf(row, picture)
    if (fault) faults[fault]++
    return !fault
  })
  return { valid, faults }
}

function faultOf(row: TruthRow, picture: { width: number; height: number; classes: number }): Fault | undefined {
  if (!wordsOf(row).every((v) => Math.abs(v) <= LARGEST)) return 'notANumber'
  if (!Number.isInteger(row.class) || row.class < 0 || row.class >= picture.classes) return 'unknownClass'
  // As computed in float32, in which a tiny side rounds to 0 and the area of small ones underflows.
  if (!(Math.fround(row.width) * Math.fround(row.height) > 0) || row.width <= 0) return 'noSize'
  const within = (center: number, side: number, length: number) => center + side / 2 > 0 && center - side / 2 < length
  if (!within(row.cx, row.width, picture.width) || !within(row.cy, row.height, picture.height)) return 'outside'
  return undefined
}

/** Reports how many boxes are left out, in a sentence; undefined if there are none. */
export function leftOut({ faults }: Checked): string | undefined {
  const found = FAULTS.filter((fault) => faults[fault] > 0).map((fault) => `${faults[fault]} ${WORDS[fault]}`)
  if (found.length === 0) return undefined
  return `Boxes left out: ${found.join(', ')}.`
}

/**
 * Rows as a detector is trained on them: truths, [images, most, 8] (class, center x, center y, width, height, ignored, speed, visible
 * fraction; zeros after the last), and the number of rows of each image.
 * @param pictures checked rows of each image
 * @throws where an image has more rows than there is room for
 */
export function packTruths(
  pictures: readonly (readonly TruthRow[])[],
  most: number,
): { readonly truths: Float32Array<ArrayBuffer>; readonly truthCounts: Uint32Array<ArrayBuffer> } {
  const truths = new Float32Array(pictures.length * most * NUMBERS)
  pictures.forEach((rows, picture) => {
    if (rows.length > most) throw new Error(`Image ${picture} has ${rows.length} boxes, and there is room for ${most}.`)
    rows.forEach((row, i) => {
      truths.set(wordsOf(row), (picture * most + i) * NUMBERS)
    })
  })
  return { truths, truthCounts: Uint32Array.from(pictures, (rows) => rows.length) }
}

const wordsOf = ({ class: kind, cx, cy, width, height, ignored = false, speed = 0, visible = 1 }: TruthRow): number[] => [
  kind,
  cx,
  cy,
  width,
  height,
  Number(ignored),
  speed,
  visible,
]
