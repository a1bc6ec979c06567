/** Draws the histograms of the potential by step, with threshold, window, fixed window and predicted distribution. */

import { fixed, percent } from '../../../format'
import type { MembraneReading } from '../../../readings/membrane'
import { countAt, isAnalog, normalDensity, overAt, overSteps, peakShare, stepsOf, underAt } from '../../../readings/shares'
import { hasThreshold, titleOf, type VariableReading, variableText } from '../../../readings/variables'
import { box, clipped, crisp, fill, line, type Pen, stroke, styles, text, widthOf } from '../../base/draw'
import { digitsOf, niceStep, ticks } from '../../base/scale'
import { holdsStep } from '../../state/selection/selected-counts'
import type { PotentialRange } from '../../state/selection/selection'
import { edgesAt, fixedEdges, type Trial } from '../../state/selection/window-trial'
import { drawMarked, type Marked } from './marked'
import type { MembraneLayout } from './membrane-layout'
import { drawOverlay, overlayPeak } from './overlay'
import { drawHandles } from './ridge-handles'
import { drawScale, type Height, roomOf } from './ridge-scale'

function heightOf(frame: MembraneReading, peak: number, log: boolean): Height {
  if (!log) return (share) => share / (peak || 1)
  const top = Math.log1p(peak * frame.total)
  return (share) => Math.log1p(Math.max(0, share) * frame.total) / (top || 1)
}

function traceBins(
  context: CanvasRenderingContext2D,
  frame: MembraneReading,
  step: number,
  layout: MembraneLayout,
  y: (share: number) => number,
  from: number,
  to: number,
  closed: boolean,
  base: number,
): void {
  const width = layout.plotWidth / frame.bins
  const total = frame.total || 1
  context.moveTo(layout.left + from * width, closed ? base : y(countAt(frame, step, Math.min(from, frame.bins - 1)) / total))
  for (let bin = from; bin < to; bin++) {
    const top = y(countAt(frame, step, bin) / total)
    context.lineTo(layout.left + bin * width, top)
    context.lineTo(layout.left + (bin + 1) * width, top)
  }
  if (closed) context.lineTo(layout.left + to * width, base)
}

/** Draws the histogram of one step: blue below the threshold, orange from it on; blue where there is none. */
function drawHistogram(
  pen: Pen,
  frame: MembraneReading,
  step: number,
  layout: MembraneLayout,
  y: (share: number) => number,
  base: number,
  threshold: number,
): void {
  const { colors } = pen
  const style = styles(pen)
  const right = layout.left + layout.plotWidth
  const split = hasThreshold(frame) ? layout.x(threshold) : right
  const parts = [
    { from: layout.left, to: Math.min(right, split), fill: colors['u-fill'], edge: style.potential },
    { from: Math.max(layout.left, split), to: right, fill: colors['spk-fill'], edge: style.spikes },
  ]
  for (const part of parts) {
    if (part.to <= part.from) continue
    clipped(pen, part.from, 0, part.to - part.from, pen.area.height, () => {
      fill(pen, part.fill, (path) => traceBins(path, frame, step, layout, y, 0, frame.bins, true, base))
      stroke(pen, part.edge, (path) => traceBins(path, frame, step, layout, y, 0, frame.bins, false, base))
    })
  }
}

function drawPredicted(
  pen: Pen,
  frame: MembraneReading,
  step: number,
  layout: MembraneLayout,
  y: (share: number) => number,
  faint: boolean,
): void {
  const predicted = frame.predicted
  if (!predicted) return
  const mean = predicted.mean[step]!
  const deviation = predicted.standardDeviation[step]!
  if (!(deviation > 0)) return
  const bin = (frame.high - frame.low) / frame.bins
  stroke(pen, { ...styles(pen).predicted, ...(faint && { alpha: 0.35 }) }, (context) => {
    for (let index = 0; index <= 160; index++) {
      const u = frame.low + ((frame.high - frame.low) * index) / 160
      const px = layout.x(u)
      const py = y(bin * normalDensity(u, mean, deviation))
      if (index) context.lineTo(px, py)
      else context.moveTo(px, py)
    }
  })
}

export interface RidgelineView {
  readonly log: boolean
  readonly trial: Trial | null
  /** Potential under the pointer. */
  readonly hover: number | null
  readonly range: PotentialRange | null
  /** The potentials of selected neurons. */
  readonly marked: Marked | null
  /** The same layer in snapshot A. */
  readonly overlay: MembraneReading | null
}

