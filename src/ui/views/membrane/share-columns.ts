/** Draws the shares of each step next to the ridgeline, and the heat map of step x potential with its color bar. */

import { fixed, hundredths, significant } from '../../../format'
import type { MembraneReading } from '../../../readings/membrane'
import { type CountedFrame, countAt, isAnalog, peakShare, type Shares, sharesAt, sharesOverall, stepsOf } from '../../../readings/shares'
import { hasThreshold, titleOf, type VariableReading, variableText } from '../../../readings/variables'
import { crisp, field, line, outline, type Pen, stroke, styles, text, widthOf } from '../../base/draw'
import { digitsOf, niceStep, ticks } from '../../base/scale'
import type { PotentialRange } from '../../state/selection/selection'
import { edgesAt, fixedEdges, shownOverall, shownShares, type Trial } from '../../state/selection/window-trial'
import type { MembraneLayout } from './membrane-layout'
import { binWidthText } from './ridge-scale'

export interface ColumnsView {
  readonly trial: Trial | null
  /** The same layer in snapshot A, with its own window. */
  readonly overlay: MembraneReading | null
  readonly step: number | null
}

interface Column {
  readonly name: string
  readonly color: string
  readonly head: string
  readonly bold?: true
  readonly of: (shares: Shares, compared: Shares) => number
}

/** The column for comparison comes before the current one: the run's window next to one on trial, otherwise snapshot A. */
function columnsOf({ colors }: Pen, { trial, overlay }: ColumnsView, analog: boolean): readonly Column[] {
  const plain = { color: colors.ink2, head: colors.ink3 }
  const compared = overlay ? 'A' : trial ? 'run' : null
  return [
    { name: analog ? 'u ≤ 0' : 'below', ...plain, of: ({ below }) => below },
    ...(compared ? [{ name: compared, color: colors.win, head: colors.win, of: (_: Shares, { inside }: Shares) => inside }] : []),
    {
      name: trial ? 'preview' : overlay ? 'B' : analog ? 'u > 0' : 'in window',
      color: colors.win,
      head: colors.win,
      bold: true,
      of: ({ inside }) => inside,
    },
    ...(analog
      ? []
      : [
          { name: 'above', ...plain, of: ({ above }: Shares) => above },
          { name: 'fixed', color: colors.fix, head: colors.fix, of: ({ fixed }: Shares) => fixed },
        ]),
  ]
}

export function drawShares(pen: Pen, frame: CountedFrame, layout: MembraneLayout, view: ColumnsView): void {
  if (!hasThreshold(frame)) {
    drawMoments(pen, frame, layout, view)
    return
  }
  const { colors, r } = pen
  if (!layout.numbers) return
  const { x, width } = layout.numbers
  const { top } = layout
  const { trial, overlay, step: selected } = view
  const columns = columnsOf(pen, view, isAnalog(frame))
  const edges = (columns.length > 4 ? [0.21, 0.38, 0.63, 0.81, 1] : [0.27, 0.57, 0.79, 1])
    .slice(-columns.length)
    .map((part) => x + part * width)
  const title = trial ? 'share in the preview, %' : overlay ? 'share at A and at B, %' : 'share of potentials, %'
  text(pen, x + width, top - 21 * r, title, { color: trial ? colors.win : colors.ink3, align: 'right' })
  columns.forEach((column, index) => {
    text(pen, edges[index]!, top - 7 * r, column.name, { color: column.head, align: 'right', weight: column.bold && trial ? 600 : 400 })
  })
  const row = (shares: Shares, compared: Shares, y: number, strong: boolean) => {
    columns.forEach((column, index) => {
      const color = index === 0 && strong ? colors.ink : column.color
      const words = hundredths(column.of(shares, compared))
      text(pen, edges[index]!, y, words, { color, align: 'right', size: 12, weight: column.bold ? 600 : 400 })
    })
  }
  drawLines(pen, layout, selected, (t, y) => row(shownShares(frame, t, trial), sharesAt(overlay ?? frame, t), y, t === selected))
  const y = top + layout.plotHeight + 15 * r
  text(pen, x, y, 'all', { color: colors.ink3 })
  row(shownOverall(frame, trial), sharesOverall(overlay ?? frame), y, false)
}

/** The rules between the lines of numbers, and the steps of the lines where these are not those of the histograms. */
function drawLines(pen: Pen, layout: MembraneLayout, selected: number | null, draw: (step: number, y: number) => void): void {
  const { colors, r } = pen
  const style = styles(pen)
  if (!layout.numbers) return
  const { x, width } = layout.numbers
  const { top, lineHeight } = layout
  line(pen, x, crisp(top), x + width, crisp(top), style.rule)
  const aligned = layout.lines.length === layout.rows.length
  layout.lines.forEach((t, index) => {
    const base = top + (index + 1) * lineHeight
    const y = base - Math.min(5 * r, Math.max(3 * r, lineHeight / 2 - 6 * r))
    draw(t, y)
    if (!aligned) text(pen, x, y, String(t + 1), { color: t === selected ? colors.ink : colors.ink3, weight: t === selected ? 600 : 400 })
    line(pen, x, crisp(base), x + width, crisp(base), index === layout.lines.length - 1 ? style.rule : style.hair)
  })
}

