/**
 * Draws the potential over a long sequence: the density of time x potential, with window, threshold and mean over it, and next to it, on
 * the same axis of potential, the distribution of the selected step, or of all steps.
 */

import { fixed, hundredths, percent, setting, significant } from '../../../format'
import type { MembraneReading } from '../../../readings/membrane'
import { countAt, isAnalog, overAt, overSteps, stepsOf, underAt } from '../../../readings/shares'
import { hasThreshold, titleOf, type VariableReading, variableText } from '../../../readings/variables'
import { cachedCanvas } from '../../base/cached-canvas'
import { box, clipped, crisp, field, line, outline, type Pen, polygon, SMALLEST, stroke, styles, text, widthOf } from '../../base/draw'
import { magnitudeTable } from '../../base/magnitude'
import { digitsOf, niceStep, spread, ticks } from '../../base/scale'
import { drawStepAxis } from '../../base/step-axis'
import { stepScale, whole } from '../../base/viewport'
import { histogramOf, holdsStep } from '../../state/selection/selected-counts'
import { edgesAt, fixedEdges, handlesAt, shownOverall, shownShares, type Trial } from '../../state/selection/window-trial'
import { type Bins, type Density, densityOf, type LongMembraneLayout, type LongMembraneView } from './long-layout'
import { drawSide } from './long-side'
import { binWidthText } from './ridge-scale'
export function drawLongMembrane(pen: Pen, frame: VariableReading, layout: LongMembraneLayout, view: LongMembraneView): void {
  const { colors, r } = pen
  const { heat, histogram, y } = layout
  const [left, right] = [heat.left, histogram.left + histogram.width]
  const count = (heat.bottom - heat.top) / (26 * r)
  const [low, high] = [layout.u(heat.bottom), layout.u(heat.top)]
  const digits = digitsOf(niceStep(high - low, count))
  for (const u of ticks(low, high, count)) {
    line(pen, left - 4 * r, crisp(y(u)), right, crisp(y(u)), styles(pen).hair)
    text(pen, left - 7 * r, y(u) + 4 * r, fixed(u, digits), { color: colors.ink3, align: 'right' })
  }
  drawStepAxis(pen, heat, whole(stepsOf(frame)))
  const scale = drawDensity(pen, frame, layout, view)
  drawLines(pen, frame, layout, view)
  drawSide(pen, frame, layout, view)
  drawSelected(pen, frame, layout, view)
  if (view.hover) line(pen, left, crisp(y(view.hover.u)), right, crisp(y(view.hover.u)), { color: colors.ink3 })
  drawWords(pen, frame, layout, scale, view)
}

/** Draws the selection: a range of potentials in its steps, or the steps of selected neurons, with their potentials next to the density. */
function drawSelected(
  pen: Pen,
  frame: MembraneReading,
  { heat, histogram, y }: LongMembraneLayout,
  { range, marked, step }: LongMembraneView,
) {
  const { colors, context } = pen
  const steps = stepsOf(frame)
  const x = stepScale(whole(steps), heat.left, heat.width)
  const light = (left: number, top: number, right: number, bottom: number) => {
    context.globalAlpha = 0.16
    box(pen, left, top, right, bottom, colors.ink)
    context.globalAlpha = 1
    outline(pen, { x: crisp(left), y: crisp(top), width: Math.round(right - left), height: Math.round(bottom - top) }, colors.ink)
  }
  const side = histogram.left + histogram.width
  if (range) {
    const [low, high] = [Math.min(heat.bottom, y(range.low)), Math.max(heat.top, y(range.high))]
    const span = range.steps ?? { from: 0, to: steps }
    light(x(span.from), high, Math.max(x(span.from) + 2, x(Math.min(steps, span.to))), low)
    if (step === null || holdsStep(range.steps, step)) light(histogram.left, high, side, low)
  }
  if (!marked) return
  const { from, to } = marked.set.steps
  for (const edge of [from, to]) line(pen, crisp(x(edge)), heat.top, crisp(x(edge)), heat.bottom, { color: colors.ink, dash: [3, 2] })
  const counts = new Float64Array(frame.bins)
  for (let t = from; t < Math.min(to, steps); t++)
    if (step === null || t === step)
      histogramOf(marked.sample, marked.set, frame, t)?.forEach((count, bin) => {
        counts[bin] = counts[bin]! + count
      })
  const max = counts.reduce((a, b) => Math.max(a, b), 1)
  const bin = (frame.high - frame.low) / frame.bins
  clipped(pen, histogram.left, heat.top, histogram.width, heat.bottom - heat.top, () => {
    counts.forEach((count, index) => {
      if (count > 0)
        box(
          pen,
          side - 0.45 * histogram.width * (count / max),
          y(frame.low + index * bin),
          side,
          y(frame.low + (index + 1) * bin),
          colors.ink,
        )
    })
  })
}

