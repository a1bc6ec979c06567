/** Draws a histogram with its mean. Reads no state of the page. */
import { fixed } from '../../../format'
import { box, crisp, line, type Pen, styles, text, widthOf } from '../../base/draw'
import { digitsOf, linear, ticks } from '../../base/scale'
import { histogram, mean } from './returns'

/** Sizes in px at a root font size of 16 px. */
const [LEFT, TOP, AXIS] = [26, 30, 34]

/** @param title of the axis of values, with its unit. */
export function drawHistogram(pen: Pen, values: readonly number[], title: string, color: string): void {
  const { area, colors, r } = pen
  const bars = histogram(values)
  const [first, last] = [bars[0], bars.at(-1)]
  if (!first || !last) return
  const max = Math.max(...bars.map(({ count }) => count))
  text(pen, 0, 10 * r, 'episodes', { color: colors.ink3 })
  const [left, right, top, bottom] = [LEFT * r, area.width - 8 * r, TOP * r, area.height - AXIS * r]
  // With few bars the axis is wider than they are, so that a single bar does not fill the chart.
  const pad = bars.length < 6 ? ((6 - bars.length) / 2) * (first.to - first.from) : 0
  const x = linear(first.from - pad, last.to + pad, left, right)
  const y = linear(0, max, bottom, top)
  for (const count of ticks(0, max, 3).filter(Number.isInteger)) {
    line(pen, left, crisp(y(count)), right, crisp(y(count)), styles(pen).hair)
    text(pen, left - 5 * r, y(count) + 4 * r, String(count), { color: colors.ink3, align: 'right' })
  }
  for (const { from, to, count } of bars) box(pen, x(from) + 0.5, y(count), x(to) - 0.5, bottom, color)
  line(pen, left, crisp(bottom), right, crisp(bottom), styles(pen).rule)
  const marks = ticks(first.from - pad, last.to + pad, Math.max(2, (right - left) / (56 * r)))
  const digits = digitsOf((marks[1] ?? 1) - (marks[0] ?? 0))
  for (const mark of marks) text(pen, x(mark), bottom + 14 * r, fixed(mark, digits), { color: colors.ink3, align: 'center' })
  text(pen, (left + right) / 2, area.height - 3 * r, title, { color: colors.ink3, align: 'center' })
  const average = mean(values)
  const at = crisp(x(average) - 0.5)
  line(pen, at, top - 4 * r, at, bottom, { color: colors.ink, width: 1.25, dash: [3, 2] })
  const words = `mean ${fixed(average, 1)}`
  const half = widthOf(pen, words) / 2
  text(pen, Math.min(right - half, Math.max(left + half, at)), top - 6 * r, words, { color: colors.ink, align: 'center' })
}
