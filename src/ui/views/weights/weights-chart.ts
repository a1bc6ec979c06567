/** Draws how many weights have which value, with those beyond the axis as numbers. */

import { fixed, grouped } from '../../../format'
import { crisp, line, type Pen, stroke, styles, text, widthOf } from '../../base/draw'
import { digitsOf, linear, niceStep, ticks } from '../../base/scale'
import { BESIDE, beyondOf, type Counts } from './weights-counts'

export function drawWeights(pen: Pen, frame: Counts): void {
  const { area, colors, context, r } = pen
  const floor = area.height - 18 * r
  const x = linear(frame.low, frame.high, 0, area.width)
  const bins = frame.counts.subarray(0, -BESIDE)
  const peak = Math.max(...bins) || 1
  const y = linear(0, peak, floor, 4 * r)
  const cell = area.width / bins.length
  for (const value of ticks(frame.low, frame.high, area.width / (60 * r))) {
    line(pen, crisp(x(value)), 0, crisp(x(value)), floor, styles(pen).hair)
    const words = fixed(value, digitsOf(niceStep(frame.high - frame.low, area.width / (60 * r))))
    const half = widthOf(pen, words) / 2
    text(pen, Math.min(area.width - half, Math.max(half, x(value))), floor + 13 * r, words, { color: colors.ink3, align: 'center' })
  }
  stroke(pen, styles(pen).potential, (path) => {
    path.moveTo(0, floor)
    bins.forEach((count, bin) => {
      path.lineTo(bin * cell, y(count))
      path.lineTo((bin + 1) * cell, y(count))
    })
    path.lineTo(area.width, floor)
    context.fillStyle = colors['u-fill']
    context.fill()
  })
  line(pen, 0, crisp(floor), area.width, crisp(floor), styles(pen).rule)
  const { below, above } = beyondOf(frame)
  if (below > 0) text(pen, 0, 10 * r, `◂ ${grouped(below)}`, { color: colors.ink2, halo: true })
  if (above > 0) text(pen, area.width, 10 * r, `${grouped(above)} ▸`, { color: colors.ink2, halo: true, align: 'right' })
}
