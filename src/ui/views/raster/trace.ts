/** Draws a neuron's potential by step: charge, fire, reset, leak; spikes reach to the top. Other neurons are drawn in gray. */

import { fixed } from '../../../format'
import type { LifSpec } from '../../../neurons/lif/schema'
import type { RasterLayer } from '../../base/columns'
import { box, clipped, crisp, disc, fill, line, type Pen, staircase, stroke, styles, text, widthOf } from '../../base/draw'
import { linear, type Scale } from '../../base/scale'
import { stepScale, type Viewport, visibleSteps, whole } from '../../base/viewport'
import { holds, holdsStep } from '../../state/selection/selected-counts'
import type { PotentialRange } from '../../state/selection/selection'

export interface TraceView {
  readonly decay: number
  readonly threshold: number
  /** The potential after its spike. */
  readonly after: (u: number) => number
  readonly resetTo: number | null
  /** The window in use at each step; null if unknown. */
  readonly window: { readonly low: Float32Array; readonly high: Float32Array } | null
  readonly others: readonly number[]
  readonly step: number | null
  /** Potentials that are selected. */
  readonly range?: PotentialRange | null
  /** The visible part of a long sequence, whose axis is drawn elsewhere. */
  readonly viewport?: Viewport
}

/** The potential that a reset leaves after a spike. */
export const afterSpike =
  ({ reset, resetTo, threshold }: Pick<LifSpec, 'reset' | 'resetTo' | 'threshold'>) =>
  (u: number): number =>
    reset === 'zero' ? resetTo : reset === 'subtract' ? u - threshold : u

