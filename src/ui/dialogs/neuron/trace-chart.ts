/** Draws a neuron over its steps, as plots stacked on one time axis: current, potential, spikes, surrogate, gradient. */

import { fixed } from '../../../format'
import type { SingleNeuron } from '../../../networks/single/schema'
import type { NeuronTrace } from '../../../networks/single/simulate'
import { descriptionOf } from '../../../neurons/descriptions'
import type { RasterLayer } from '../../base/columns'
import { box, clipped, crisp, line, type Pen, stroke, styles, text } from '../../base/draw'
import type { Colors } from '../../base/paint'
import { digitsOf, linear, niceStep, type Scale, ticks } from '../../base/scale'
import { labeledSteps, stepScale, whole } from '../../base/viewport'
import { afterSpike, START, tracePath } from '../../views/raster/trace'
import { number } from './reading'

export interface TraceView {
  readonly spec: SingleNeuron
  readonly trace: NeuronTrace
  readonly gradient: readonly number[] | null
  /** The marked step, counted from 0. */
  readonly step: number
  /** The range of the current's axis, which stays fixed while the user draws. */
  readonly reach: Range
}
export type Range = readonly [low: number, high: number]

interface Plot {
  readonly kind: 'current' | 'potential' | 'spikes' | 'slope' | 'gradient'
  readonly title: string
  /** The title's name in the glossary. */
  readonly term: string
  /** The plot's share of the height, relative to the other plots. */
  readonly share: number
}

export const PLOTS: readonly Plot[] = [
  { kind: 'current', title: 'input current x', term: 'current', share: 1 },
  { kind: 'potential', title: 'membrane potential u', term: 'membrane', share: 2.4 },
  { kind: 'spikes', title: 'spikes s', term: 'spike', share: 0.25 },
  { kind: 'slope', title: 'surrogate derivative ∂s/∂u', term: 'surrogate', share: 0.9 },
  { kind: 'gradient', title: 'gradient', term: 'bptt', share: 1 },
]
export const GRADIENT_TITLES = {
  none: '',
  spikes: 'gradient of the number of spikes, ∂Σs/∂x',
  membrane: 'gradient of the last potential, ∂u[T]/∂x',
} as const

/** Potentials and spikes are drawn in the middle of a step's slot: at its tick, below its bar. */
const MIDDLE = 0.5

/** The font size of all labels, in px. */
const SIZE = 12
const TITLE = 24
const AXIS = 20

export interface Frame {
  readonly left: number
  readonly width: number
  readonly plots: readonly (Plot & { readonly top: number; readonly bottom: number })[]
}

/** The layout of the plots. @param unit the root font size divided by 16. */
export function frameOf(width: number, height: number, unit: number, withGradient: boolean): Frame {
  const shown = PLOTS.filter(({ kind }) => kind !== 'gradient' || withGradient)
  const free = height - (AXIS + shown.length * TITLE) * unit
  const shares = shown.reduce((sum, { share }) => sum + share, 0)
  let at = 0
  const plots = shown.map((plot) => {
    const top = at + TITLE * unit
    at = top + Math.max(8, (free * plot.share) / shares)
    return { ...plot, top, bottom: at }
  })
  return { left: 40 * unit, width: Math.max(20, width - 48 * unit), plots }
}

/** The step at an x position, clamped to the plot. */
export const stepUnderX = ({ left, width }: Frame, steps: number, x: number): number =>
  Math.min(steps - 1, Math.max(0, Math.floor(((x - left) / width) * steps)))

/** The current at a y position; null outside its plot. */
export function currentUnderY({ plots }: Frame, [low, high]: Range, y: number): number | null {
  const { top, bottom } = plots[0]!
  if (y < top - TITLE || y > bottom + TITLE / 2) return null
  const value = linear(bottom, top, low, high)(y)
  return rounded(Math.min(high, Math.max(low, value)))
}

/** Drawn currents are rounded to multiples of this. */
export const GRAIN = 0.05
export const rounded = (value: number): number => Number((Math.round(value / GRAIN) * GRAIN).toFixed(2)) + 0

/** The range of the current's axis, with room to draw. */
export function reachOf({ current, neuron }: SingleNeuron, input: readonly number[]): Range {
  const room = current.kind === 'drawn' ? neuron.threshold / Math.max(neuron.inputGain, 0.1) : 0
  return spanOf([...input, -room, 1.5 * room], 0.1)
}

