/** Feature maps at full size: the sample and its encoding, all channels of a layer, a neuron's trace, and channel statistics on request. */

import { useRef, useState } from 'react'
import { stepsOf } from '../../../data/encoders/schema'
import { classesOf } from '../../base/classes'
import { columnsOf, livelyNeuron, type MapShape } from '../../base/columns'
import type { Pen } from '../../base/draw'
import { askedFigure } from '../../base/figure'
import { newestFrame } from '../../base/frames'
import { Term } from '../../base/help'
import { TextButton } from '../../base/parts'
import { Select } from '../../base/select'
import controlsCss from '../../base/style/controls.module.css'
import modalCss from '../../base/style/modal.module.css'
import viewCss from '../../base/style/view.module.css'
import { Modal } from '../../shared/dialog'
import { Plot } from '../../shared/plot'
import { StepChoice } from '../../shared/step-choice'
import { useNextStepKey } from '../../shared/use-next-step-key'
import { sampleName } from '../../state/labels/experiment-label'
import { selectLayer, selectSample, selectStep } from '../../state/selection/select'
import { mapShape, sampleLayer, useFrames, useMapShape, useShownLayer } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import { ChannelTable } from './channel-table'
import { FeatureMaps } from './feature-maps'
import type { MapQuantity } from './feature-maps-chart'
import { InputView } from './input-view'
import css from './maps.module.css'
import { MapsChoice, MapsLegend } from './maps-legend'
import { useSelectedChannel } from './maps-state'
import { neuronText, traceOf } from './neuron-trace'
import { useLayerNeuron } from './raster-columns'
import { mapsFigure } from './raster-figure'
import { drawTrace } from './trace'

/** The smallest and the largest side of a map, in px at a root font size of 16 px. */
const SIDES = [64, 192] as const

export function MapsDialog() {
  const layer = useShownLayer()
  const shape = useMapShape(layer)
  const step = useLab((state) => state.timeStep)
  const steps = useLab((state) => stepsOf(state.open.data, state.open.encoder))
  const [quantity, setQuantity] = useState<MapQuantity>('potentials')
  const [pointed, setPointed] = useState<string | null>(null)
  const [table, setTable] = useState(false)
  const canvas = useRef<HTMLCanvasElement | null>(null)
  useNextStepKey()
  return (
    <Modal className={modalCss.full}>
      <div className={css.dialog} data-table={table || undefined}>
        <div className={css.head}>
          <LayerChoice layer={layer} />
          <SampleChoice />
          <MapsChoice quantity={quantity} choose={setQuantity} />
          <StepChoice steps={steps} step={step} choose={selectStep} />
          {layer && shape && <MapsLegend layer={layer} quantity={quantity} />}
          <span className={controlsCss.push}>
            <TextButton
              text="Per channel"
              pressed={table}
              title="Numbers for each channel, over the pinned samples"
              act={() => setTable(!table)}
            />
            {layer && shape && (
              <TextButton
                text="Save figure"
                label="Save the maps as a figure"
                act={() => askedFigure.set(mapsFigure(layer, shape, sampleLayer(layer), quantity))}
              />
            )}
          </span>
        </div>
        <div className={css.aside}>
          <div>
            <InputView />
          </div>
          <div>
            <TraceView layer={layer} shape={shape} />
          </div>
        </div>
        {layer && shape ? (
          <FeatureMaps layer={layer} shape={shape} quantity={quantity} sides={SIDES} labels canvas={canvas} point={setPointed} />
        ) : (
          <p className={viewCss.empty}>The neurons of {layer ?? 'this network'} have no positions.</p>
        )}
        {table && layer && shape && <ChannelTable layer={layer} shape={shape} />}
        <p className={classesOf(viewCss.note, css.foot)}>{pointed ?? 'Click a map to select its channel for the raster and the trace.'}</p>
      </div>
    </Modal>
  )
}

/** Chooses among the layers that have feature maps. */
function LayerChoice({ layer }: { layer: string | null }) {
  const layers = useLab((state) => state.layers)
  const names = layers.filter(({ name }) => mapShape(layers, name) !== null)
  return (
    <label>
      layer{' '}
      <Select
        value={layer ?? ''}
        options={names.map(({ name, shape: [height, width, channels] }) => ({
          value: name,
          text: `${name}, ${channels} × ${height} × ${width}`,
        }))}
        choose={selectLayer}
      />
    </label>
  )
}

function SampleChoice() {
  const sample = useLab((state) => state.sample)
  const pinned = useLab((state) => state.pinned)
  const own = useLab((state) => state.customSample)
  return (
    <span className={css.sample}>
      <button type="button" aria-label="Previous sample" onClick={() => selectSample((sample + pinned - 1) % pinned)}>
        ‹
      </button>
      {own ? sampleName('custom') : `sample ${sample + 1} of ${pinned}`}
      <button type="button" aria-label="Next sample" onClick={() => selectSample((sample + 1) % pinned)}>
        ›
      </button>
    </span>
  )
}

/** The potential of the chosen neuron; if there is none, of a lively one in the selected channel. */
function TraceView({ layer, shape }: { layer: string | null; shape: MapShape | null }) {
  const neuron = useLab((state) => state.neuron)
  const channel = useSelectedChannel(shape)
  const step = useLab((state) => state.timeStep)
  const spec = useLayerNeuron(layer)
  useFrames(['sample'], 1000)
  const chosenOf = () => {
    const of = sampleLayer(layer)
    if (!of) return null
    const chosen = neuron !== null && neuron < of.neurons ? neuron : livelyNeuron(of, columnsOf(of, shape, channel))
    return { of, chosen }
  }
  const draw = (pen: Pen) => {
    const found = chosenOf()
    if (!found) return
    const { area, r } = pen
    const place = { left: 30 * r, top: 2 * r, width: area.width - 36 * r, height: area.height - 18 * r }
    drawTrace(pen, found.of, found.chosen, place, { ...traceOf(layer, found.of, found.chosen, { shape, spec, variable: null }), step })
  }
  const found = newestFrame('sample') ? chosenOf() : null
  const words = found ? neuronText(found.chosen, shape) : ''
  return (
    <>
      <h3>
        <Term term="trace">Potential</Term> <span className={controlsCss.muted}>{words}</span>
      </h3>
      <Plot
        label={`Potential by step of ${words}`}
        draw={draw}
        inputs={[layer, shape, neuron, channel, step, spec]}
        kinds={['sample', 'membrane']}
      />
    </>
  )
}