export function drawRidgeline(pen: Pen, frame: VariableReading, layout: MembraneLayout, view: RidgelineView): void {
  const { colors, r } = pen
  const style = styles(pen)
  const { left, top, plotWidth, plotHeight, x, rowHeight } = layout
  const right = left + plotWidth
  const floor = top + plotHeight
  const threshold = view.trial?.threshold ?? frame.threshold
  const windowed = hasThreshold(frame)
  const step = niceStep(frame.high - frame.low, plotWidth / (52 * r))
  for (const u of ticks(frame.low, frame.high, plotWidth / (52 * r))) {
    line(pen, crisp(x(u)), top, crisp(x(u)), floor, style.hair)
    line(pen, crisp(x(u)), floor, crisp(x(u)), floor + 4 * r, style.tick)
    text(pen, x(u), floor + 14 * r, fixed(u, digitsOf(step)), { color: colors.ink3, align: 'center' })
  }
  const { overlay } = view
  const peak = Math.max(peakShare(frame, layout.rows), overlay ? overlayPeak(overlay, frame, layout.rows) : 0)
  const height = heightOf(frame, peak, view.log)
  layout.rows.forEach((t, row) => {
    const base = top + (row + 1) * rowHeight
    const upper = top + row * rowHeight + Math.min(2 * r, rowHeight * 0.1)
    const room = roomOf(rowHeight, r)
    const y = (share: number) => base - height(share) * room
    const [low, high] = edgesAt(frame, t, view.trial)
    clipped(pen, left, upper - 2 * r, plotWidth, base - upper + 3 * r, () => {
      if (windowed) box(pen, x(low), upper, x(high), base, colors['win-fill'])
      drawHistogram(pen, frame, t, layout, y, base, threshold)
      drawPredicted(pen, frame, t, layout, y, overlay !== null)
      if (overlay) drawOverlay(pen, overlay, frame, t, { x, y, top: upper, base })
      for (const edge of fixedEdges(frame, view.trial)) line(pen, x(edge), upper, x(edge), base, style.fixed)
      for (const edge of windowed ? [low, high] : []) line(pen, x(edge), upper, x(edge), base, style.window)
      if (view.marked) drawMarked(pen, view.marked, frame, t, { x, left, right, top: upper, base })
      if (view.range && holdsStep(view.range.steps, t)) drawRange(pen, x(view.range.low), x(view.range.high), top + row * rowHeight, base)
    })
    line(pen, left, crisp(base), right, crisp(base), style.rule)
    text(pen, 0, base - 5 * r, `t = ${t + 1}`, { color: layout.rows.length === 1 ? colors.ink : colors.ink2 })
  })
  if (frame.resetTo !== null) line(pen, x(frame.resetTo), top, x(frame.resetTo), floor, style.reset)
  if (windowed) line(pen, x(threshold), top - 4 * r, x(threshold), floor, style.threshold)
  if (view.hover !== null) line(pen, crisp(x(view.hover)), top, crisp(x(view.hover)), floor, { color: colors.ink3 })
  if (peak > 0) drawScale(pen, frame, layout, view, { peak, height })
  drawAxisEnds(pen, frame, layout)
  drawHandles(pen, frame, layout, view.trial)
}

/** Draws the selected range of potentials, translucent over the histograms. */
function drawRange(pen: Pen, from: number, to: number, top: number, base: number): void {
  pen.context.globalAlpha = 0.16
  box(pen, from, top, to, base, pen.colors.ink)
  pen.context.globalAlpha = 1
  for (const edge of [from, to]) line(pen, crisp(edge), top, crisp(edge), base, { color: pen.colors.ink })
}

const AXIS = ['membrane potential u before reset (dimensionless)', 'u before reset (dimensionless)', 'u before reset']
/** The title of the axis of an analog neuron, which has no reset. */
const ANALOG_AXIS = ['potential u (dimensionless)', 'u']

/** The name of the axis: another variable than the potential is named as in the text. */
function axisOf(frame: VariableReading): readonly string[] {
  const title = titleOf(frame)
  if (title === undefined) return isAnalog(frame) ? ANALOG_AXIS : AXIS
  const name = variableText(title)
  return hasThreshold(frame) ? [`${name} of the spike (dimensionless)`, name] : [`state ${name} (dimensionless)`, name]
}

/** The title of the axis, and the share of potentials beyond its ends. */
function drawAxisEnds(pen: Pen, frame: VariableReading, layout: MembraneLayout): void {
  const { colors, r } = pen
  const y = pen.area.height - 3 * r
  const all = frame.total * stepsOf(frame) || 1
  const style = { color: colors.ink3 } as const
  const under = text(pen, layout.left, y, `◂ ${percent(overSteps(frame, underAt) / all)}`, style)
  const over = text(pen, layout.left + layout.plotWidth, y, `${percent(overSteps(frame, overAt) / all)} ▸`, { ...style, align: 'right' })
  const room = layout.plotWidth - 2 * (Math.max(under, over) + 8 * r)
  const names = axisOf(frame)
  const name = names.find((words) => widthOf(pen, words) < room) ?? names.at(-1)!
  text(pen, layout.left + layout.plotWidth / 2, y, name, { color: colors.ink3, align: 'center' })
}
