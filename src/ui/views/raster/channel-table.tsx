/** A table of channel statistics over all pinned samples: share of potentials in the window, mean, firing rate. Measured on request. */

import { type CSSProperties, useEffect, useState } from 'react'
import { fixed, grouped, hundredths } from '../../../format'
import type { MapShape } from '../../base/columns'
import { saveCsv } from '../../base/download'
import { Scrolling, TextButton } from '../../base/parts'
import { SortHead } from '../../base/sort-head'
import viewCss from '../../base/style/view.module.css'
import { watchedNow } from '../../state/labels/watched'
import { selectChannel } from '../../state/selection/select'
import { layerOf } from '../../state/session/frame-hooks'
import { shownMembrane } from '../../state/session/history'
import { attempt } from '../../state/session/notices'
import { worker } from '../../state/session/worker-connection'
import { store, useLab } from '../../state/store/store'
import { type ChannelStats, channelStats, type Sorting, sortedStats } from './channel-stats'
import css from './maps.module.css'
import { useSelectedChannel } from './maps-state'

interface Measured {
  readonly step: number
  readonly samples: number
  readonly stats: readonly ChannelStats[]
}

const COLUMNS: readonly { readonly by: keyof ChannelStats; readonly text: string; readonly title: string; readonly term?: string }[] = [
  { by: 'channel', text: 'channel', title: 'The channel’s number' },
  {
    by: 'inWindow',
    text: 'in window, %',
    title: 'Gradient-available fraction: the share of its potentials in the window in use',
    term: 'fraction',
  },
  { by: 'mean', text: 'mean u', title: 'The mean of its potentials over places, steps and samples', term: 'membrane' },
  { by: 'rate', text: 'firing, %', title: 'The share of places and steps at which it fires', term: 'firingRate' },
]

export function ChannelTable({ layer, shape }: { layer: string; shape: MapShape }) {
  const [measured, setMeasured] = useState<Measured | null>(null)
  const [sorting, setSorting] = useState<Sorting>({ by: 'channel', falling: false })
  const [asked, setAsked] = useState(0)
  const pinned = useLab((state) => state.pinned)
  const selected = useSelectedChannel(shape)
  useEffect(() => {
    let current = true
    setMeasured((before) => (asked === 0 ? null : before))
    attempt(
      measureChannels(layer, shape).then((next) => {
        if (current) setMeasured(next)
      }),
    )
    return () => {
      current = false
    }
  }, [layer, shape, asked])
  const rows = measured ? sortedStats(measured.stats, sorting) : []
  const largest = Math.max(1e-9, ...rows.map((row) => row.rate))
  return (
    <div className={css.channelTable}>
      <p>
        {measured
          ? `Over the ${measured.samples} pinned ${watchedNow()} samples, in evaluation mode, at batch ${grouped(measured.step)}; not over the training batch.`
          : `Running the ${pinned} pinned samples …`}
      </p>
      <Scrolling className={viewCss.scroll} label={`Channels of ${layer}`}>
        <table className={viewCss.data}>
          <thead>
            <tr>
              {COLUMNS.map(({ by, text, title, term }) => (
                <SortHead
                  key={by}
                  text={text}
                  term={term}
                  help={title}
                  way={by !== sorting.by ? null : sorting.falling ? 'descending' : 'ascending'}
                  sort={() => setSorting({ by, falling: by === sorting.by && !sorting.falling })}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.channel} data-on={row.channel === selected || undefined}>
                <th scope="row">
                  <button type="button" title={`Select channel ${row.channel}`} onClick={() => selectChannel(row.channel)}>
                    {row.channel}
                  </button>
                </th>
                <BarCell share={row.inWindow ?? 0} text={hundredths(row.inWindow)} color="var(--win)" />
                <td>{fixed(row.mean, 2)}</td>
                <BarCell share={row.rate / largest} text={hundredths(row.rate)} color="var(--spk)" />
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
      <p>
        <TextButton text="Measure again" act={() => setAsked(asked + 1)} />
        {measured && (
          <TextButton
            text="Save as CSV"
            act={() =>
              saveCsv(`channels-${layer}.csv`, [
                ['channel', 'inWindow', 'mean', 'rate'],
                ...rows.map((row) => [row.channel, row.inWindow ?? '', row.mean, row.rate]),
              ])
            }
          />
        )}
      </p>
    </div>
  )
}

const BarCell = ({ share, text, color }: { share: number; text: string; color: string }) => (
  <td className={css.barCell} style={{ '--share': `${100 * share}%`, '--color': color } as CSSProperties}>
    {text}
  </td>
)

async function measureChannels(layer: string, shape: MapShape): Promise<Measured> {
  const samples = await worker().samples(layer)
  const frame = layerOf(shownMembrane(), layer)
  const window = frame ? { low: frame.windowLow, high: frame.windowHigh } : null
  return { step: store.getState().progress?.step ?? 0, samples: samples.length, stats: channelStats(samples, shape, window) }
}
