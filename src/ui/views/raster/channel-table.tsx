/** A table of channel statistics over all pinned samples: share of potentials in the window, mean, firing rate. Measured on request. */

import { type CSSProperties, useEffect, useState } from 'react'
import { fixed, grouped, hundredths } from '../../../format'
import type { MapShape } from '../../base/columns'
import { DataTable } from '../../base/data-table'
import { saveCsv } from '../../base/download'
import { TextButton } from '../../base/parts'
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
  const sortedBy = (by: keyof ChannelStats) => ({
    way: by !== sorting.by ? null : sorting.falling ? ('descending' as const) : ('ascending' as const),
    sort: () => setSorting({ by, falling: by === sorting.by && !sorting.falling }),
  })
  return (
    <div className={css.channelTable}>
      <p>
        {measured
          ? `Over the ${measured.samples} pinned ${watchedNow()} samples, in evaluation mode, at batch ${grouped(measured.step)}; not over the training batch.`
          : `Running the ${pinned} pinned samples …`}
      </p>
      <DataTable
        label={`Channels of ${layer}`}
        rows={rows}
        keyOf={({ channel }) => channel}
        on={({ channel }) => channel === selected}
        columns={[
          {
            head: 'channel',
            help: 'The channel’s number',
            sorted: sortedBy('channel'),
            cell: ({ channel }) => (
              <button type="button" title={`Select channel ${channel}`} onClick={() => selectChannel(channel)}>
                {channel}
              </button>
            ),
          },
          {
            head: 'in window, %',
            help: 'Gradient-available fraction: the share of its potentials in the window in use',
            term: 'fraction',
            sorted: sortedBy('inWindow'),
            cellLook: ({ inWindow }) => barOf(inWindow ?? 0, 'var(--win)'),
            cell: ({ inWindow }) => hundredths(inWindow),
          },
          {
            head: 'mean u',
            help: 'The mean of its potentials over places, steps and samples',
            term: 'membrane',
            sorted: sortedBy('mean'),
            cell: ({ mean }) => fixed(mean, 2),
          },
          {
            head: 'firing, %',
            help: 'The share of places and steps at which it fires',
            term: 'firingRate',
            sorted: sortedBy('rate'),
            cellLook: ({ rate }) => barOf(rate / largest, 'var(--spk)'),
            cell: ({ rate }) => hundredths(rate),
          },
        ]}
      />
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

/** A bar at the foot of a cell. */
const barOf = (share: number, color: string) => ({
  className: css.barCell,
  style: { '--share': `${100 * share}%`, '--color': color } as CSSProperties,
})

async function measureChannels(layer: string, shape: MapShape): Promise<Measured> {
  const samples = await worker().samples(layer)
  const frame = layerOf(shownMembrane(), layer)
  const window = frame ? { low: frame.windowLow, high: frame.windowHigh } : null
  return { step: store.getState().progress?.step ?? 0, samples: samples.length, stats: channelStats(samples, shape, window) }
}
