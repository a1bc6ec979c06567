/** The layers in a row: shape, parameters, a small picture of what they do now; selecting one drives the views below. */

import { type CSSProperties, type ReactNode, useRef } from 'react'
import { receivedShape, stepsOf } from '../../../data/encoders/schema'
import { counted, grouped, percent, shortName } from '../../../format'
import { weightCount } from '../../../layers/attention/schema'
import { readoutOf } from '../../../layers/readout/schema'
import { isAttentive, variantOf } from '../../../networks/fusion/schema'
import type { LayerInfo } from '../../../readings/layers'
import type { MembraneReading } from '../../../readings/membrane'
import type { RunState } from '../../../worker/protocol'
import { classesOf } from '../../base/classes'
import { newestFrame } from '../../base/frames'
import { helpOf, InnerTerm, Term } from '../../base/help'
import { LiveText } from '../../base/live-text'
import { scrolling } from '../../base/media'
import { useInSight, useOverflow } from '../../base/overflow'
import { useOf } from '../../base/signal'
import { layerOf, useFrames, useMembrane, useShownLayer } from '../../state/hooks'
import { lens } from '../../state/lens'
import { selectLayer } from '../../state/shown'
import { useLab } from '../../state/store'
import { shownOverall } from '../../state/trial'
import { buildingWords, encoderWords, FUSION_WORDS, recurrenceWords } from '../../state/words'
import { useDescribeSample, viewsOf } from '../../tasks/registry'
import { CameraCounts, Digit, usePicture } from '../shared/digit'
import { fading } from '../shared/layer-table'
import { columnsOf, type Numbered, partsOf } from './branches'
import { countWords, layerTitle, shapeWords, silentWords } from './layer-words'
import { MiniHistogram } from './mini-histogram'
import css from './network.module.css'

export function NetworkStrip() {
  const layers = useLab((state) => state.layers)
  const selected = useLab((state) => state.layer)
  const shown = useShownLayer()
  const current = selected ?? shown
  const frame = useMembrane(500)
  const run = useLab((state) => state.run)
  const parts = partsOf(layers)
  const narrow = columnsOf(parts) > 6
  const row = useRef<HTMLDivElement>(null)
  const { before, after } = useOverflow(row, '[data-layer]', layers.length)
  useInSight(row, '[aria-current]', `${current} ${layers.length}`)
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
    <section className={css.strip} aria-label="Network">
      {layers.length === 0 && <Building run={run} />}
      {before > 0 && <Turn sign="‹" label={`${before} layers before`} act={() => turn(-1)} />}
      <div ref={row} className={classesOf(css.layers, narrow && css.many)} {...fading(before, after)}>
        {parts.map((part) => (part.kind === 'layer' ? cell(part.of) : <Branches key="branches" {...part} cell={cell} />))}
      </div>
      {after > 0 && <Turn sign="›" label={`${after} layers after`} act={() => turn(1)} />}
    </section>
  )
}

interface BranchesProps {
  readonly event: readonly Numbered[]
  readonly frame: readonly Numbered[]
  readonly cell: (of: Numbered) => ReactNode
}

/** The streams above each other: first the events', then the frames' layers, as they are numbered; and how they meet. */
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
          <Term term={isAttentive(fusion) ? 'crossAttention' : 'fusion'}>{FUSION_WORDS[fusion.kind]}</Term>
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

/** The keyboard reaches the layers themselves. */
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
  return (
    <div className={css.loading}>
      <p>{buildingWords(run) ?? 'No network is open.'}</p>
      {run.kind === 'compiling' && <progress max={Math.max(1, run.total)} value={run.done} aria-label="Building the network" />}
    </div>
  )
}

interface CellProps {
  readonly layer: LayerInfo
  readonly number: number
  readonly selected: boolean
  /** The views show it in the stead of the selected one. */
  readonly stands: boolean
  readonly frame: MembraneReading | undefined
  /** One of many: room for a few letters. */
  readonly narrow: boolean
}

function LayerCell({ layer, number, selected, stands, frame, narrow }: CellProps) {
  const { sequence, frame: events } = usePicture()
  const recurrence = useRecurrence(layer, frame)
  const silent = frame && silentWords(frame)
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
        <InnerTerm term="layerShape">{shapeWords(layer, narrow)}</InnerTerm>
        <InnerTerm term={layer.kind === 'input' ? 'layerShape' : 'parameters'} className={css.parameters}>
          {countWords(layer, sequence !== undefined && !events)}
        </InnerTerm>
      </span>
      <LayerPicture layer={layer} />
      <LayerNumbers layer={layer} frame={frame} narrow={narrow || layer.branch !== undefined} />
    </button>
  )
}

/** The recurrent input of a layer; of spans that are learned as they are now. */
function useRecurrence({ recurrent }: LayerInfo, frame: MembraneReading | undefined): string {
  const network = useLab((state) => state.open.network)
  return recurrent && network.kind === 'recurrent' ? recurrenceWords(network.recurrence, frame?.spans) : ''
}

const key = (number: number): string | undefined => (number >= 1 && number <= 9 ? String(number) : undefined)