function drawDensity(pen: Pen, frame: MembraneReading, { heat, bins }: LongMembraneLayout, { log, image }: LongMembraneView): ColorScale {
  const { context, area } = pen
  const ratio = context.getTransform().a
  const height = heat.bottom - heat.top
  const columns = Math.min(stepsOf(frame), Math.max(1, Math.round(heat.width * ratio)))
  const rows = Math.min(bins.end - bins.first, Math.max(1, Math.round(height * ratio)))
  let scale = scales.get(frame) ?? { top: 1, above: false }
  const canvas = cachedCanvas(image, [frame, log, area.dark], columns, rows, (words) => {
    const density = densityOf(frame, bins, columns, rows)
    const table = magnitudeTable(area.dark)
    scale = density
    scales.set(frame, { top: density.top, above: density.above })
    const full = Math.log1p(density.top * frame.total)
    density.shares.forEach((share, at) => {
      const part = log ? Math.log1p(share * frame.total) / full : share / density.top
      words[at] = table[Math.round(255 * Math.min(1, part))]!
    })
  })
  context.imageSmoothingEnabled = false
  context.drawImage(canvas, heat.left, heat.top, heat.width, height)
  return scale
}

type ColorScale = Pick<Density, 'top' | 'above'>

/** The color scales of the cached images. */
const scales = new WeakMap<MembraneReading, ColorScale>()

/** Window, fixed window, threshold and mean over the density, step by step. */
function drawLines(
  pen: Pen,
  frame: MembraneReading,
  { heat, y }: LongMembraneLayout,
  { trial, step, hover, overlay }: LongMembraneView,
): void {
  const style = styles(pen)
  const steps = stepsOf(frame)
  const x = stepScale(whole(steps), heat.left, heat.width)
  const along = (at: (step: number) => number) => (context: CanvasRenderingContext2D) => {
    for (let t = 0; t < steps; t++) {
      const height = y(at(t))
      if (t === 0) context.moveTo(x(0), height)
      if (t === 0 || at(t) !== at(t - 1)) context.lineTo(x(t), height)
      if (t + 1 === steps || at(t + 1) !== at(t)) context.lineTo(x(t + 1), height)
    }
  }
  const low = along((t) => edgesAt(frame, t, trial)[0])
  const high = along((t) => edgesAt(frame, t, trial)[1])
  const threshold = along(() => trial?.threshold ?? frame.threshold)
  const mean = along((t) => frame.mean[t]!)
  clipped(pen, heat.left, heat.top, heat.width, heat.bottom - heat.top, () => {
    if (hasThreshold(frame)) for (const path of [low, high, threshold]) stroke(pen, style.halo, path)
    for (const edge of fixedEdges(frame, trial)) line(pen, heat.left, y(edge), heat.left + heat.width, y(edge), style.fixed)
    if (hasThreshold(frame)) {
      stroke(pen, style.window, low)
      stroke(pen, style.window, high)
      stroke(pen, style.threshold, threshold)
    }
    for (const which of overlay && hasThreshold(frame) ? [0, 1] : [])
      stroke(
        pen,
        style.snapshotWindow,
        along((t) => edgesAt(overlay!, t, null)[which]!),
      )
    stroke(pen, { ...style.halo, width: 3 }, mean)
    stroke(pen, { color: pen.colors.ink, width: 1, dash: [1, 2] }, mean)
  })
  if (hover && hover.step !== null)
    line(pen, crisp(x(hover.step + 0.5)), heat.top, crisp(x(hover.step + 0.5)), heat.bottom, { color: pen.colors.ink3 })
  if (step === null || step >= steps) return
  const width = Math.max(3, x(step + 1) - x(step))
  const across = { x: crisp(x(step + 0.5) - width / 2), width: Math.round(width) }
  outline(pen, { ...across, y: heat.top - 0.5, height: heat.bottom - heat.top + 1 }, pen.colors.ink)
}

/** The positions of the handles' values, spread so that they do not overlap. */
export function handlePlaces(frame: MembraneReading, { heat, y }: LongMembraneLayout, step: number | null, trial: Trial | null, r: number) {
  const { low, threshold, high } = handlesAt(frame, step, trial)
  const [atHigh, atThreshold, atLow] = spread([high, threshold, low].map(y), 13 * r, heat.top + 4 * r, heat.bottom - 4 * r)
  return { low: atLow!, threshold: atThreshold!, high: atHigh! }
}

/** The number of potentials beyond the axis. */
function restOf(frame: MembraneReading, { first, end }: Bins): { readonly under: number; readonly over: number } {
  let under = overSteps(frame, underAt)
  let over = overSteps(frame, overAt)
  for (let step = 0; step < stepsOf(frame); step++) {
    for (let bin = 0; bin < first; bin++) under += countAt(frame, step, bin)
    for (let bin = end; bin < frame.bins; bin++) over += countAt(frame, step, bin)
  }
  return { under, over }
}

