/** The views of one sample as figures: spikes with the trace of a neuron, feature maps, the input. Each with its legend. */

import { counted, fixed, grouped } from '../../../format'
import { thresholdOf } from '../../../neurons/descriptions'
import { ARGUMENT } from '../../../readings/variables'
import type { MapShape, RasterLayer } from '../../base/columns'
import { diverging, reachOf } from '../../base/diverging'
import { penOf } from '../../base/draw'
import { drawingOf, type Figure, type FigureKey, wide } from '../../base/figure'
import { newestFrame } from '../../base/frames'
import { rgb } from '../../base/magnitude'
import type { Colors, Paint } from '../../base/paint'
import { polarityKeys } from '../../base/polarity'
import { sampleName } from '../../state/labels/experiment-label'
import { marksText } from '../../state/selection/analog'
import { litNeuron } from '../../state/selection/selected-counts'
import { selection } from '../../state/selection/selection'
import { titledNow, variableSample } from '../../state/selection/variable'
import { store } from '../../state/store/store'
import { drawMaps, type MapQuantity, type MapsLayout } from './feature-maps-chart'

const NOTHING = 'No sample has been shown to the network yet.'

const shownSampleText = (): string => {
  const index = newestFrame('sample')?.frame.index
  return index === undefined ? '' : `, ${sampleName(index)}`
}

export function rasterFigure(canvas: HTMLCanvasElement | null, layer: string | null, shown: RasterLayer | undefined): Figure {
  const variable = titledNow(layer)
  const name = variable === null ? 'potential' : variable === ARGUMENT ? 'argument of the spike' : `state ${variable}`
  const count = shown?.spikes.reduce((sum, spike) => sum + spike, 0) ?? 0
  return {
    name: `raster-${layer}`,
    title: `Spike raster, with the ${name} of one neuron`,
    scope: shown
      ? `${layer}${shownSampleText()}, ${marksText(count)} of ${grouped(shown.neurons)} neurons in ${counted(shown.steps, 'step')}`
      : '',
    drawing: shown ? drawingOf(canvas) : null,
    empty: NOTHING,
    keys: (colors) => rasterKeys(colors, variable === null ? 'potential u' : name),
    height: wide(0.42, 230),
  }
}

const rasterKeys = (colors: Colors, name: string): FigureKey[] => [
  { mark: { area: colors.spk }, label: 'spike' },
  { mark: { line: { color: colors.u, width: 1.75 } }, label: `${name} of the neuron named` },
  { mark: { line: { color: colors.ink3, alpha: 0.6 } }, label: 'others' },
  { mark: { line: { color: colors.spk, width: 1.25 } }, label: 'threshold θ' },
  { mark: { area: colors['win-fill'] }, label: 'gradient window' },
]

/** @param events whether it is drawn in the colors of ON and OFF. */
export const inputFigure = (canvas: HTMLCanvasElement | null, events: boolean): Figure => ({
  name: 'input',
  title: 'Input',
  scope: `what the network receives${shownSampleText()}`,
  drawing: newestFrame('sample') ? drawingOf(canvas) : null,
  empty: NOTHING,
  keys: (_, dark) => (events ? polarityKeys(dark) : []),
  height: wide(0.4, 150),
})

/** The usual and the largest side of a map, in px at a root font size of 16 px. */
const [SIDE, MAX_SIDE] = [40, 96]
const [GAP, LABEL] = [5, 13]

/** The layout with equally many maps per row, over the whole width. */
function layoutOf(width: number, r: number, shape: MapShape): MapsLayout {
  const rows = Math.ceil(shape.channels / Math.max(1, Math.floor(width / ((SIDE + GAP) * r))))
  const columns = Math.ceil(shape.channels / rows)
  const side = Math.min(MAX_SIDE * r, width / columns - GAP * r)
  const scale = side / Math.max(shape.width, shape.height)
  const down = shape.height * scale + (GAP + LABEL) * r
  return { shape, columns, scale, left: 1, top: 1, across: side + GAP * r, down, height: rows * down }
}

export function mapsFigure(layer: string, shape: MapShape, shown: RasterLayer | undefined, quantity: MapQuantity): Figure {
  const { timeStep: step, channel, open, layers } = store.getState()
  const threshold = layers.find(({ name }) => name === layer)?.threshold ?? thresholdOf(open.neuron)
  const reach = shown ? reachOf(shown.membrane, threshold) : 1
  const view = { quantity, step, threshold, reach, selected: channel, pointed: null, scrolled: 0, labels: true }
  const paint: Paint = (context, area, colors) => {
    const picked = selection.get()
    if (!shown) return
    const place = layoutOf(area.width, area.unit, shape)
    drawMaps(penOf(context, area, colors), shown, place, {
      ...view,
      lit: picked && litNeuron(variableSample(layer) ?? shown, picked, step),
    })
  }
  const what = quantity === 'spikes' ? 'spikes' : 'potentials u'
  const when = step === null ? 'mean of all steps' : `step ${step + 1}`
  return {
    name: `maps-${layer}`,
    title: `Feature maps, ${what}`,
    scope: `${layer}, ${shape.channels} channels of ${shape.height} × ${shape.width}, ${when}${shownSampleText()}`,
    drawing: shown ? { paint } : null,
    empty: NOTHING,
    keys: (colors, dark) => [quantity === 'spikes' ? spikesKey(colors, step === null) : potentialsKey(threshold, reach, dark)],
    height: (width) => layoutOf(width, 1, shape).height,
  }
}

function potentialsKey(threshold: number, reach: number, dark: boolean): FigureKey {
  const digits = reach < 1 ? 2 : 1
  const colors = (part: number) => rgb(diverging(2 * part - 1, dark))
  return {
    mark: { colors, low: fixed(threshold - reach, digits), high: fixed(threshold + reach, digits) },
    label: `u, θ = ${fixed(threshold, 2)} in the middle`,
  }
}

const spikesKey = (colors: Colors, all: boolean): FigureKey => ({
  mark: { area: colors.ink },
  label: all ? 'a spike at every step' : 'a spike',
})
