/** Draws the histogram of the weights, and how many lie beyond the axis. */

import { fixed, grouped } from '../../../format'
import { crisp, line, type Pen, staircase, stroke, styles, text, widthOf } from '../../base/draw'
import { digitsOf, linear, niceStep, ticks } from '../../base/scale'
import { beyondOf, type Counts, EXTRA_COUNTS } from './weights-counts'

/** The height of the line below the axis: the title of the axis, and the scale of the bars where it fits. */
const TITLE = 15

/** @param what one of what is counted */
export function drawWeights(pen: Pen, frame: Counts, what: string): void {
  const { area, colors, context, r } = pen
  const floor = area.height - (18 + TITLE) * r
  const bins = frame.counts.subarray(0, -EXTRA_COUNTS)
  const peak = Math.max(...bins) || 1
  const y = linear(0, peak, floor, 4 * r)
  const cell = area.width / bins.length
  drawValues(pen, frame, floor)
  stroke(pen, styles(pen).potential, (path) => {
    path.moveTo(0, floor)
    staircase(path, bins, (edge) => edge * cell, y)
    path.lineTo(area.width, floor)
    context.fillStyle = colors['u-fill']
    context.fill()
  })
  line(pen, 0, crisp(floor), area.width, crisp(floor), styles(pen).rule)
  const { below, above } = beyondOf(frame)
  if (below > 0) text(pen, 0, 10 * r, `◂ ${grouped(below)}`, { color: colors.ink2, halo: true })
  if (above > 0) text(pen, area.width, 10 * r, `${grouped(above)} ▸`, { color: colors.ink2, halo: true, align: 'right' })
  const title = `value of ${what}`
  const words = `${title}; the highest bar: ${grouped(peak)} per ${Number(((frame.high - frame.low) / bins.length).toPrecision(2))}`
  const shown = widthOf(pen, words) <= area.width ? words : title
  text(pen, area.width / 2, area.height - 2 * r, shown, { color: colors.ink3, align: 'center' })
}

/** The gap between two numbers of the axis, in px at a root font size of 16 px. */
const GAP = 6

/** Draws the values, with a line each. A number that would not fit at its line moves inside, unless it meets another there. */
function drawValues(pen: Pen, { low, high }: Counts, floor: number): void {
  const { area, colors, r } = pen
  const x = linear(low, high, 0, area.width)
  const count = area.width / (60 * r)
  const digits = digitsOf(niceStep(high - low, count))
  const labels = ticks(low, high, count).map((value) => {
    const words = fixed(value, digits)
    const half = widthOf(pen, words) / 2
    const at = Math.min(area.width - half, Math.max(half, x(value)))
    return { words, half, at, line: x(value) }
  })
  labels.forEach(({ words, half, at, line: place }, index) => {
    line(pen, crisp(place), 0, crisp(place), floor, styles(pen).hair)
    const meets = [labels[index - 1], labels[index + 1]].some((other) => other && Math.abs(other.at - at) < other.half + half + GAP * r)
    if (at !== place && meets) return
    text(pen, at, floor + 13 * r, words, { color: colors.ink3, align: 'center' })
  })
}
