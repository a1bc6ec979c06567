/**
 * Reduces images of a camera: crops a part, and computes each pixel of the result as the mean over its area. Outside the image is black.
 * Pure.
 */

interface Part {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

interface Reduction {
  /** The size of the source images. */
  readonly size: { readonly width: number; readonly height: number }
  readonly part: Part
  readonly from: 1 | 3
  /** The size of the result. */
  readonly height: number
  readonly width: number
  readonly channels: 1 | 3
}

/** ITU-R BT.601: the luminance of red, green and blue. */
const LUMINANCE = [0.299, 0.587, 0.114] as const

/** Along one axis: which source pixels overlap which cells, and with which fraction of the cell's area. */
interface Shares {
  readonly source: Uint32Array
  readonly cell: Uint32Array
  readonly share: Float64Array
}

/** @param size of the part, which may extend beyond the image's `pixels`. */
function sharesOf(first: number, size: number, cells: number, pixels: number): Shares {
  const found: [source: number, cell: number, share: number][] = []
  const span = size / cells
  for (let pixel = Math.max(0, -first); pixel < Math.min(size, pixels - first); pixel++)
    for (let cell = Math.floor(pixel / span); cell < cells && cell * span < pixel + 1; cell++) {
      const share = (Math.min(pixel + 1, (cell + 1) * span) - Math.max(pixel, cell * span)) / span
      if (share > 1e-9) found.push([first + pixel, cell, share])
    }
  return {
    source: Uint32Array.from(found, ([source]) => source),
    cell: Uint32Array.from(found, ([, cell]) => cell),
    share: Float64Array.from(found, ([, , share]) => share),
  }
}

/**
 * Creates a reducer; its tables are computed once for all images of a size.
 * @returns a function that fills `into`, [height, width, channels], from an image, [rows, columns, from]. Gray from color is its luminance; color from
 * gray is gray.
 */
export function createReducer({ size, part, from, height, width, channels }: Reduction): (image: Uint8Array, into: Uint8Array) => void {
  const across = sharesOf(part.left, part.width, width, size.width)
  const down = sharesOf(part.top, part.height, height, size.height)
  const row = new Float64Array(width * from)
  const sums = new Float64Array(height * width * from)
  const reduceRow = from === 1 ? grayRow : colorRow
  return (image, into) => {
    sums.fill(0)
    let reduced = -1
    for (let k = 0; k < down.source.length; k++) {
      const y = down.source[k]!
      if (y !== reduced) reduceRow(image, y * size.width * from, across, row)
      reduced = y
      const to = down.cell[k]! * row.length
      const part = down.share[k]!
      for (let x = 0; x < row.length; x++) sums[to + x]! += part * row[x]!
    }
    write(sums, from, channels, into)
  }
}

/** Averages one image row into cells. @param at the offset of the row. */
function grayRow(image: Uint8Array, at: number, { source, cell, share }: Shares, row: Float64Array): void {
  row.fill(0)
  for (let k = 0; k < source.length; k++) row[cell[k]!]! += share[k]! * image[at + source[k]!]!
}

/** The same for three channels, unrolled: a loop over channels takes twice as long. */
function colorRow(image: Uint8Array, at: number, { source, cell, share }: Shares, row: Float64Array): void {
  row.fill(0)
  for (let k = 0; k < source.length; k++) {
    const from = at + 3 * source[k]!
    const to = 3 * cell[k]!
    const part = share[k]!
    row[to]! += part * image[from]!
    row[to + 1]! += part * image[from + 1]!
    row[to + 2]! += part * image[from + 2]!
  }
}

/** Writes means as bytes, rounded half up. */
function write(means: Float64Array, from: 1 | 3, channels: 1 | 3, into: Uint8Array): void {
  const [red, green, blue] = LUMINANCE
  const pixels = means.length / from
  for (let p = 0; p < pixels; p++) {
    const at = p * from
    if (channels === 3) for (let c = 0; c < 3; c++) into[3 * p + c] = Math.floor(means[at + (from === 3 ? c : 0)]! + 0.5)
    else into[p] = Math.floor((from === 1 ? means[at]! : red * means[at]! + green * means[at + 1]! + blue * means[at + 2]!) + 0.5)
  }
}
