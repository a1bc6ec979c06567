/** Draws named numbers with a bar each, on a fixed scale; those that no agent observes are highlighted. Reads no state of the page. */
import type { NumberScale } from '../../../environments/record/schema'
import { fixed, minus } from '../../../format'
import { box, crisp, cutTo, line, type Pen, type Place, styles, text } from '../../base/draw'
import { linear } from '../../base/scale'

export interface NamedNumber {
  readonly name: string
  readonly value: number
  /** The scale of its bar, which ends at the ends of the scale. */
  readonly scale: NumberScale
  readonly hidden: boolean
}

/** The height of a row in px at a root font size of 16 px. */
const ROW = 33
export const numbersHeight = (count: number): number => count * ROW + 4

/** An end of a scale, with two decimals at most. */
const endText = (value: number): string => minus(Number(value.toFixed(2)))

/** Draws each number in two lines: its name and its value with the unit, and the bar between the ends of the scale. */
export function drawNumbers(pen: Pen, { x, y, width }: Place, numbers: readonly NamedNumber[]): void {
  const { colors, r } = pen
  numbers.forEach(({ name, value, scale: { low, high, unit }, hidden }, row) => {
    const [words, middle] = [y + (row * ROW + 13) * r, y + (row * ROW + 23) * r]
    const said = text(pen, x + width, words, unit === null ? fixed(value, 2) : `${fixed(value, 2)} ${unit}`, {
      color: hidden ? colors.fix : colors.ink,
      align: 'right',
    })
    text(pen, x, words, cutTo(pen, name, width - said - 6 * r), { color: hidden ? colors.fix : colors.ink2 })
    const from = x + text(pen, x, middle + 4 * r, endText(low), { color: colors.ink3 }) + 6 * r
    const to = x + width - text(pen, x + width, middle + 4 * r, endText(high), { color: colors.ink3, align: 'right' }) - 6 * r
    const place = linear(low, high, from, to)
    const within = (at: number) => Math.min(to, Math.max(from, place(at)))
    line(pen, from, crisp(middle), to, crisp(middle), styles(pen).hair)
    box(pen, within(0), middle - 3.5 * r, within(value), middle + 3.5 * r, hidden ? colors.fix : colors.u)
    line(pen, crisp(within(0)), middle - 5 * r, crisp(within(0)), middle + 5 * r, styles(pen).tick)
  })
}