function LayerPicture({ layer }: { readonly layer: LayerInfo }) {
  const { Output } = viewsOf(useLab((state) => state.open))
  // What a task shows of outputs is of those that it acts by: the first.
  const first = useLab(({ layers }) => layers.find(({ kind }) => kind === 'readout')?.name)
  const other = layer.says !== undefined && layer.name !== first
  if (layer.kind === 'input') return <InputPicture />
  return (
    <span className={css.picture}>
      {layer.watchable.includes('membrane') ? <MiniHistogram layer={layer.name} /> : !other && <Output />}
    </span>
  )
}

function InputPicture() {
  useFrames(['sample'], 500)
  const frame = newestFrame('sample')?.frame
  const open = useLab((state) => state.open)
  const { data, encoder } = open
  const { Input } = viewsOf(open)
  const described = useDescribeSample()
  const picture = frame && described(frame).picture
  const counts = encoder.kind === 'camera' ? frame?.input?.data : undefined
  return (
    <span className={css.picture}>
      {Input && <Input />}
      {counts ? <CameraCounts values={counts} {...receivedShape(data, encoder)} /> : picture && <Digit image={picture} />}
    </span>
  )
}

function LayerNumbers({ layer, frame, narrow }: { layer: LayerInfo; frame: MembraneReading | undefined; narrow: boolean }) {
  const readout = useLab(({ open }) => {
    const { kind } = readoutOf(open)
    return kind === 'perStep' ? 'per step' : kind
  })
  const encoder = useLab((state) => state.open.encoder)
  const steps = useLab((state) => stepsOf(state.open.data, state.open.encoder))
  const words = encoderWords(encoder, usePicture())
  if (layer.kind === 'input')
    return (
      <Pairs
        narrow={narrow}
        pairs={[
          { name: 'encoder', term: 'encoder', value: narrow ? encoder.kind : words },
          { name: 'for', term: 'timeStep', value: counted(steps, 'step') },
        ]}
      />
    )
  if (!layer.watchable.includes('membrane')) return <Pairs narrow={narrow} pairs={endPairs(layer, readout, narrow)} />
  const analog = layer.kind === 'relu' || layer.kind === 'silu'
  const share = (counts: ArrayLike<number> | undefined) => (frame && counts ? sum(counts) / (counts.length * frame.total) : undefined)
  return (
    <span className={css.numbers}>
      <Bar
        name={analog ? 'u > 0' : 'firing'}
        term={analog ? 'relu' : 'firingRate'}
        digits={narrow ? 0 : 1}
        share={share(frame?.fired)}
        color="var(--spk)"
      />
      {!analog && (
        <Bar
          name={narrow ? 'window' : 'in window'}
          term="fraction"
          digits={narrow ? 0 : 1}
          share={share(frame?.available)}
          color="var(--win)"
          frame={frame}
        />
      )}
    </span>
  )
}

interface Pair {
  readonly name: string
  /** What it is, by its name in the glossary. */
  readonly term: string
  readonly value: string
}

/** Of a last layer, which has no potentials. */
function endPairs({ says }: LayerInfo, readout: string, narrow: boolean): Pair[] {
  if (says) return [{ name: 'says', term: 'agent', value: says }, ...(narrow ? [] : [{ name: 'at each', term: 'timeStep', value: 'step' }])]
  const spikes: Pair = { name: 'spikes', term: 'spike', value: 'none' }
  const kind: Pair = { name: 'readout', term: 'readout', value: readout }
  return narrow ? [{ ...kind, value: kind.name }, kind] : [kind, spikes]
}

/** @param narrow room for the values alone. */
function Pairs({ pairs, narrow }: { pairs: readonly Pair[]; narrow: boolean }) {
  return (
    <span className={css.numbers}>
      {pairs.map(({ name, term, value }) => (
        <InnerTerm key={name + value} term={term} className={css.pair}>
          {narrow ? (
            value
          ) : (
            <>
              {name} <b>{value}</b>
            </>
          )}
        </InnerTerm>
      ))}
    </span>
  )
}

interface BarProps {
  readonly name: string
  /** What it is, by its name in the glossary. */
  readonly term: string
  readonly share: number | undefined
  readonly color: string
  readonly digits: number
  /** Whose window may be on trial. */
  readonly frame?: MembraneReading | undefined
}

/** On trial the bar is the measured fraction, and the number the one on trial. */
function Bar({ name, term, share, color, digits, frame }: BarProps) {
  const trying = useOf(lens, (trial) => trial !== null) && frame !== undefined
  return (
    <InnerTerm term={term} className={css.bar}>
      <span>{trying ? 'on trial' : name}</span>
      <i
        aria-hidden="true"
        style={{ background: `linear-gradient(${color} 0 0) 0 / ${100 * (share ?? 0)}% 100% no-repeat var(--track)` }}
      />
      {trying ? (
        <LiveText
          className={css.trial}
          title={`On trial; measured: ${percent(share)}`}
          on={[lens]}
          of={() => percent(shownOverall(frame, lens.get()).inside, digits)}
        />
      ) : (
        <b>{percent(share, digits)}</b>
      )}
    </InnerTerm>
  )
}

function sum(values: ArrayLike<number>): number {
  let total = 0
  for (let at = 0; at < values.length; at++) total += values[at]!
  return total
}
