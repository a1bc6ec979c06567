/** Draws the shares of each step beside the ridgeline, and the heat map of step x potential with its color bar. */
import type { MembraneFrame } from '../../worker/protocol'
import { crisp, field, line, type Pen, stroke, styles, text } from './draw'
import { fixed, hundredths } from './format'
import { edgesAt, fixedEdges, type MembraneLayout, type Trial } from './membrane-layout'
import { digitsOf, niceStep, ticks } from './scale'
import { countAt, countBetween, peakShare, type Shares, sharesAt, sharesOverall, stepsOf } from './shares'

/** Shares of a step, under the window and threshold being tried if there are any. */
export function shownShares(frame: MembraneFrame, step: number, trial: Trial | null): Shares {
  if (!trial) return sharesAt(frame, step)
  const [low, high] = edgesAt(frame, step, trial)
  const total = frame.total || 1
  const inside = countBetween(frame, step, low, high) / total
  const below = countBetween(frame, step, Number.NEGATIVE_INFINITY, low) / total
  // What was counted exactly stays exact.
  const fixedCount =
    trial.threshold === frame.threshold ? frame.availableFixed[step]! : countBetween(frame, step, ...fixedEdges(frame, trial))
  return { below, inside, above: Math.max(0, 1 - inside - below), fixed: fixedCount / total }
}

export function shownOverall(frame: MembraneFrame, trial: Trial | null): Shares {
  if (!trial) return sharesOverall(frame)
  const steps = stepsOf(frame)
  const sum = { below: 0, inside: 0, above: 0, fixed: 0 }
  for (let step = 0; step < steps; step++) {
    const shares = shownShares(frame, step, trial)
    for (const key of ['below', 'inside', 'above', 'fixed'] as const) sum[key] += shares[key] / steps
  }
  return sum
}

export function drawShares(pen: Pen, frame: MembraneFrame, layout: MembraneLayout, trial: Trial | null, selected: number | null): void {
  const { colors, r } = pen
  const style = styles(pen)
  if (!layout.numbers) return
  const { x, width } = layout.numbers
  const { top, lineHeight } = layout
  const edges = [0.3, 0.58, 0.79, 1].map((part) => x + part * width)
  const columns = [
    { name: 'below', color: colors.ink2, head: colors.ink3 },
    { name: 'in window', color: colors.win, head: colors.win },
    { name: 'above', color: colors.ink2, head: colors.ink3 },
    { name: 'fixed', color: colors.fix, head: colors.fix },
  ]
  text(pen, x + width, top - 21 * r, 'share of potentials, %', { color: colors.ink3, align: 'right' })
  columns.forEach((column, index) => {
    text(pen, edges[index]!, top - 7 * r, column.name, { color: column.head, align: 'right' })
  })
  line(pen, x, crisp(top), x + width, crisp(top), style.rule)
  const row = (shares: Shares, y: number, strong: boolean) => {
    const values = [shares.below, shares.inside, shares.above, shares.fixed]
    columns.forEach((column, index) => {
      const color = index === 0 && strong ? colors.ink : column.color
      text(pen, edges[index]!, y, hundredths(values[index]), { color, align: 'right', size: 12, weight: index === 1 ? 600 : 400 })
    })
  }
  const aligned = layout.lines.length === layout.rows.length
  layout.lines.forEach((t, index) => {
    const base = top + (index + 1) * lineHeight
    const y = base - Math.min(5 * r, Math.max(3 * r, lineHeight / 2 - 6 * r))
    row(shownShares(frame, t, trial), y, t === selected)
    if (!aligned) text(pen, x, y, String(t + 1), { color: t === selected ? colors.ink : colors.ink3, weight: t === selected ? 600 : 400 })
    line(pen, x, crisp(base), x + width, crisp(base), index === layout.lines.length - 1 ? style.rule : style.hair)
  })
  const y = top + layout.plotHeight + 15 * r
  text(pen, x, y, 'all', { color: colors.ink3 })
  row(shownOverall(frame, trial), y, false)
}

export function drawHeat(pen: Pen, frame: MembraneFrame, layout: MembraneLayout, trial: Trial | null, selected: number | null): void {
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
  for (const path of [low, high, middle]) stroke(pen, style.halo, path)
  for (const edge of fixedEdges(frame, trial))
    stroke(
      pen,
      style.fixed,
      along(() => edge),
    )
  stroke(pen, style.window, low)
  stroke(pen, style.window, high)
  stroke(pen, style.threshold, middle)
  if (selected !== null && selected < steps) {
    pen.context.strokeStyle = colors.ink
    pen.context.lineWidth = 1
    pen.context.strokeRect(x - 0.5, crisp(top + selected * rowHeight), width + 1, Math.max(2, Math.round(rowHeight) - 1))
  }
  drawHeatAxes(pen, frame, layout, peak)
}

function drawHeatAxes(pen: Pen, frame: MembraneFrame, layout: MembraneLayout, peak: number): void {
  const { colors, r } = pen
  if (!layout.heat) return
  const { x, width, scale } = layout.heat
  const { top, plotHeight } = layout
  const floor = top + plotHeight
  const steps = stepsOf(frame)
  const label = { color: colors.ink3 }
  const binWidth = (frame.high - frame.low) / frame.bins
  text(pen, x, top - 21 * r, 'step × potential', label)
  text(pen, x, top - 7 * r, `share per ${fixed(binWidth, binWidth < 0.1 ? 2 : 1)}, %`, label)
  const barWidth = Math.min(62 * r, width * 0.3)
  const barX = x + width - barWidth - 24 * r
  field(pen, 64, 1, (column) => column / 63, barX, top - 14 * r, barWidth, 7 * r)
  text(pen, barX - 4 * r, top - 7 * r, '0', { ...label, align: 'right' })
  text(pen, x + width, top - 7 * r, hundredths(peak), { ...label, align: 'right' })
  const span = frame.high - frame.low
  const digits = digitsOf(niceStep(span, 5))
  for (const u of ticks(frame.low, frame.high, 5)) {
    line(pen, crisp(scale(u)), floor, crisp(scale(u)), floor + 4 * r, styles(pen).tick)
    text(pen, scale(u), floor + 14 * r, fixed(u, digits), { ...label, align: 'center' })
  }
  text(pen, x + width / 2, pen.area.height - 3 * r, 'u', { ...label, align: 'center' })
  // Rows that do not stand beside their histograms are told apart on the heat map itself.
  if (steps > layout.rows.length) {
    for (const step of steps > 8 ? [0, steps - 1] : []) {
      text(pen, x - 4 * r, top + (step + 0.5) * (plotHeight / steps) + (step ? 3 : 7) * r, String(step + 1), { ...label, align: 'right' })
    }
  }
}
