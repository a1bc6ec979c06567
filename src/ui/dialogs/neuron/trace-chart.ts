/** The plots of a built-in neuron over its steps: current, potential, spikes, surrogate, gradient. */

import type { SingleNeuron } from '../../../networks/single/schema'
import type { NeuronTrace } from '../../../networks/single/simulate'
import { descriptionOf } from '../../../neurons/descriptions'
import type { RasterLayer } from '../../base/columns'
import { clipped, crisp, line, type Pen, stroke, styles, text } from '../../base/draw'
import { afterSpike, START, tracePath } from '../../views/raster/trace'
import {
  drawBars,
  drawGround,
  drawSpikes,
  drawWindow,
  hasDots,
  MIDDLE,
  type Plot,
  type PlotAt,
  type Range,
  SIZE,
  spanOf,
} from './stacked-plots'

export interface TraceView {
  readonly spec: SingleNeuron
  readonly trace: NeuronTrace
  readonly gradient: readonly number[] | null
  /** The range of the current's axis, which stays fixed while the user draws. */
  readonly reach: Range
}

export const GRADIENT_TITLES = {
  none: '',
  spikes: 'gradient of the number of spikes, ∂Σs/∂x',
  membrane: 'gradient of the last potential, ∂u[T]/∂x',
} as const

/** The range of the current's axis, with room to draw. */
export function reachOf({ current, neuron }: SingleNeuron, input: readonly number[]): Range {
  const room = current.kind === 'drawn' ? neuron.threshold / Math.max(neuron.inputGain, 0.1) : 0
  return spanOf([...input, -room, 1.5 * room], 0.1)
}

export function tracePlots(view: TraceView): readonly Plot[] {
  const { spec, trace, gradient, reach } = view
  return [
    currentPlot(trace.input, reach),
    {
      title: 'membrane potential u',
      term: 'membrane',
      share: 2.4,
      values: trace.membrane,
      range: potentialSpan(spec, trace),
      color: 'u',
      draw: (pen, at) => drawPotential(pen, at, view),
    },
    spikesPlot(trace.spikes),
    slopePlot('surrogate derivative ∂s/∂u', trace.slope),
    ...(gradient ? [gradientPlot(GRADIENT_TITLES[spec.gradient], gradient)] : []),
  ]
}

const bars = (title: string, term: string, share: number, values: readonly number[], color: Plot['color'], range: Range): Plot => ({
  title,
  term,
  share,
  values,
  range,
  color,
  draw: (pen, at) => drawBars(pen, at, values, pen.colors[color]),
})

export const currentPlot = (input: readonly number[], reach: Range): Plot => bars('input current x', 'current', 1, input, 'ink2', reach)
export const slopePlot = (title: string, slope: readonly number[]): Plot => bars(title, 'surrogate', 0.9, slope, 'win', spanOf(slope, 0.1))
export const gradientPlot = (title: string, gradient: readonly number[]): Plot =>
  bars(title, 'bptt', 1, gradient, 'ink', spanOf(gradient, 0.01))
export const spikesPlot = (spikes: readonly number[]): Plot => ({
  title: 'spikes s',
  term: 'spike',
  share: 0.25,
  values: spikes,
  range: [0, 1],
  color: 'spk',
  draw: (pen, at) => drawSpikes(pen, at, spikes),
})

/** The range of threshold, potentials and window edges; a window far beyond the potentials is cut off. */
function potentialSpan({ neuron: { threshold } }: SingleNeuron, { membrane, after, halfWidth }: NeuronTrace): Range {
  const [low, high] = [Math.min(0, ...membrane, ...after), Math.max(threshold, ...membrane)]
  const half = Math.max(...halfWidth)
  const [under, over] = [Math.max(threshold - half, low - threshold), Math.min(threshold + half, high + threshold)]
  return spanOf([low, high, under, over], threshold)
}

function drawPotential(pen: Pen, at: PlotAt, { spec, trace }: TraceView): void {
  drawGround(pen, at)
  const { left, width, top, bottom, x, y } = at
  const { membrane, after, spikes } = trace
  const style = styles(pen)
  const { threshold } = spec.neuron
  const cell = width / spec.steps
  clipped(pen, left, top, width, bottom - top, () => {
    drawWindow(pen, at, Array<number>(spec.steps).fill(threshold), trace.halfWidth)
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
