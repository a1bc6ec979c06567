/** A text as a QR code: which modules are black, by row, with the quiet zone that readers need. Loaded when a code is first shown. */
import { encode } from 'uqr'

/** The capacity in bytes of the largest code, version 40 at level L. */
export const MAX_QR_BYTES = 2953
/** The width of the white border in modules, as the standard requires. */
const QUIET = 4

export interface QrCode {
  /** The number of modules along a side, including the border. */
  readonly size: number
  /** One path of all black modules, one unit per module. */
  readonly path: string
  readonly version: number
  readonly modules: readonly (readonly boolean[])[]
}

/** @returns null if the text is too long for any code. */
export function qrOf(text: string): QrCode | null {
  if (new TextEncoder().encode(text).length > MAX_QR_BYTES) return null
  // As much error correction as fits into the smallest code that holds the text.
  const { data, size, version } = encode(text, { ecc: 'L', boostEcc: true, border: QUIET })
  const rows = data.map((row, y) =>
    runsOf(row)
      .map(([from, length]) => `M${from} ${y}h${length}v1h-${length}z`)
      .join(''),
  )
  return { size, version, modules: data, path: rows.join('') }
}

function runsOf(row: readonly boolean[]): [from: number, length: number][] {
  const runs: [number, number][] = []
  for (let x = 0; x < row.length; x++) {
    if (!row[x]) continue
    if (x > 0 && row[x - 1]) runs.at(-1)![1]++
    else runs.push([x, 1])
  }
  return runs
}
