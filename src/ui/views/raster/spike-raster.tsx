/**
 * One pinned test sample in the selected layer: its spikes with the trace of one neuron, or the layer's channels as images; for the input
 * layer, the sample's image and what the network receives.
 */

import { lazy, Suspense, useRef, useState } from 'react'
import { grouped } from '../../../format'
import { descriptionOf } from '../../../neurons/descriptions'
import { isLong } from '../../../readings/steps'
import type { RasterLayer } from '../../base/columns'
import { saveCsv } from '../../base/download'
import { type Figure, figureItem } from '../../base/figure'
import { newestFrame } from '../../base/frames'
import type { DrawnTerms } from '../../base/glossary'
import { Term } from '../../base/help'
import { laterPart } from '../../base/later'
import { LiveText } from '../../base/live-text'
import { Head, Region, SaveMenu, Segments, TextButton } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import viewCss from '../../base/style/view.module.css'
import { AttributionButton } from '../../shared/attribution-button'
import { useSampleShape } from '../../shared/digit'
import { PlotRoom } from '../../shared/plot'
import { pickedText } from '../../shared/select-bar'
import { watchedNow } from '../../state/labels/watched'
import { useAnalog } from '../../state/selection/analog'
import { selection } from '../../state/selection/selection'
import { useWarmingUp, WARMING_UP, WARMING_UP_WHY } from '../../state/selection/warm-up'
import { sampleLayer, useFrames, useMapShape, useShownLayer, useStandIn } from '../../state/session/frame-hooks'
import { useCursor } from '../../state/session/history'
import { setLab, useLab } from '../../state/store/store'
import { hasAttribution } from '../../tasks/registry'
import type { MapQuantity } from './feature-maps-chart'
import { hasEvents } from './input-image'
import { useSelectedChannel } from './maps-state'
import rasterCss from './raster.module.css'
import { useHasDelays } from './raster-hops'
import { RasterWaits } from './raster-waits'

const WORDS = {
  input: 'The image of one sample, and next to it what the encoder sends into the network at each step.',
  maps: 'Each channel of the layer as an image, for one sample that is not trained on: a pixel is a neuron. Click one to select its channel.',
  channels:
    'One column for each channel and step, as high as many of its neurons fired, for one sample that is not trained on. Click one to see its positions next to each other.',
  neurons: 'Click a neuron to see its trace below.',
  long: 'One mark for each neuron (or channel) and step that fired, for one sample that is not trained on; a pixel is stronger the more of them it has. Time runs to the right: the wheel zooms about the pointer, a drag moves, the strip at the bottom is the whole sequence. Click a neuron to see its trace below.',
}

const NO_SPIKES = 'This layer has no spikes: what is marked here is every output above 0, whatever its size.'

/** The sentence for synapses with delays. */
const DELAYED =
  'A click, or Enter, picks a spike: lines lead to it from the spikes of the layer before that arrive with it, and from it to its arrivals in the layer behind, each at the place of its neuron among those of its layer; dashed where the weight is negative.'

/** Where neurons that are given as text learn by e-prop. */
const UNTRACED =
  'The trace of a neuron has no row of its eligibility here: neurons as equations have a vector of it for each synapse, which training alone computes.'

const RasterPlot = laterPart(async () => (await import('./raster-plot')).RasterPlot, RasterWaits)
const RasterTable = laterPart(async () => (await import('./raster-table')).RasterTable, PlotRoom)
const InputView = laterPart(async () => (await import('./input-view')).InputView)
const MapsView = laterPart(async () => (await import('./maps-view')).MapsView, PlotRoom)
/** The plot of a long sequence, which few networks have: it is loaded on first use. */
const LongRasterPlot = lazy(async () => ({ default: (await import('./raster-long')).LongRasterPlot }))

/** The glossary terms drawn along the axes. */
const IN_INPUT: DrawnTerms = { 't = 1': 'timeStep', 'all events': 'eventFrame' }
const IN_RASTER: DrawnTerms = { 't = 1': 'timeStep', channel: 'featureMap', ch: 'featureMap' }

