/** The layers in a row: shape, parameters and a small plot of their activity; selecting a layer drives the views below. */

import { type CSSProperties, type ReactNode, useRef } from 'react'
import { receivedShape, stepsOf } from '../../../data/encoders/schema'
import { isMovies } from '../../../data/response/schema'
import { grouped, shortName } from '../../../format'
import { weightCount } from '../../../layers/attention/schema'
import { isAttentive, variantOf } from '../../../networks/fusion/schema'
import { recurrenceOf } from '../../../neurons/recurrent-lif/schema'
import type { LayerInfo } from '../../../readings/layers'
import type { MembraneReading } from '../../../readings/membrane'
import type { RunState } from '../../../worker/protocol'
import { classesOf } from '../../base/classes'
import { newestFrame } from '../../base/frames'
import { helpOf, InnerTerm, Term } from '../../base/help'
import { scrolling } from '../../base/media'
import { useOverflow, useScrolledToItem } from '../../base/overflow'
import { useThisView } from '../../base/this-view'
import { CameraCounts, Digit, useSampleShape } from '../../shared/digit'
import { fading } from '../../shared/layer-table'
import { PolarityText } from '../../shared/polarity-legend'
import { FUSION_LABELS, noLayerText, recurrenceText } from '../../state/labels/experiment-label'
import { selectLayer } from '../../state/selection/select'
import { layerOf, useFrames, useMembrane, useShownLayer } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import { useDescribeSample, viewsOf } from '../../tasks/registry'
import { columnsOf, type Numbered, partsOf } from './branches'
import { LayerNumbers } from './layer-numbers'
import { hasPolarities, layerCountText, layerShapeText, layerTitle, silentText } from './layer-text'
import { MiniHistogram } from './mini-histogram'
import css from './network.module.css'

export function NetworkStrip() {
  const layers = useLab((state) => state.layers)
  const selected = useLab((state) => state.layer)
  const shown = useShownLayer()
  const current = selected ?? shown
  const frame = useMembrane(500)
  const run = useLab((state) => state.run)
  const title = useThisView()?.title
  const parts = partsOf(layers)
  const narrow = columnsOf(parts) > 6
  const row = useRef<HTMLDivElement>(null)
  const { before, after } = useOverflow(row, '[data-layer]', layers.length)
  useScrolledToItem(row, '[aria-current]', `${current} ${layers.length}`)
  const turn = (sign: number) => row.current?.scrollBy({ left: 0.8 * sign * row.current.clientWidth, behavior: scrolling() })
  const cell = ({ layer, number }: Numbered) => (
    <LayerCell
      key={layer.name}
      layer={layer}
      number={number}
      selected={layer.name === current}
      stands={layer.name === shown && layer.name !== current}
      frame={layerOf(frame, layer.name)}
      narrow={narrow}
    />
  )
  return (
    <section data-stays className={css.strip} aria-label={title}>
      {layers.length === 0 && <Building run={run} />}
      {before > 0 && <Turn sign="‹" label={`${before} layers before`} act={() => turn(-1)} />}
      <div ref={row} className={classesOf(css.layers, narrow && css.many)} {...fading(before, after)}>
        {parts.map((part) => (part.kind === 'layer' ? cell(part.item) : <Branches key="branches" {...part} cell={cell} />))}
        <OtherParts />
      </div>
      {after > 0 && <Turn sign="›" label={`${after} layers after`} act={() => turn(1)} />}
    </section>
  )
}

interface BranchesProps {
  readonly event: readonly Numbered[]
  readonly frame: readonly Numbered[]
  readonly cell: (item: Numbered) => ReactNode
}

/** Parallel streams, one above the other: the layers of the events, those of the frames, and how they merge. */
function Branches({ event, frame, cell }: BranchesProps) {
  const network = useLab((state) => state.open.network)
  const steps = useLab((state) => stepsOf(state.open.data, state.open.encoder))
  const fusion = network.kind === 'layers' ? network.fusion : undefined
  return (
    <div className={css.branches} style={{ '--columns': Math.max(event.length, frame.length) } as CSSProperties}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls */}
      <div role="group" aria-label="Layers of the events" className={css.branch}>
        <InnerTerm term="fusion" help="The layers of the events, before both streams meet." className={css.stream}>
          events
        </InnerTerm>
        {event.map(cell)}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls */}
      <div role="group" aria-label="Layers of the frames" className={css.branch}>
        <InnerTerm term="fusion" help="The layers of the frames, before both streams meet." className={css.stream}>
          frames
        </InnerTerm>
        {frame.map(cell)}
      </div>
      {fusion && (
        <span className={css.joined}>
          <Term term={isAttentive(fusion) ? 'crossAttention' : 'fusion'}>{FUSION_LABELS[fusion.kind]}</Term>
          {isAttentive(fusion) && (
            <>
              , <Term term="parameters">{grouped(weightCount({ ...fusion, variant: variantOf(fusion) }, steps))} par.</Term>
            </>
          )}
        </span>
      )}
    </div>
  )
}

/** Not reachable by keyboard, because the layers themselves are. */
const Turn = ({ sign, label, act }: { sign: string; label: string; act: () => void }) => (
  <button
    type="button"
    className={classesOf(css.stripTurn, sign === '‹' ? css.before : css.after)}
    tabIndex={-1}
    aria-label={label}
    title={label}
    onClick={act}
  >
    {sign}
  </button>
)

