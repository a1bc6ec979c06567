/** The plots of a neuron as equations over its steps: current, potential with its threshold, spikes, states, surrogate, gradient. */

import type { EquationsTrace, SpikeTrace } from '../../../networks/single/equations'
import type { SingleNeuron } from '../../../networks/single/schema'
import { clipped, crisp, type Pen, stroke, styles, text } from '../../base/draw'
import { disc } from './plane-chart'
import { drawGround, drawWindow, hasDots, MIDDLE, type Plot, type PlotAt, type Range, SIZE, spanOf } from './stacked-plots'
import { currentPlot, gradientPlot, slopePlot, spikesPlot } from './trace-chart'

export interface EquationsView {
  readonly spec: SingleNeuron
  readonly trace: EquationsTrace
  readonly gradient: readonly number[] | null
  readonly reach: Range
}

/** The name of the potential in titles: that of its line. */
export const potentialName = ({ name }: SpikeTrace): string => name ?? 'z'

export function gradientTitle({ gradient }: SingleNeuron, { spike }: EquationsTrace): string {
  if (gradient !== 'membrane') return `gradient of the ${spike ? 'number of spikes' : 'sum of outputs'}, ∂Σs/∂x`
  const name = spike ? potentialName(spike) : 's'
  return `gradient of the last ${spike ? 'potential' : 'output'}, ∂${name}[T]/∂x`
}

/** The states that have a plot of their own: all but the output and the potential. */
export const otherStates = ({ states, spike }: EquationsTrace): readonly string[] =>
  states.filter((name) => name !== 's' && name !== spike?.name)

export function equationsPlots({ spec, trace, gradient, reach }: EquationsView): readonly Plot[] {
  const { spike, lines } = trace
  return [
    currentPlot(trace.input, reach),
    ...(spike
      ? [potentialPlot(spike, trace.spikes), spikesPlot(trace.spikes)]
      : [linePlot({ title: 'output s', term: 'equations', color: 'spk', values: trace.spikes })]),
    ...otherStates(trace).map((name) => linePlot({ title: `state ${name}`, term: 'state', color: 'u', values: lines[name]! })),
    ...(spike ? [slopePlot(`surrogate derivative ∂s/∂${potentialName(spike)}`, spike.slope)] : []),
    ...(gradient ? [gradientPlot(gradientTitle(spec, trace), gradient)] : []),
  ]
}

const linePlot = ({ title, term, color, values }: Pick<Plot, 'title' | 'term' | 'color' | 'values'>): Plot => ({
  title,
  term,
  share: 1,
  values,
  range: spanOf(values, 0.01),
  color,
  draw: (pen, at) => {
    drawGround(pen, at)
    drawValues(pen, at, values, color)
  },
})

function potentialPlot(whole: SpikeTrace, spikes: readonly number[]): Plot {
  const spike = finitePart(whole)
  const { potential, threshold } = spike
  return {
    title: spike.name === null ? 'argument z of the spike' : `potential ${spike.name}`,
    term: 'membrane',
    share: 2,
    values: potential,
    range: spanOf([...potential, ...threshold, ...windowEdges(spike)], 0.1),
    color: 'u',
    draw: (pen, at) => {
      drawGround(pen, at)
      const { left, width, top, bottom, y } = at
      clipped(pen, left, top, width, bottom - top, () => {
        if (spike.halfWidth) drawWindow(pen, at, threshold, spike.halfWidth)
        stroke(pen, styles(pen).threshold, (path) => {
          for (const [t, value] of threshold.entries()) {
            path.lineTo(at.x(t), crisp(y(value)))
            path.lineTo(at.x(t + 1), crisp(y(value)))
          }
        })
      })
      drawValues(pen, at, potential, 'u', spikes)
      if (threshold.length === 0) return
      const label = Math.max(top + 10 * pen.r, y(threshold.at(-1)!) - 4 * pen.r)
      text(pen, left + width - 4 * pen.r, label, 'θ', { color: pen.colors.spk, size: SIZE, align: 'right', halo: true })
    },
  }
}

/** The steps before the first at which the potential or its threshold is not finite. */
function finitePart(spike: SpikeTrace): SpikeTrace {
  const end = spike.threshold.findIndex((value) => !Number.isFinite(value))
  if (end < 0) return spike
  const { potential, threshold, halfWidth } = spike
  return {
    ...spike,
    potential: potential.slice(0, end),
    threshold: threshold.slice(0, end),
    halfWidth: halfWidth?.slice(0, end) ?? null,
  }
}

/** The edges of the window, but none as far from the potentials as they reach themselves. */
function windowEdges({ potential, threshold, halfWidth }: SpikeTrace): number[] {
  if (!halfWidth) return []
  const [low, high] = spanOf([...potential, ...threshold], 0.1)
  const within = (value: number) => Math.min(high + 0.25 * (high - low), Math.max(low - 0.25 * (high - low), value))
  return threshold.flatMap((value, t) => [within(value - halfWidth[t]!), within(value + halfWidth[t]!)])
}

/** A line through the values, with a dot at each where there is room, in another color at a spike. It ends where a value is not finite. */
function drawValues(pen: Pen, at: PlotAt, values: readonly number[], color: Plot['color'], spikes: readonly number[] = []): void {
  const { left, width, top, bottom, x, y, steps } = at
  const end = values.findIndex((value) => !Number.isFinite(value))
  const finite = end < 0 ? values : values.slice(0, end)
  clipped(pen, left, top - 2 * pen.r, width, bottom - top + 4 * pen.r, () => {
    stroke(pen, { color: pen.colors[color], width: 1.5 * pen.r }, (path) => {
      for (const [t, value] of finite.entries()) path.lineTo(x(t + MIDDLE), y(value))
    })
    if (!hasDots(at, steps)) return
    for (const [t, value] of finite.entries()) disc(pen, x(t + MIDDLE), y(value), 2.25, spikes[t] ? pen.colors.spk : pen.colors[color])
  })
}
