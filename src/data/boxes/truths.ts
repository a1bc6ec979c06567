/**
 * The boxes that a detector is to find, as rows of a batch: checked once, where they come in, so that no kernel meets a box without size,
 * outside the image, of an unknown class, or a number that is none. Pure.
 */

/** Of one object in an image. */
export interface TruthRow {
  readonly class: number
  /** Center, width and height; pixels of the image. */
  readonly cx: number
  readonly cy: number
  readonly width: number
  readonly height: number
  /** Neither to be found nor to be missed. */
  readonly ignored?: boolean
  /** px/s; 0 where it is not known. */
  readonly speed?: number
  /** Of the object, from 0 to 1; 1 where it is not known. */
  readonly visible?: number
}

/** What can be wrong with a row, in the order in which it is looked for. */
const FAULTS = ['notANumber', 'unknownClass', 'noSize', 'outside'] as const
type Fault = (typeof FAULTS)[number]

const WORDS: Readonly<Record<Fault, string>> = {
  notANumber: 'with a number that is none',
  unknownClass: 'of an unknown class',
  noSize: 'without a size',
  outside: 'outside the picture',
}

export interface Checked {
  readonly kept: readonly TruthRow[]
  /** How many rows have each fault. */
  readonly faults: Readonly<Record<Fault, number>>
}

/** Numbers of a row. */
const NUMBERS = 8
/** The largest number that float32 tells from infinity. */
const LARGEST = (2 - 2 ** -23) * 2 ** 127

/** Keeps the rows that can be learned from and counts the others. A box that is partly in the image is kept as it is. O(rows). */
export function checkTruths(
  rows: readonly TruthRow[],
  picture: { readonly width: number; readonly height: number; readonly classes: number },
): Checked {
  const faults: Record<Fault, number> = { notANumber: 0, unknownClass: 0, noSize: 0, outside: 0 }
  const kept = rows.filter((row) => {
    const fault = faultOf(row, picture)
    if (fault) faults[fault]++
    return !fault
  })
  return { kept, faults }
}

function faultOf(row: TruthRow, picture: { width: number; height: number; classes: number }): Fault | undefined {
  if (!wordsOf(row).every((v) => Math.abs(v) <= LARGEST)) return 'notANumber'
  if (!Number.isInteger(row.class) || row.class < 0 || row.class >= picture.classes) return 'unknownClass'
  // In float32, where a tiny side is none.
  if (!(Math.fround(row.width) * Math.fround(row.height) > 0) || row.width <= 0) return 'noSize'
  const within = (center: number, side: number, length: number) => center + side / 2 > 0 && center - side / 2 < length
  if (!within(row.cx, row.width, picture.width) || !within(row.cy, row.height, picture.height)) return 'outside'
  return undefined
}

/** What was left out, in a sentence; undefined where nothing was. */
export function leftOut({ faults }: Checked): string | undefined {
  const found = FAULTS.filter((fault) => faults[fault] > 0).map((fault) => `${faults[fault]} ${WORDS[fault]}`)
  if (found.length === 0) return undefined
  return `Boxes left out: ${found.join(', ')}.`
}

/**
 * Rows as a detector is trained on them: truths, [images, most, 8] (class, center x, center y, width, height, ignored, speed, visible
 * share; zeros behind the last), and how many each image has.
 * @param images checked rows
 * @throws where an image has more rows than there is room for
 */
export function packTruths(
  pictures: readonly (readonly TruthRow[])[],
  most: number,
): { readonly truths: Float32Array<ArrayBuffer>; readonly truthCounts: Uint32Array<ArrayBuffer> } {
  const truths = new Float32Array(pictures.length * most * NUMBERS)
  pictures.forEach((rows, picture) => {
    if (rows.length > most) throw new Error(`Picture ${picture} has ${rows.length} boxes, and there is room for ${most}.`)
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