/** The range of the values, including zero, with some padding. */
function spanOf(values: readonly number[], minimum: number): Range {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)]
  const room = Math.max(minimum, high - low)
  return [low < 0 ? low - 0.08 * room : 0, Math.max(high, low < 0 ? 0 : minimum) + 0.08 * room]
}

/** The range of threshold, potentials and window edges; a window far beyond the potentials is cut off. */
function potentialSpan({ neuron: { threshold } }: SingleNeuron, { membrane, after, halfWidth }: NeuronTrace): Range {
  const [low, high] = [Math.min(0, ...membrane, ...after), Math.max(threshold, ...membrane)]
  const half = Math.max(...halfWidth)
  const [under, over] = [Math.max(threshold - half, low - threshold), Math.min(threshold + half, high + threshold)]
  return spanOf([low, high, under, over], threshold)
}

export function drawTrace(pen: Pen, frame: Frame, view: TraceView): void {
  const { area, colors } = pen
  if (!area.figure) box(pen, 0, 0, area.width, area.height, colors.plate)
  for (const plot of frame.plots) drawPlot(pen, frame, plot, view)
  drawSteps(pen, frame, view.spec.steps)
}

function drawPlot(pen: Pen, frame: Frame, plot: Frame['plots'][number], view: TraceView): void {
  const { range, values, color, title = plot.title } = contentOf(plot.kind, view, pen.colors)
  const x = stepScale(whole(view.spec.steps), frame.left, frame.width)
  const at: PlotAt = { ...frame, ...plot, x, y: linear(...range, plot.bottom, plot.top), range }
  if (plot.kind === 'spikes') drawSpikes(pen, at, values, view.step)
  else if (plot.kind === 'potential') drawPotential(pen, at, view)
  else drawBars(pen, at, values, view.step, color)
  const y = plot.top - 6 * pen.r
  text(pen, frame.left, y, title, { color, size: SIZE })
  if (!pen.area.figure)
    text(pen, frame.left + frame.width, y, number(values[view.step] ?? 0), {
      color: pen.colors.ink,
      size: SIZE,
      weight: 600,
      align: 'right',
    })
}

interface Content {
  readonly values: readonly number[]
  readonly range: Range
  readonly color: string
  readonly title?: string
}

function contentOf(kind: Plot['kind'], { spec, trace, gradient, reach }: TraceView, colors: Colors): Content {
  switch (kind) {
    case 'current':
      return { values: trace.input, range: reach, color: colors.ink2 }
    case 'potential':
      return { values: trace.membrane, range: potentialSpan(spec, trace), color: colors.u }
    case 'spikes':
      return { values: trace.spikes, range: [0, 1], color: colors.spk }
    case 'slope':
      return { values: trace.slope, range: spanOf(trace.slope, 0.1), color: colors.win }
    case 'gradient':
      return { values: gradient ?? [], range: spanOf(gradient ?? [], 0.01), color: colors.ink, title: GRADIENT_TITLES[spec.gradient] }
    default:
      return kind satisfies never
  }
}

/** A plot with its scales. */
interface PlotAt {
  readonly left: number
  readonly width: number
  readonly top: number
  readonly bottom: number
  readonly x: Scale
  readonly y: Scale
  readonly range: Range
}

/** The background of a plot: its value axis, the selected step, and the zero line. */
function drawGround(pen: Pen, { left, width, top, bottom, x, y, range }: PlotAt, step: number): void {
  const { colors, r } = pen
  box(pen, left, top, left + width, bottom, colors.ground)
  const [from, to] = [x(step), x(step + 1)]
  // Only the page marks the selected step, not a figure.
  if (!pen.area.figure) {
    box(pen, from, top, Math.max(from + 1, to), bottom, colors.raise)
    line(pen, crisp((from + to) / 2 - 0.5), top, crisp((from + to) / 2 - 0.5), bottom, { color: colors.edge, dash: [2, 2] })
  }
  const count = Math.max(1, Math.floor((bottom - top) / (38 * r)))
  const digits = digitsOf(niceStep(range[1] - range[0], count))
  for (const tick of ticks(...range, count)) {
    line(pen, left, crisp(y(tick)), left + width, crisp(y(tick)), tick === 0 ? styles(pen).rule : styles(pen).hair)
    const middle = Math.min(bottom, Math.max(top + 8 * r, y(tick) + 4 * r))
    text(pen, left - 5 * r, middle, fixed(tick, digits), { color: colors.ink3, size: SIZE, align: 'right' })
  }
}