function drawWords(pen: Pen, frame: VariableReading, layout: LongMembraneLayout, scale: ColorScale, view: LongMembraneView): void {
  const { colors, r } = pen
  const { heat, histogram } = layout
  const { trial, step } = view
  const label = { color: colors.ink3 }
  const y = heat.top - 8 * r
  const size = text(pen, heat.left, y, `share per ${binWidthText(frame)}${view.log ? ', log' : ''}, %`, label)
  // A log scale begins at a single potential.
  const first = view.log ? Math.log1p(1) / Math.log1p(scale.top * frame.total) : 0
  const from = view.log ? significant(100 / frame.total) : '0'
  const bar = heat.left + size + 12 * r + text(pen, heat.left + size + 8 * r, y, from, label)
  field(pen, 64, 1, (column) => first + ((1 - first) * column) / 63, bar, y - 7 * r, 56 * r, 7 * r)
  const end = bar + 60 * r + text(pen, bar + 60 * r, y, `${scale.above ? '≥ ' : ''}${hundredths(scale.top)}`, label)
  const right = pen.area.width - 2 * r
  const shares = step === null ? shownOverall(frame, trial) : shownShares(frame, step, trial)
  const analog = isAnalog(frame)
  const plain = !hasThreshold(frame)
  const said = (name: string, share: number, color: string) => ({ words: `${name} ${hundredths(share)}`, color })
  // Starts from the right, so that the most important numbers remain if there is little room.
  const words = plain
    ? []
    : [
        said(analog ? 'u ≤ 0' : 'below', shares.below, colors.ink2),
        said(analog ? 'u > 0' : 'in window', shares.inside, colors.win),
        ...(analog ? [] : [said('above', shares.above, colors.ink2), said('fixed', shares.fixed, colors.fix)]),
        { words: '%', color: colors.ink3 },
      ]
  const scope = step === null ? 'all steps' : `t = ${step + 1}`
  const lengths = words.map((item) => widthOf(pen, item.words, SMALLEST, 600) + 10 * r)
  const total = lengths.reduce((a, b) => a + b, widthOf(pen, scope, SMALLEST, 600) + 12 * r)
  let x = Math.max(end + 16 * r, right - total)
  text(pen, x, y, scope, { color: colors.ink, weight: 600 })
  x += widthOf(pen, scope, SMALLEST, 600) + 12 * r
  words.forEach((item, index) => {
    if (x + lengths[index]! > right + 12 * r) return
    text(pen, x, y, item.words, { color: item.color, weight: index === 1 ? 600 : 400 })
    x += lengths[index]!
  })
  const all = frame.total * stepsOf(frame) || 1
  const rest = restOf(frame, layout.bins)
  const foot = pen.area.height - 3 * r
  const off = `off the axis: ▾ ${percent(rest.under / all)}  ▴ ${percent(rest.over / all)}`
  text(pen, heat.left, foot, off, label)
  if (widthOf(pen, off, SMALLEST) + widthOf(pen, 'time step t', SMALLEST) + 12 * r < heat.width)
    text(pen, heat.left + heat.width, foot, 'time step t', { ...label, align: 'right' })
  text(pen, histogram.left, foot, step === null ? 'all steps' : `t = ${step + 1}`, label)
  text(pen, 0, heat.top + 4 * r, variableText(titleOf(frame) ?? 'u'), label)
  if (!analog && !plain) drawHandles(pen, frame, layout, step, trial)
}

/** Draws what can be dragged at the side of the histogram, each with its value. */
function drawHandles(pen: Pen, frame: MembraneReading, layout: LongMembraneLayout, step: number | null, trial: Trial | null): void {
  const { colors, r } = pen
  const { heat, histogram } = layout
  const places = handlePlaces(frame, layout, step, trial, r)
  const handles = handlesAt(frame, step, trial)
  const x0 = histogram.left + histogram.width
  for (const [name, color] of [
    ['high', colors.win],
    ['threshold', colors.spk],
    ['low', colors.win],
  ] as const) {
    const at = places[name]
    const [tip, back, end] = [x0 + 2 * r, x0 + 7 * r, x0 + 14 * r]
    const [upper, lower] = [at - 4.5 * r, at + 4.5 * r]
    const value = Math.min(heat.bottom, Math.max(heat.top, layout.y(handles[name])))
    polygon(pen, color, [tip, value], [back, upper], [end, upper], [end, lower], [back, lower])
    for (const side of [-1.5, 1.5]) line(pen, x0 + 8 * r, at + side * r, x0 + 13 * r, at + side * r, { color: colors.ground })
    const off = layout.y(handles[name]) < heat.top ? ' ▴' : layout.y(handles[name]) > heat.bottom ? ' ▾' : ''
    text(pen, x0 + 18 * r, at + 4 * r, `${name === 'threshold' ? `θ ${setting(handles[name])}` : fixed(handles[name], 2)}${off}`, { color })
  }
}
