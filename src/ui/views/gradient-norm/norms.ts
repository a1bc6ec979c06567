/** Gradient norms against time: a log axis with a separate position for 0, and a description of the curves in words. Pure. */
import { significant } from '../../../format'
import type { Scale } from '../../base/scale'

/** A norm as "3.2e−9". */
export const power = (norm: number, digits = 1): string =>
  norm === 0 ? '0' : Number.isFinite(norm) ? norm.toExponential(digits).replace('+', '').replace('-', '−') : '–'

/** A number at a log axis: plain from 0.1 to 100, otherwise a power of ten. */
export const tickText = (norm: number): string => (norm >= 0.1 && norm < 200 ? String(Number(norm.toPrecision(1))) : power(norm, 0))

/** Whether its digits are written without a power of ten in a table of norms in 10⁻³. */
const inThousandths = (norm: number): boolean => norm === 0 || (norm >= 1e-5 && norm < 1)

/** A norm in 10⁻³ for a table: "16.5", or "2.9e6" and "6.8e−3" if it is much larger or smaller. */
export const normCell = (norm: number): string => (inThousandths(norm) ? significant(1000 * norm) : power(1000 * norm, 1))

/** An end of the colors, of a norm in 10⁻³: "1", "1000", "3e−9". */
export const scaleEnd = (norm: number): string => {
  const value = Number((1000 * norm).toPrecision(2))
  return value < 1e-3 || value >= 1e5 ? power(value, 0) : String(value)
}

export interface NormAxis {
  /** Maps a norm to a place from 0, the bottom, to 1; NaN for a norm that is not finite. */
  readonly place: Scale
  readonly ticks: readonly { readonly place: number; readonly text: string }[]
  /** If a norm is 0: its position, and the position above it where the log axis ends. */
  readonly broken: readonly [zero: number, end: number] | null
}

/** The range before anything is measured. */
const UNSEEN = [1e-4, 1] as const
/** The largest number of decades; smaller norms get the last color. */
const MAX_DECADES = 6

/** The decades that enclose the norms, at least one. */
const decadesAround = (low: number, high: number): readonly [low: number, high: number] => {
  const first = Math.floor(Math.log10(low) + 1e-9)
  return [first, Math.max(first + 1, Math.ceil(Math.log10(high) - 1e-9))]
}

/** 10 ** −4 is not quite 1e−4. */
const powerOfTen = (exponent: number): number => Number(`1e${exponent}`)

/** The ends of the color scale. @param seen the smallest and the largest norm of the run so far, so that the range only widens. */
export function colorRange(seen: readonly [number, number] | null): readonly [low: number, high: number] {
  const [low, high] = decadesAround(...(seen ?? UNSEEN))
  return [powerOfTen(Math.max(low, high - MAX_DECADES)), powerOfTen(high)]
}

/** The fraction of the height that is reserved for 0. */
const ZERO = 0.14

/** The possible intervals between two ticks, in decades. */
const DECADES = [1, 2, 3, 4, 5, 10, 20]

/**
 * The axis spans whole decades, at least one, around all positive values. @param max the largest number of ticks besides 0. @param seen
 * the range so far in this run, which the axis includes so that it only widens.
 */
export function normAxis(curves: readonly ArrayLike<number>[], max: number, seen: readonly [number, number] | null = null): NormAxis {
  let [min, largest, zero] = [seen?.[0] ?? Number.POSITIVE_INFINITY, seen?.[1] ?? 0, false]
  for (const curve of curves)
    for (let t = 0; t < curve.length; t++) {
      const norm = curve[t]!
      if (norm === 0) zero = true
      if (!(norm > 0) || !Number.isFinite(norm)) continue
      min = Math.min(min, norm)
      largest = Math.max(largest, norm)
    }
  if (largest === 0) [min, largest] = UNSEEN
  const [low, high] = decadesAround(min, largest)
  const floor = zero ? ZERO : 0
  const place: Scale = (norm) =>
    norm === 0 ? 0 : norm > 0 && Number.isFinite(norm) ? floor + ((1 - floor) * (Math.log10(norm) - low)) / (high - low) : Number.NaN
  const apart = DECADES.find((decades) => (high - low) / decades <= max - 1) ?? 50
  const first = Math.ceil(low / apart)
  const powers = Array.from({ length: Math.floor(high / apart) - first + 1 }, (_, k) => (first + k) * apart)
  const values = high - low === 1 ? [1, 2, 5, 10].map((factor) => factor * 10 ** low) : powers.map((exponent) => 10 ** exponent)
  const ticks = values.map((norm) => ({ place: place(norm), text: tickText(norm) }))
  return zero ? { place, ticks: [...ticks, { place: 0, text: '0' }], broken: [0, floor] } : { place, ticks, broken: null }
}

/** "from 1e−2 at the last step to 3e−9 at the first", preceded by the largest if it is at neither end; or that all are 0. */
export function normText(norms: ArrayLike<number>): string {
  const steps = norms.length
  let zeros = 0
  let odd = 0
  let largest = 0
  for (let t = 0; t < steps; t++) {
    if (norms[t] === 0) zeros++
    else if (!Number.isFinite(norms[t]!)) odd++
    else largest = Math.max(largest, norms[t]!)
  }
  if (zeros === steps) return 'no gradient at any step'
  const notes = [
    zeros > 0 ? `, none at all at ${zeros} of ${steps} steps` : '',
    odd > 0 ? `, not finite at ${odd} ${odd === 1 ? 'step' : 'steps'}` : '',
  ]
  const [first, last, max] = [norms[0]!, norms[steps - 1]!, largest].map((norm) => power(norm, 0))
  const between = max !== first && max !== last ? `at most ${max}, ` : ''
  return `${between}from ${last} at the last step to ${first} at the first${notes.join('')}`
}