export function RasterPanel() {
  const layer = useShownLayer()
  const shape = useMapShape(layer)
  const input = useLab(({ layers, layer }) => layers.some(({ name, kind }) => kind === 'input' && name === layer))
  const channel = useSelectedChannel(shape)
  const chosen = useLab((state) => state.raster)
  const [table, setTable] = useState(false)
  const view = table ? 'table' : shape ? chosen : chosen === 'maps' ? 'rate' : chosen
  const [quantity, setQuantity] = useState<MapQuantity>('potentials')
  const [selecting, setSelecting] = useState(false)
  const canvas = useRef<HTMLCanvasElement | null>(null)
  useFrames(['sample'], 1000)
  const warmingUp = useWarmingUp()
  const analog = useAnalog()
  const sampleShape = useSampleShape()
  const events = useLab(({ open }) => hasEvents(sampleShape, open.encoder))
  const attributed = useLab(({ open }) => hasAttribution(open))
  const steps = sampleLayer(layer)?.steps ?? 0
  const long = !input && view !== 'maps' && view !== 'table' && isLong(steps)
  const what = input ? 'input' : view === 'maps' ? 'maps' : long ? 'long' : shape && channel === null ? 'channels' : 'neurons'
  const definition = useDefinition(what)
  const figureOf = async (): Promise<Figure> => {
    const { inputFigure, mapsFigure, rasterFigure } = await import('./raster-figure')
    if (input) return inputFigure(canvas.current, events)
    const shown = sampleLayer(layer)
    return view === 'maps' && layer && shape ? mapsFigure(layer, shape, shown, quantity) : rasterFigure(canvas.current, layer, shown)
  }
  return (
    <Region long={long} className={rasterCss.raster}>
      <Head
        {...(what === 'input'
          ? { title: 'Input', term: 'encoder' }
          : what === 'maps'
            ? { title: 'Feature maps', term: 'featureMap' }
            : analog && { title: 'Activity above 0' })}
        drawn={input ? IN_INPUT : IN_RASTER}
        definition={definition}
        context={<Context layer={input ? null : layer} />}
      >
        {!input && (
          <Segments
            label={shape ? 'Shown by' : 'Order of neurons'}
            value={view}
            options={[
              { value: 'rate', text: 'rate', title: 'The most active first' },
              { value: 'index', text: 'index', title: 'By their index' },
              ...(shape ? [{ value: 'maps' as const, text: 'maps', title: 'Each channel as an image' }] : []),
              { value: 'table', text: 'table', title: 'A row for each neuron' },
            ]}
            choose={(value) => {
              setTable(value === 'table')
              if (value !== 'table') setLab({ raster: value })
            }}
          />
        )}
        {!input && view !== 'maps' && (
          <TextButton
            text="Select"
            pressed={selecting}
            title="A drag selects neurons and steps, as with Shift; their potentials stand out in the membrane view"
            act={() => setSelecting(!selecting)}
          />
        )}
        {input && attributed && <AttributionButton />}
        <SaveMenu
          compact
          items={[
            ...(view === 'table' && !input ? [] : [figureItem(figureOf)]),
            ...(input
              ? []
              : [{ text: 'Potentials and spikes (CSV)', act: () => saveCsv(`raster-${layer}.csv`, rowsOf(sampleLayer(layer))) }]),
          ]}
        />
      </Head>
      {warmingUp && !input && (
        <p className={rasterCss.warming}>
          <Term help={WARMING_UP_WHY}>{WARMING_UP}</Term>
        </p>
      )}
      {input ? (
        <InputView canvas={canvas} />
      ) : view === 'table' ? (
        <RasterTable layer={layer} />
      ) : view === 'maps' && layer && shape ? (
        <MapsView layer={layer} shape={shape} quantity={quantity} choose={setQuantity} canvas={canvas} />
      ) : long && layer ? (
        <Suspense fallback={<PlotRoom />}>
          <LongRasterPlot layer={layer} steps={steps} by={view === 'index' ? 'index' : 'rate'} selecting={selecting} canvas={canvas} />
        </Suspense>
      ) : (
        <RasterPlot layer={layer} by={view === 'maps' ? 'rate' : view} selecting={selecting} canvas={canvas} />
      )}
    </Region>
  )
}

function useDefinition(what: keyof typeof WORDS): string {
  const delayed = useHasDelays()
  const analog = useAnalog()
  const untraced = useLab(({ open }) => 'learning' in open && open.learning !== undefined && descriptionOf(open.neuron).text !== undefined)
  if (what === 'input') return WORDS.input
  return [delayed && DELAYED, WORDS[what], analog && NO_SPIKES, untraced && UNTRACED].filter(Boolean).join(' ')
}

/** The shown layer and sample. */
function Context({ layer }: { layer: string | null }) {
  const standIn = useStandIn()
  useFrames(['sample'], 1000)
  const sample = newestFrame('sample')?.frame
  const past = useCursor() !== null
  return (
    <>
      {layer && <b data-help={standIn ? `${layer}: ${standIn}` : undefined}>{layer}</b>}
      {sample && (
        <span
          className={viewCss.scope}
          data-help={sample.index === 'custom' ? 'The image on the pad.' : `Sample ${sample.index} of the ${watchedNow()} set.`}
        >
          <span className={controlsCss.hidden}>{sample.index === 'custom' ? 'the image on the ' : 'sample '}</span>
          {sample.index === 'custom' ? 'pad' : `#${grouped(sample.index)}`}
        </span>
      )}
      {layer && <LiveText className={controlsCss.hidden} on={[selection]} frames={['sample']} content={() => pickedText(layer)} />}
      {past && (
        <Term
          className={viewCss.scope}
          help="The history keeps distributions, not the activity of each neuron: this is the present activity."
        >
          now, not the past
        </Term>
      )}
    </>
  )
}

function rowsOf(shown: RasterLayer | undefined): (string | number)[][] {
  const rows: (string | number)[][] = [['step', 'neuron', 'potential', 'spike']]
  if (!shown) return rows
  for (let t = 0; t < shown.steps; t++)
    for (let n = 0; n < shown.neurons; n++)
      rows.push([t + 1, n, shown.membrane[t * shown.neurons + n]!, shown.spikes[t * shown.neurons + n]!])
  return rows
}
