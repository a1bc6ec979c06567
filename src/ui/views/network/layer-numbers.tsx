/** The numbers of a layer’s cell: shares as bars, or pairs of a word and a number. */

import { stepsOf } from '../../../data/encoders/schema'
import { isExperience } from '../../../data/experience/schema'
import { counted, percent } from '../../../format'
import { readoutOf } from '../../../layers/readout/schema'
import { isAnalogKind } from '../../../neurons/descriptions'
import type { LayerInfo } from '../../../readings/layers'
import type { MembraneReading } from '../../../readings/membrane'
import { InnerTerm } from '../../base/help'
import { LiveText } from '../../base/live-text'
import { useOf } from '../../base/signal'
import { useSampleShape } from '../../shared/digit'
import { encoderText } from '../../state/labels/experiment-label'
import { lens } from '../../state/selection/lens'
import { shownOverall } from '../../state/selection/window-trial'
import { useLab } from '../../state/store/store'
import css from './network.module.css'

export function LayerNumbers({ layer, frame, narrow }: { layer: LayerInfo; frame: MembraneReading | undefined; narrow: boolean }) {
  const readout = useLab(({ open }) => {
    const { kind } = readoutOf(open)
    return kind === 'perStep' ? 'per step' : kind
  })
  const encoder = useLab((state) => state.open.encoder)
  const steps = useLab((state) => stepsOf(state.open.data, state.open.encoder))
  const acts = useLab((state) => isExperience(state.open.data))
  const words = encoderText(encoder, useSampleShape())
  if (layer.kind === 'input')
    return (
      <Pairs
        narrow={narrow}
        pairs={
          acts
            ? [{ name: 'rollouts', term: 'rollout', value: counted(steps, 'step') }]
            : [
                { name: 'encoder', term: 'encoder', value: narrow ? encoder.kind : words },
                { name: 'for', term: 'timeStep', value: counted(steps, 'step') },
              ]
        }
      />
    )
  if (!layer.watchable.includes('membrane')) return <Pairs narrow={narrow} pairs={endPairs(layer, readout, narrow)} />
  const analog = isAnalogKind(layer.kind)
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
  /** The key of its glossary entry. */
  readonly term: string
  readonly value: string
}

/** The numbers of a last layer, which has no potentials. */
function endPairs({ kind: of, shape, says }: LayerInfo, readout: string, narrow: boolean): Pair[] {
  if (of === 'sampler')
    return [
      {
        name: 'fires:',
        term: 'sampler',
        value: counted(
          shape.reduce((a, b) => a * b),
          'neuron',
        ),
      },
    ]
  if (says) return [{ name: 'output', term: 'readout', value: says }]
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
  /** The key of its glossary entry. */
  readonly term: string
  readonly share: number | undefined
  readonly color: string
  readonly digits: number
  /** The layer's reading, if its window may be on trial. */
  readonly frame?: MembraneReading | undefined
}

/** During a trial the bar shows the measured fraction, and the number the one on trial. */
function Bar({ name, term, share, color, digits, frame }: BarProps) {
  const trying = useOf(lens, (trial) => trial !== null) && frame !== undefined
  return (
    <InnerTerm term={term} className={css.bar}>
      <span>{trying ? 'preview' : name}</span>
      <i
        aria-hidden="true"
        style={{ background: `linear-gradient(${color} 0 0) 0 / ${100 * (share ?? 0)}% 100% no-repeat var(--track)` }}
      />
      {trying ? (
        <LiveText
          className={css.trial}
          title={`Preview; measured: ${percent(share)}`}
          on={[lens]}
          content={() => percent(shownOverall(frame, lens.get()).inside, digits)}
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
