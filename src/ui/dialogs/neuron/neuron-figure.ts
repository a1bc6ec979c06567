/** The single neuron over its steps as a figure, with its settings, legend and height. */
import type { SingleNeuron } from '../../../networks/single/schema'
import { encodeNeuron } from '../../../share/neuron-link'
import { penOf } from '../../base/draw'
import { type Figure, type FigureKey, wide } from '../../base/figure'
import type { Colors } from '../../base/paint'
import { showValue } from '../../state/labels/experiment-label'
import { type EquationsView, equationsPlots } from './equations-chart'
import { neuronRows } from './neuron-rows'
import { drawStacked, frameOf, hasDots, type Plot } from './stacked-plots'
import { type TraceView, tracePlots } from './trace-chart'

export const neuronAddress = async (spec: SingleNeuron): Promise<string> =>
  `${location.href.replace(/#.*$/, '')}${await encodeNeuron(spec)}`

/** @param keys the legend of the potential; with or without dots at its values */
function stackedFigure(
  spec: SingleNeuron,
  plots: readonly Plot[],
  windowed: boolean,
  keys: (colors: Colors, dots: boolean) => FigureKey[],
): Figure {
  return {
    name: 'single-neuron',
    title: 'A single neuron',
    scope: settingsOf(spec),
    drawing: {
      paint: (context, area, colors) =>
        drawStacked(penOf(context, area, colors), frameOf(area.width, area.height, area.unit, plots), plots, spec.steps, 0),
    },
    keys: (colors, _, pen) => [
      ...keys(colors, hasDots(frameOf(pen.area.width, 0, pen.r, []), spec.steps)),
      { mark: { line: { color: colors.spk, width: 1.25 } }, label: 'threshold θ' },
      ...(windowed
        ? [
            {
              mark: { area: colors['win-fill'], edge: { color: colors.win, dash: [4, 3] } },
              label: 'where the surrogate passes a gradient',
            },
          ]
        : []),
    ],
    height: wide(0.62, 70 * (1 + plots.length)),
    minWidth: 380,
    apart: true,
    address: () => neuronAddress(spec),
  }
}

export const neuronFigure = (view: TraceView): Figure => stackedFigure(view.spec, tracePlots(view), true, potentialKeys)

export const equationsFigure = (view: EquationsView): Figure =>
  stackedFigure(view.spec, equationsPlots(view), view.trace.spike?.halfWidth !== null, (colors, dots) => [
    { mark: { line: { color: colors.u, width: 1.5 } }, label: 'potential and states' },
    ...(dots ? [{ mark: { dot: colors.spk }, label: 'potential of a spike' }] : []),
  ])

/** @param dots whether each potential is marked with a dot. */
const potentialKeys = (colors: Colors, dots: boolean): FigureKey[] => [
  { mark: { line: { color: colors.u, width: 1.5 } }, label: dots ? 'potential u, before the reset a dot, after it a ring' : 'potential u' },
  ...(dots ? [{ mark: { dot: colors.spk }, label: 'u of a spike' }] : []),
]

/** "Model LIF, Decay β 0.90, …", or the lines of a text. */
const settingsOf = (spec: SingleNeuron): string =>
  [
    ...(spec.equations === undefined ? [] : [linesOf(spec.equations)]),
    ...neuronRows(spec)
      .flatMap(({ rows }) => rows)
      .map((row) => `${row.label}${row.symbol && !row.label.endsWith(row.symbol) ? ` ${row.symbol}` : ''} ${showValue(row, row.value)}`),
  ].join(', ')

/** The lines of a text in one, without comments; a long text is cut, since the figure's link has it whole. */
function linesOf(text: string): string {
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim())
  const whole = lines.filter((line) => line !== '').join('; ')
  return whole.length > 300 ? `${whole.slice(0, 299)}…` : whole
}
