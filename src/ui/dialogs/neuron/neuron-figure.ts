/** The single neuron over its steps as a figure, with its settings, legend and height. */
import type { SingleNeuron } from '../../../networks/single/schema'
import { encodeNeuron } from '../../../share/neuron-link'
import { penOf } from '../../base/draw'
import { type Figure, type FigureKey, wide } from '../../base/figure'
import type { Colors } from '../../base/paint'
import { showValue } from '../../state/labels/experiment-label'
import { neuronRows } from './neuron-rows'
import { drawTrace, frameOf, hasDots, type TraceView } from './trace-chart'

export const neuronAddress = async (spec: SingleNeuron): Promise<string> =>
  `${location.href.replace(/#.*$/, '')}${await encodeNeuron(spec)}`

export const neuronFigure = (view: TraceView): Figure => ({
  name: 'single-neuron',
  title: 'A single neuron',
  scope: settingsOf(view.spec),
  drawing: {
    paint: (context, area, colors) =>
      drawTrace(penOf(context, area, colors), frameOf(area.width, area.height, area.unit, view.gradient !== null), view),
  },
  keys: (colors, _, pen) => [
    ...potentialKeys(colors, hasDots(frameOf(pen.area.width, 0, pen.r, false), view.spec.steps)),
    { mark: { line: { color: colors.spk, width: 1.25 } }, label: 'threshold θ' },
    {
      mark: { area: colors['win-fill'], edge: { color: colors.win, dash: [4, 3] } },
      label: 'where the surrogate passes a gradient',
    },
  ],
  height: wide(0.62, view.gradient ? 400 : 330),
  minWidth: 380,
  apart: true,
  address: () => neuronAddress(view.spec),
})

/** @param dots whether each potential is marked with a dot. */
const potentialKeys = (colors: Colors, dots: boolean): FigureKey[] => [
  { mark: { line: { color: colors.u, width: 1.5 } }, label: dots ? 'potential u, before the reset a dot, after it a ring' : 'potential u' },
  ...(dots ? [{ mark: { dot: colors.spk }, label: 'u of a spike' }] : []),
]

/** "Model LIF, Decay β 0.90, …" */
const settingsOf = (spec: SingleNeuron): string =>
  neuronRows(spec)
    .flatMap(({ rows }) => rows)
    .map((row) => `${row.label}${row.symbol && !row.label.endsWith(row.symbol) ? ` ${row.symbol}` : ''} ${showValue(row, row.value)}`)
    .join(', ')
