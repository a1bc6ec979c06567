/** Draws named numbers with a bar each, starting at 0; those that no agent observes are highlighted. Reads no state of the page. */
import { fixed } from '../../../format'
import { box, crisp, cutTo, line, type Pen, styles, text, widthOf } from '../../base/draw'
import { linear } from '../../base/scale'
import type { Place } from './renderers/renderer'

export interface NamedNumber {
  readonly name: string
  readonly value: number
  /** The ends of its bar's scale. */
  readonly low: number
  readonly high: number
  readonly hidden: boolean
}

/** The height of a row in px at a root font size of 16 px. */
const ROW = 18
export const numbersHeight = (count: number): number => count * ROW + 4

export function drawNumbers(pen: Pen, { x, y, width }: Place, numbers: readonly NamedNumber[]): void {
  const { colors, r } = pen
  const names = Math.min(0.46 * width, Math.max(...numbers.map(({ name }) => widthOf(pen, name)), 0) + 8 * r)
  const digits = 48 * r
  const track = { from: x + names, to: x + width - digits }
  numbers.forEach(({ name, value, low, high, hidden }, row) => {
    const top = y + row * ROW * r
    const middle = top + (ROW / 2) * r
    const place = linear(low, high, track.from, track.to)
    const zero = Math.min(track.to, Math.max(track.from, place(0)))
    const end = Math.min(track.to, Math.max(track.from, place(value)))
    text(pen, x, middle + 4 * r, cutTo(pen, name, names - 6 * r), { color: hidden ? colors.fix : colors.ink2 })
    line(pen, track.from, crisp(middle), track.to, crisp(middle), styles(pen).hair)
    box(pen, zero, middle - 3.5 * r, end, middle + 3.5 * r, hidden ? colors.fix : colors.u)
    line(pen, crisp(zero), middle - 5 * r, crisp(zero), middle + 5 * r, styles(pen).tick)
    text(pen, x + width, middle + 4 * r, fixed(value, 2), { color: hidden ? colors.fix : colors.ink, align: 'right' })
  })
}

/** The ends of the bar of each word over all states, 0 among them. @param states [.., words] */
export function rangesOf(states: ArrayLike<number>, words: number): { readonly low: number; readonly high: number }[] {
  if (states.length === 0) return Array.from({ length: words }, () => ({ low: -1, high: 1 }))
  const ranges = Array.from({ length: words }, () => ({ low: 0, high: 0 }))
  for (let at = 0; at < states.length; at++) {
    const range = ranges[at % words]!
    const value = states[at]!
    if (value < range.low) range.low = value
    if (value > range.high) range.high = value
  }
  return ranges.map(({ low, high }) => {
    // A scale with both signs is symmetric.
    const most = Math.max(-low, high) || 1
    return { low: low < 0 ? -most : 0, high: high > 0 || low === 0 ? most : 0 }
  })
}