function drawBars(pen: Pen, at: PlotAt, values: readonly number[], step: number, color: string): void {
  drawGround(pen, at, step)
  const { x, y, left, width, top, bottom } = at
  clipped(pen, left, top, width, bottom - top, () => {
    for (const [t, value] of values.entries())
      if (value !== 0) box(pen, x(t + START), y(0), Math.max(x(t + 1 - START), x(t + START) + 1), y(value), color)
  })
}

function drawSpikes(pen: Pen, { left, width, top, bottom, x }: PlotAt, spikes: readonly number[], step: number): void {
  box(pen, left, top, left + width, bottom, pen.colors.ground)
  if (!pen.area.figure) box(pen, x(step), top, x(step + 1), bottom, pen.colors.raise)
  for (const [t, spike] of spikes.entries())
    if (spike) line(pen, x(t + MIDDLE), top + 1, x(t + MIDDLE), bottom - 1, { color: pen.colors.spk, width: 2 * pen.r })
}

function drawPotential(pen: Pen, at: PlotAt, { spec, trace, step }: TraceView): void {
  drawGround(pen, at, step)
  const { left, width, top, bottom, x, y } = at
  const { membrane, after, spikes } = trace
  const style = styles(pen)
  const { threshold } = spec.neuron
  const cell = width / spec.steps
  clipped(pen, left, top, width, bottom - top, () => {
    drawWindow(pen, at, threshold, trace.halfWidth)
    const layer: RasterLayer = { steps: spec.steps, neurons: 1, membrane: Float32Array.from(membrane), spikes: Uint8Array.from(spikes) }
    const { decay } = descriptionOf(spec.neuron).rule
    const axes = { x: (step: number) => x(step + MIDDLE - START), cell, y, first: 0, end: spec.steps }
    stroke(pen, { color: pen.colors.u, width: 1.5 * pen.r }, (path) =>
      tracePath(path, layer, 0, axes, { decay, after: afterSpike(spec.neuron) }),
    )
    line(pen, left, crisp(y(threshold)), left + width, crisp(y(threshold)), style.threshold)
    if (hasDots(at, spec.steps)) for (const [t, u] of membrane.entries()) dots(pen, x(t + MIDDLE), y(u), y(after[t]!), spikes[t] === 1)
  })
  text(pen, left + width - 4 * pen.r, y(threshold) - 4 * pen.r, 'θ', { color: pen.colors.spk, size: SIZE, align: 'right', halo: true })
}

/** Whether a step is wide enough to mark its potentials with dots. */
export const hasDots = ({ width }: Pick<Frame, 'width'>, steps: number): boolean => width / steps > 5

/** The potential before the reset as a dot; after it, if it differs, as a ring. */
function dots({ context, colors, r }: Pen, x: number, before: number, after: number, spike: boolean): void {
  context.fillStyle = spike ? colors.spk : colors.u
  context.beginPath()
  context.arc(x, before, 2.5 * r, 0, 2 * Math.PI)
  context.fill()
  if (after === before) return
  context.strokeStyle = colors.u
  context.fillStyle = colors.ground
  context.lineWidth = 1.25 * r
  context.beginPath()
  context.arc(x, after, 2.5 * r, 0, 2 * Math.PI)
  context.fill()
  context.stroke()
}

/** The range of potentials where the surrogate passes a gradient: a band with edges, step by step. */
function drawWindow(pen: Pen, { x, y }: PlotAt, threshold: number, halfWidth: readonly number[]): void {
  for (const [t, half] of halfWidth.entries()) box(pen, x(t), y(threshold - half), x(t + 1), y(threshold + half), pen.colors['win-fill'])
  for (const side of [-1, 1])
    stroke(pen, { color: pen.colors.win, width: 1, dash: [4, 3] }, (path) => {
      for (const [t, half] of halfWidth.entries()) {
        path.lineTo(x(t), crisp(y(threshold + side * half)))
        path.lineTo(x(t + 1), crisp(y(threshold + side * half)))
      }
    })
}

function drawSteps(pen: Pen, { left, width, plots }: Frame, steps: number): void {
  const { colors, r } = pen
  const bottom = plots.at(-1)!.bottom
  const x = stepScale(whole(steps), left, width)
  for (const step of labeledSteps(whole(steps), width / (52 * r))) {
    const words = step === 0 ? 't = 1' : String(step + 1)
    line(pen, crisp(x(step + 0.5)), bottom, crisp(x(step + 0.5)), bottom + 3 * r, styles(pen).tick)
    text(pen, Math.min(left + width - 8 * r, Math.max(left + 12 * r, x(step + 0.5))), bottom + 16 * r, words, {
      color: colors.ink3,
      size: SIZE,
      align: 'center',
    })
  }
}