/** Of a state, which has no window: mean and standard deviation of each step. */
function drawMoments(pen: Pen, frame: CountedFrame, layout: MembraneLayout, { overlay, step: selected }: ColumnsView): void {
  const { colors, r } = pen
  if (!layout.numbers) return
  const { x, width } = layout.numbers
  const columns = [
    ...(overlay ? [{ name: 'mean at A', of: overlay.mean }] : []),
    { name: 'mean', of: frame.mean },
    { name: overlay ? 'deviation' : 'standard deviation', of: frame.standardDeviation },
  ]
  const right = (index: number) => x + width * (1 - (columns.length - 1 - index) * (overlay ? 0.36 : 0.52))
  columns.forEach(({ name }, index) => {
    text(pen, right(index), layout.top - 7 * r, name, { color: colors.ink3, align: 'right' })
  })
  drawLines(pen, layout, selected, (t, y) => {
    columns.forEach(({ of }, index) => {
      const color = t === selected ? colors.ink : colors.ink2
      text(pen, right(index), y, significant(of[Math.min(t, of.length - 1)]!), { color, align: 'right', size: 12 })
    })
  })
}

export interface HeatView {
  readonly trial: Trial | null
  readonly step: number | null
  readonly range: PotentialRange | null
}

export function drawHeat(pen: Pen, frame: VariableReading, layout: MembraneLayout, { trial, step: selected, range }: HeatView): void {
  const { colors } = pen
  const style = styles(pen)
  if (!layout.heat) return
  const { x, width, scale } = layout.heat
  const { top, plotHeight } = layout
  const steps = stepsOf(frame)
  const all = Array.from({ length: steps }, (_, step) => step)
  const peak = peakShare(frame, all) || 1
  const total = frame.total || 1
  field(pen, frame.bins, steps, (bin, step) => countAt(frame, step, bin) / total / peak, x, top, width, plotHeight)
  const rowHeight = plotHeight / steps
  const along = (at: (step: number) => number) => (context: CanvasRenderingContext2D) => {
    for (let step = 0; step < steps; step++) {
      const px = Math.min(x + width, Math.max(x, scale(at(step))))
      if (step) context.lineTo(px, top + step * rowHeight)
      else context.moveTo(px, top)
      context.lineTo(px, top + (step + 1) * rowHeight)
    }
  }
  const low = along((step) => edgesAt(frame, step, trial)[0])
  const high = along((step) => edgesAt(frame, step, trial)[1])
  const middle = along(() => trial?.threshold ?? frame.threshold)
  if (hasThreshold(frame)) for (const path of [low, high, middle]) stroke(pen, style.halo, path)
  for (const edge of fixedEdges(frame, trial))
    stroke(
      pen,
      style.fixed,
      along(() => edge),
    )
  if (hasThreshold(frame)) {
    stroke(pen, style.window, low)
    stroke(pen, style.window, high)
    stroke(pen, style.threshold, middle)
  }
  if (range) {
    const [from, to] = [range.low, range.high].map((u) => Math.min(x + width, Math.max(x, scale(u)))) as [number, number]
    const { from: first, to: end } = range.steps ?? { from: 0, to: steps }
    const down = { y: crisp(top + first * rowHeight), height: Math.round((end - first) * rowHeight) - 1 }
    outline(pen, { x: crisp(from), width: Math.round(to - from), ...down }, colors.ink)
  }
  if (selected !== null && selected < steps) {
    const down = { y: crisp(top + selected * rowHeight), height: Math.max(2, Math.round(rowHeight) - 1) }
    outline(pen, { x: x - 0.5, width: width + 1, ...down }, colors.ink)
  }
  drawHeatAxes(pen, frame, layout, peak)
}

/** The start and the length of the color bar, between the words before it, its 0, and its largest number. */
export function colorBar(width: number, words: number, zero: number, largest: number, r: number): readonly [from: number, length: number] {
  const to = width - largest - 5 * r
  const min = words + zero + 12 * r
  const length = Math.max(8 * r, Math.min(62 * r, width * 0.3, to - min))
  return [to - length, length]
}

/** The middle of a label as near to its tick as the end of the canvas allows. */
export const centered = (tick: number, width: number, end: number): number => Math.min(tick, end - width / 2)

function drawHeatAxes(pen: Pen, frame: VariableReading, layout: MembraneLayout, peak: number): void {
  const { colors, r } = pen
  if (!layout.heat) return
  const { x, width, scale } = layout.heat
  const { top, plotHeight } = layout
  const floor = top + plotHeight
  const steps = stepsOf(frame)
  const label = { color: colors.ink3 }
  const title = titleOf(frame)
  text(pen, x, top - 21 * r, `step × ${title === undefined ? 'potential' : variableText(title)}`, label)
  const said = text(pen, x, top - 7 * r, `share per ${binWidthText(frame)}, %`, label)
  const [from, barWidth] = colorBar(width, said, widthOf(pen, '0'), widthOf(pen, hundredths(peak)), r)
  const barX = x + from
  field(pen, 64, 1, (column) => column / 63, barX, top - 14 * r, barWidth, 7 * r)
  text(pen, barX - 4 * r, top - 7 * r, '0', { ...label, align: 'right' })
  text(pen, x + width, top - 7 * r, hundredths(peak), { ...label, align: 'right' })
  const span = frame.high - frame.low
  const digits = digitsOf(niceStep(span, 5))
  for (const u of ticks(frame.low, frame.high, 5)) {
    line(pen, crisp(scale(u)), floor, crisp(scale(u)), floor + 4 * r, styles(pen).tick)
    const words = fixed(u, digits)
    text(pen, centered(scale(u), widthOf(pen, words), pen.area.width), floor + 14 * r, words, { ...label, align: 'center' })
  }
  text(pen, x + width / 2, pen.area.height - 3 * r, title === undefined ? 'u' : variableText(title), {
    ...label,
    align: 'center',
  })
  // If not every row has a histogram next to it, the heat map has step labels of its own.
  if (steps > layout.rows.length) {
    for (const step of steps > 8 ? [0, steps - 1] : []) {
      text(pen, x - 4 * r, top + (step + 0.5) * (plotHeight / steps) + (step ? 3 : 7) * r, String(step + 1), { ...label, align: 'right' })
    }
  }
}