function Building({ run }: { run: RunState }) {
  const problems = useLab((state) => state.problems)
  return (
    <div className={css.loading}>
      <p>{noLayerText({ run, problems }, [])}</p>
      {run.kind === 'compiling' && <progress max={Math.max(1, run.total)} value={run.done} aria-label="Building the network" />}
    </div>
  )
}

/** Trained parameters that belong to no cell. Those of attention are listed where the streams merge. */
function OtherParts() {
  const fused = useLab(({ open }) => open.network.kind === 'layers' && open.network.fusion !== undefined)
  const parts = useLab((state) => state.otherParts).filter(({ name }) => !fused || name !== 'fusion')
  if (parts.length === 0) return null
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls
    <div role="group" aria-label="Other parts" className={css.otherParts}>
      <Term term="parameters" help="What is learned besides the layers here, and how many parameters each part has.">
        other parts
      </Term>
      <dl>
        {parts.map(({ name, parameters }) => (
          <div key={name} className={css.pair}>
            <dt>{name}</dt>
            <dd>{grouped(parameters)}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

interface CellProps {
  readonly layer: LayerInfo
  readonly number: number
  readonly selected: boolean
  /** Whether the views show this layer instead of the selected one. */
  readonly stands: boolean
  readonly frame: MembraneReading | undefined
  /** Whether there are many layers, so that a cell only has room for a few letters. */
  readonly narrow: boolean
}

function LayerCell({ layer, number, selected, stands, frame, narrow }: CellProps) {
  const { sequence, frame: events } = useSampleShape()
  const movies = useLab(({ open }) => isMovies(open.data))
  const recurrence = useRecurrence(layer, frame)
  const silent = frame && silentText(frame)
  return (
    <button
      type="button"
      data-layer={layer.name}
      className={css.layer}
      aria-current={selected || undefined}
      data-stands={stands || undefined}
      {...helpOf(
        `${layerTitle(layer)}${recurrence && `, ${recurrence}`}${silent ? `, ${silent.long}` : ''}${stands ? '. The views show it.' : ''}`,
      )}
      aria-keyshortcuts={key(number)}
      onClick={() => selectLayer(layer.name)}
    >
      <span className={css.name}>
        <b>{narrow ? shortName(layer.name, 9) : layer.name}</b>
        {recurrence && !narrow && (
          <InnerTerm term="recurrence" className={css.recurrence}>
            {recurrence.replace('recurrent, ', '')}
          </InnerTerm>
        )}
        {silent?.short && !recurrence && !narrow && (
          <InnerTerm term="silent" help={`${silent.long}.`} className={css.silent}>
            {silent.short}
          </InnerTerm>
        )}
        {key(number) && <kbd>{key(number)}</kbd>}
      </span>
      <span className={css.shape}>
        <InnerTerm term="layerShape">{layerShapeText(layer, narrow)}</InnerTerm>
        <InnerTerm term={layer.kind === 'input' ? 'layerShape' : 'parameters'} className={css.parameters}>
          {hasPolarities(layer) ? <PolarityText /> : layerCountText(layer, sequence !== undefined && !events && !movies)}
        </InnerTerm>
      </span>
      <LayerPlot layer={layer} />
      <LayerNumbers layer={layer} frame={frame} narrow={narrow || layer.branch !== undefined} />
      <PlotNames layer={layer} />
    </button>
  )
}

/** The recurrent input of a layer; learned skip lengths have their current values. */
function useRecurrence({ recurrent }: LayerInfo, frame: MembraneReading | undefined): string {
  const recurrence = recurrenceOf(useLab((state) => state.open.network))
  return recurrent && recurrence ? recurrenceText(recurrence, frame?.spans) : ''
}

const key = (number: number): string | undefined => (number >= 1 && number <= 9 ? String(number) : undefined)

/** The plot of outputs applies to the first readout, by which an agent acts. */
const useFirstReadout = () => useLab(({ layers }) => layers.find(({ kind }) => kind === 'readout')?.name)

function PlotNames({ layer }: { readonly layer: LayerInfo }) {
  const { OutputNames } = viewsOf(useLab((state) => state.open))
  const first = useFirstReadout()
  return OutputNames && layer.name === first ? <OutputNames /> : null
}

function LayerPlot({ layer }: { readonly layer: LayerInfo }) {
  const { Output } = viewsOf(useLab((state) => state.open))
  const first = useFirstReadout()
  const other = layer.says !== undefined && layer.name !== first
  if (layer.kind === 'input') return <InputPlot />
  if (layer.kind === 'sampler') return <span className={classesOf(css.plot, css.said)}>events to images</span>
  return (
    <span className={css.plot}>{layer.watchable.includes('membrane') ? <MiniHistogram layer={layer.name} /> : !other && <Output />}</span>
  )
}

function InputPlot() {
  useFrames(['sample'], 500)
  const frame = newestFrame('sample')?.frame
  const open = useLab((state) => state.open)
  const { data, encoder } = open
  const { Input } = viewsOf(open)
  const described = useDescribeSample()
  const image = frame && described(frame).image
  const counts = encoder.kind === 'camera' ? frame?.input?.data : undefined
  return (
    <span className={css.plot}>
      {Input && <Input />}
      {counts ? <CameraCounts values={counts} {...receivedShape(data, encoder)} /> : image && <Digit image={image} />}
    </span>
  )
}