export interface TracePlace {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The range of the axis: the threshold, where there is one, and zero always, the neuron's own potentials in full. */
function traceRange(layer: RasterLayer, neuron: number, threshold: number): readonly [number, number] {
  const reach = Number.isNaN(threshold) ? 0 : threshold || 0.5
  let low = -1.6 * reach
  let high = 2 * reach
  for (let step = 0; step < layer.steps; step++) {
    const u = layer.membrane[step * layer.neurons + neuron]!
    if (!Number.isFinite(u)) continue
    low = Math.min(low, u)
    high = Math.max(high, u)
  }
  const span = high - low || 1e-6
  return [low - 0.04 * span, high + 0.16 * span]
}

interface TraceAxes {
  /** The left edge of a step, which is `cell` wide. */
  readonly x: Scale
  readonly cell: number
  readonly y: Scale
  readonly first: number
  readonly end: number
}

/** The offset of a step from its left edge, which separates spikes in consecutive steps. */
export const START = 0.08

export function tracePath(
  context: CanvasRenderingContext2D,
  layer: RasterLayer,
  neuron: number,
  { x, cell, y, first, end }: TraceAxes,
  view: Pick<TraceView, 'decay' | 'after'>,
): void {
  const pieces = cell > 24 ? 8 : cell > 6 ? 3 : 1
  const left = (step: number) => {
    const u = layer.membrane[step * layer.neurons + neuron]!
    return layer.spikes[step * layer.neurons + neuron] ? view.after(u) : u
  }
  let v = first > 0 ? left(first - 1) : 0
  context.moveTo(x(first), y(v))
  for (let step = first; step < end; step++) {
    const u = layer.membrane[step * layer.neurons + neuron]!
    const from = x(step + START)
    const next = step + 1 < layer.steps ? from + cell : x(step + 1)
    context.lineTo(from, y(view.decay * v))
    context.lineTo(from, y(u))
    v = left(step)
    if (v !== u) context.lineTo(from, y(v))
    for (let piece = 1; piece <= pieces; piece++) {
      const part = ((piece / pieces) * (next - from)) / cell
      context.lineTo(from + ((next - from) * piece) / pieces, y(v * view.decay ** part))
    }
  }
}

/** Draws the range of the steps that share a pixel: no extreme is lost, and few marks are drawn. */
function outline(context: CanvasRenderingContext2D, layer: RasterLayer, neuron: number, { x, y, first, end }: TraceAxes): void {
  for (let step = first; step < end; ) {
    const column = Math.floor(x(step))
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (; step < end && Math.floor(x(step)) === column; step++) {
      const u = layer.membrane[step * layer.neurons + neuron]!
      low = Math.min(low, u)
      high = Math.max(high, u)
    }
    if (column === Math.floor(x(first))) context.moveTo(column + 0.5, y(low))
    context.lineTo(column + 0.5, y(low))
    context.lineTo(column + 0.5, y(high) - 0.5)
  }
}

export function drawTrace(pen: Pen, layer: RasterLayer, neuron: number, place: TracePlace, view: TraceView): void {
  const { colors, r } = pen
  const style = styles(pen)
  const { left, top, width, height } = place
  const viewport = view.viewport ?? whole(layer.steps)
  const [low, high] = traceRange(layer, neuron, view.threshold)
  const y = linear(low, high, top + height, top)
  const cell = width / (viewport.to - viewport.from)
  const x = stepScale(viewport, left, width)
  const [first, end] = visibleSteps(viewport, layer.steps)
  // A state other than the potential has no threshold.
  const fires = !Number.isNaN(view.threshold)
  const axes: TraceAxes = { x, cell, y, first, end }
  const trace = cell < 2 ? outline : tracePath
  clipped(pen, left, top, width, height, () => {
    if (view.step !== null) box(pen, x(view.step), top, Math.max(x(view.step) + 1, x(view.step + 1)), top + height, colors.raise)
    if (view.window) drawWindow(pen, axes, view.window)
    if (view.range) drawRange(pen, axes, view.range, layer.steps)
    line(pen, left, crisp(y(0)), left + width, crisp(y(0)), style.reset)
    if (fires) line(pen, left, y(view.threshold), left + width, y(view.threshold), style.threshold)
    // If steps share a pixel, the other traces would be a haze.
    for (const other of cell < 2 ? [] : view.others) stroke(pen, style.raw, (path) => trace(path, layer, other, axes, view))
    stroke(pen, { color: colors.u, width: cell < 2 ? 1.25 : 1.75 }, (path) => trace(path, layer, neuron, axes, view))
    stroke(pen, { color: colors.spk, width: cell > 8 ? 1.75 : 1, alpha: cell < 2 ? 0.6 : 1 }, (path) => {
      for (let step = first; step < end; step++) {
        if (!layer.spikes[step * layer.neurons + neuron]) continue
        const at = x(step + START)
        path.moveTo(at, y(Math.max(fires ? view.threshold : low, layer.membrane[step * layer.neurons + neuron]!)))
        path.lineTo(at, top)
      }
    })
  })
  if (cell > 10 * r) drawPotentials(pen, layer, neuron, place, axes, view)
  if (!view.viewport) drawSteps(pen, layer.steps, place, axes)
  // An analog neuron has a window without an upper edge, and no threshold.
  const sign = view.window?.high[0] === Number.POSITIVE_INFINITY ? '0' : 'θ'
  if (fires) text(pen, left - 5 * r, y(view.threshold) + 4 * r, sign, { color: colors.spk, align: 'right' })
  if (!fires || Math.abs(y(0) - y(view.threshold)) > 9 * r)
    text(pen, left - 5 * r, y(0) + 4 * r, '0', { color: colors.ink3, align: 'right' })
  const lowest = Math.ceil(low * 2) / 2
  if (lowest < 0 && y(lowest) - y(0) > 9 * r)
    text(pen, left - 5 * r, y(lowest) + 3 * r, fixed(lowest, Number.isInteger(lowest) ? 0 : 1), { color: colors.ink3, align: 'right' })
}

/** The window of each step, as one band. */
function drawWindow(pen: Pen, { x, y, first, end }: TraceAxes, window: NonNullable<TraceView['window']>): void {
  // A window without an upper edge reaches beyond the axis.
  const upper = (u: number) => (Number.isFinite(u) ? y(u) : 0)
  fill(pen, pen.colors['win-fill'], (path) => {
    staircase(path, window.high.subarray(first, end), (edge) => x(first + edge), upper)
    staircase(path, window.low.subarray(first, end).toReversed(), (edge) => x(end - edge), y)
  })
}

/** The selected potentials as a band over their steps. */
function drawRange(pen: Pen, { x, y, first, end }: TraceAxes, { low, high, steps }: PotentialRange, all: number): void {
  const { from, to } = steps ?? { from: 0, to: all }
  if (to <= first || from >= end) return
  pen.context.globalAlpha = 0.16
  box(pen, x(Math.max(first, from)), y(high), x(Math.min(end, to)), y(low), pen.colors.ink)
  pen.context.globalAlpha = 1
}

/** Draws a dot where a step's input has arrived, with its potential if there is room. */
function drawPotentials(
  pen: Pen,
  layer: RasterLayer,
  neuron: number,
  { left, top, width, height }: TracePlace,
  { x, cell, y, first, end }: TraceAxes,
  view: TraceView,
): void {
  const { colors, r } = pen
  for (let step = first; step < end; step++) {
    const u = layer.membrane[step * layer.neurons + neuron]!
    const at = x(step + START)
    if (at < left || at > left + width) continue
    disc(pen, at, y(u), 2.5 * r, layer.spikes[step * layer.neurons + neuron] ? colors.spk : colors.u)
    if (view.range && holdsStep(view.range.steps, step) && holds(view.range, u))
      stroke(pen, { color: colors.ink, width: 1.5 * r }, (path) => path.arc(at, y(u), 4.5 * r, 0, 2 * Math.PI))
    if (cell <= 36 * r) continue
    const v = layer.spikes[step * layer.neurons + neuron] ? view.after(u) : u
    const words = fixed(u, 2)
    // The trace behind the value, from its first letter to its last.
    const behind = [6 * r, 6 * r + widthOf(pen, words)].map((far) => y(v * view.decay ** Math.min(1, far / cell))) as unknown as Band
    // The traces of the other neurons in the same interval.
    const grey = view.others.map((other): Band => {
      const start = layer.spikes[step * layer.neurons + other]
        ? view.after(layer.membrane[step * layer.neurons + other]!)
        : layer.membrane[step * layer.neurons + other]!
      return [y(start), y(start * view.decay ** Math.min(1, (6 * r + widthOf(pen, words)) / cell))]
    })
    const baseline = clearBaseline(
      { near: y(u), lines: [y(0), y(view.threshold)].filter(Number.isFinite), behind, grey },
      top,
      top + height,
      r,
    )
    text(pen, at + 6 * r, baseline, words, { color: colors.ink2, halo: true })
  }
}

/** The y coordinates of a line at both ends of a value. */
type Band = readonly [number, number]

interface Struck {
  /** The y coordinate of the dot. */
  readonly near: number
  /** Lines across the plot. */
  readonly lines: readonly number[]
  /** The trace behind the value. */
  readonly behind: Band
  /** The traces of others: a nearby position that avoids them, too, is preferred. */
  readonly grey: readonly Band[]
}

/** How much farther from its dot a value may be placed to avoid the traces of others. */
const FARTHER = 12

/** The baseline for a value, near its dot, at which no line and no trace crosses the text. */
export function clearBaseline({ near, lines, behind, grey }: Struck, top: number, bottom: number, r: number): number {
  const [ascent, descent] = [10.5 * r, 2 * r]
  const within = (baseline: number) => Math.min(bottom - r, Math.max(top + 9 * r, baseline))
  const own = [...lines.map((at): Band => [at, at]), behind]
  const clearOf = (struck: readonly Band[]) => (baseline: number) =>
    struck.every((band) => Math.max(...band) <= baseline - ascent || Math.min(...band) >= baseline + descent)
  const distance = (baseline: number) => Math.abs(baseline - ascent / 2 - near)
  const places = [near, ...lines, ...behind, ...grey.flat()].flatMap((at) => [at - descent - 1, at + ascent + 1]).map(within)
  const clear = places.filter(clearOf(own)).sort((a, b) => distance(a) - distance(b))
  const [nearest] = clear
  if (nearest === undefined) return within(near + 13 * r)
  return clear.filter(clearOf(grey)).find((baseline) => distance(baseline) <= distance(nearest) + FARTHER * r) ?? nearest
}

/** Labels the steps below the trace. */
function drawSteps(pen: Pen, steps: number, { top, height }: TracePlace, { x, cell }: TraceAxes): void {
  const { colors, r } = pen
  const every = Math.max(1, Math.ceil((34 * r) / cell))
  for (let step = 0; step < steps; step += every) {
    text(pen, x(step + START) - r, top + height + 12 * r, step === 0 || cell > 60 * r ? `t = ${step + 1}` : String(step + 1), {
      color: colors.ink3,
    })
  }
}
