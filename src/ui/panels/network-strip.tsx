/** The layers in a row: shape, parameters, a small picture of what they do now; selecting one drives the views below. */
import { useEffect, useRef } from 'react'
import type { LayerInfo, MembraneFrame } from '../../worker/protocol'
import { selectLayer } from '../actions'
import { grouped, percent } from '../charts/format'
import { layerOf, useFrames, useMembrane, useShownLayer } from '../charts/hooks'
import { MiniHistogram } from '../charts/mini-histogram'
import { Digit } from '../controls/digit'
import { newestFrame } from '../frames'
import { useLab } from '../store'
import { EvidenceBars } from './evidence'

export function NetworkStrip() {
  const layers = useLab((state) => state.layers)
  const selected = useLab((state) => state.layer)
  const shown = useShownLayer()
  const current = selected ?? shown
  const frame = useMembrane(500)
  const narrow = layers.length > 6
  return (
    <section className="strip" aria-label="Network">
      {layers.length === 0 && <p className="loading">The network is being built.</p>}
      <div className={narrow ? 'layers many' : 'layers'}>
        {layers.map((layer, at) => (
          <LayerCell
            key={layer.name}
            layer={layer}
            number={at}
            selected={layer.name === current}
            frame={layerOf(frame, layer.name)}
            narrow={narrow}
          />
        ))}
      </div>
    </section>
  )
}

interface CellProps {
  readonly layer: LayerInfo
  readonly number: number
  readonly selected: boolean
  readonly frame: MembraneFrame | undefined
  /** One of many: room for a few letters. */
  readonly narrow: boolean
}

function LayerCell({ layer, number, selected, frame, narrow }: CellProps) {
  const ref = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (selected) ref.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [selected])
  const size = layer.shape.reduce((product, n) => product * n, 1)
  return (
    <button
      ref={ref}
      type="button"
      className="layer"
      aria-current={selected || undefined}
      aria-keyshortcuts={key(number)}
      onClick={() => selectLayer(layer.name)}
    >
      <span className="layer-name">
        <b>{layer.name}</b>
        {key(number) && <kbd>{key(number)}</kbd>}
      </span>
      <span className="layer-shape">
        <span>{layer.kind === 'input' ? layer.shape.filter((n) => n > 1).join(' × ') || size : `${layer.inputs} → ${size}`}</span>
        <span className="layer-parameters" title={`${grouped(layer.parameters)} parameters`}>
          {layer.kind === 'input' ? `${size} pixels` : `${grouped(layer.parameters)} par.`}
        </span>
      </span>
      <LayerPicture layer={layer} />
      <LayerNumbers layer={layer} frame={frame} narrow={narrow} />
    </button>
  )
}

const key = (number: number): string | undefined => (number >= 1 && number <= 9 ? String(number) : undefined)

function LayerPicture({ layer }: { layer: LayerInfo }) {
  if (layer.kind === 'input') return <InputPicture />
  return (
    <span className="layer-picture">{layer.watchable.includes('membrane') ? <MiniHistogram layer={layer.name} /> : <EvidenceBars />}</span>
  )
}

function InputPicture() {
  useFrames(['sample'], 500)
  const sample = newestFrame('sample')
  return <span className="layer-picture">{sample && <Digit image={sample.frame.image} />}</span>
}

function LayerNumbers({ layer, frame, narrow }: { layer: LayerInfo; frame: MembraneFrame | undefined; narrow: boolean }) {
  const readout = useLab((state) => state.open.readout.kind)
  const encoder = useLab((state) => state.open.encoder)
  if (layer.kind === 'input')
    return narrow ? (
      <Words words={[encoder.kind, `${encoder.steps} steps`]} />
    ) : (
      <Pairs pairs={{ encoder: encoder.kind, for: `${encoder.steps} steps` }} />
    )
  if (!layer.watchable.includes('membrane'))
    return narrow ? <Words words={['readout', readout]} /> : <Pairs pairs={{ readout, spikes: 'none' }} />
  const share = (counts: ArrayLike<number> | undefined) => (frame && counts ? sum(counts) / (counts.length * frame.total) : undefined)
  return (
    <span className="layer-numbers">
      <Bar name="firing" digits={narrow ? 0 : 1} share={share(frame?.fired)} color="var(--spk)" />
      <Bar name={narrow ? 'window' : 'in window'} digits={narrow ? 0 : 1} share={share(frame?.available)} color="var(--win)" />
    </span>
  )
}

function Pairs({ pairs }: { pairs: Readonly<Record<string, string>> }) {
  return (
    <span className="layer-numbers">
      {Object.entries(pairs).map(([name, value]) => (
        <span key={name} className="layer-pair">
          {name} <b>{value}</b>
        </span>
      ))}
    </span>
  )
}

function Words({ words }: { words: readonly string[] }) {
  return (
    <span className="layer-numbers">
      {words.map((word) => (
        <span key={word} className="layer-pair">
          {word}
        </span>
      ))}
    </span>
  )
}

function Bar({ name, share, color, digits }: { name: string; share: number | undefined; color: string; digits: number }) {
  return (
    <span className="layer-bar">
      <span>{name}</span>
      <i
        aria-hidden="true"
        style={{ background: `linear-gradient(${color} 0 0) 0 / ${100 * (share ?? 0)}% 100% no-repeat var(--track)` }}
      />
      <b>{percent(share, digits)}</b>
    </span>
  )
}

function sum(values: ArrayLike<number>): number {
  let total = 0
  for (let at = 0; at < values.length; at++) total += values[at]!
  return total
}
