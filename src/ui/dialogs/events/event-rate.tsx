/** Event rate over a recording's time, ON and OFF, with the playhead: click or drag to move it; also as a table. */

import { type PointerEvent, useMemo, useRef, useState } from 'react'
import { si } from '../../../format'
import { DataTable } from '../../base/data-table'
import { saveCsv } from '../../base/download'
import { penOf } from '../../base/draw'
import { Term } from '../../base/help'
import { usePainter } from '../../base/paint'
import { TextButton } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import partsCss from '../../base/style/parts.module.css'
import viewCss from '../../base/style/view.module.css'
import { type Played, pauseEvents, player, playhead, seek, usePlayer } from '../../state/imports/event-player'
import { durationLabel, eventTimeLabel } from '../../state/labels/event-label'
import { useFonts } from '../../state/session/frame-hooks'
import css from './event-player.module.css'
import { coarser, drawRate, hasRate, NO_RATE, perSecond, type RatePlace, rateOf } from './event-rate-chart'

const BINS = 200
const TABLE_BINS = 20

export function EventRateChart({ shown }: { shown: Played }) {
  const rate = useMemo(() => rateOf(shown.events, BINS), [shown])
  const window = usePlayer((state) => state.window)
  const fonts = useFonts()
  const [table, setTable] = useState(false)
  const drawn = useRef<RatePlace | null>(null)
  const ref = usePainter(
    [],
    (context, area, colors) => {
      drawn.current = drawRate(penOf(context, area, colors), rate, playhead.get(), 1000 * player.getState().window)
    },
    [rate, window, fonts],
    [playhead],
  )
  const move = (event: PointerEvent<HTMLElement>) => {
    const place = drawn.current
    if (!place) return
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left
    pauseEvents()
    seek((rate.duration * (x - place.left)) / place.width)
  }
  const { events } = shown
  const mean = perSecond({ ...rate, bins: 1 }, events.count)
  const summary = !hasRate(rate)
    ? NO_RATE
    : `Event rate over ${durationLabel(rate.duration)}: ${si(mean)} events a second on average, at most ${si(perSecond(rate, rate.max))} of one polarity.`
  return (
    <div className={css.rate} data-table={table || undefined}>
      <div className={css.rateHead}>
        <h3>
          <Term term="eventRate">Event rate</Term>
        </h3>
        <span className={partsCss.unit}>events/s</span>
        <span className={css.lines}>
          <i /> ON <i className={css.off} /> OFF
        </span>
        <span className={controlsCss.push}>
          <TextButton text="Table" pressed={table} act={() => setTable(!table)} />
          <TextButton
            text="Save CSV"
            label="Save the event rate as CSV"
            act={() =>
              saveCsv('event-rate.csv', [
                ['time_us', 'on', 'off'],
                ...Array.from(rate.on, (on, bin) => [Math.round((bin * rate.duration) / rate.bins), on, rate.off[bin]!]),
              ])
            }
          />
        </span>
      </div>
      {table && hasRate(rate) ? (
        <RateTable rate={coarser(rate, TABLE_BINS)} />
      ) : (
        <div className={viewCss.plot}>
          <canvas
            ref={ref}
            role="img"
            aria-label={summary}
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId)
              move(event)
            }}
            onPointerMove={(event) => event.buttons === 1 && move(event)}
          />
        </div>
      )}
    </div>
  )
}

function RateTable({ rate }: { rate: ReturnType<typeof rateOf> }) {
  const apart = rate.duration / rate.bins
  const bins = Array.from(rate.on, (on, bin) => ({ bin, on, off: rate.off[bin]! }))
  return (
    <DataTable
      label="Event rate as a table"
      rows={bins}
      keyOf={({ bin }) => bin}
      columns={[
        { head: 'from', cell: ({ bin }) => eventTimeLabel(bin * apart, apart) },
        { head: 'ON, events/s', term: 'polarity', cell: ({ on }) => si(perSecond(rate, on)) },
        { head: 'OFF, events/s', term: 'polarity', cell: ({ off }) => si(perSecond(rate, off)) },
      ]}
    />
  )
}
