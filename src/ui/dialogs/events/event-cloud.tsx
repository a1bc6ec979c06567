/** Events as points over x, time and y, by plotly; of many events it shows a subsample, and says so. Loaded on demand. */

import { useMemo, useState } from 'react'
import { grouped } from '../../../format'
import { type PlotlyChart, usePlotly } from '../../base/analysis-chart'
import { classesOf } from '../../base/classes'
import { askedFigure, type Drawing, type Figure, wide } from '../../base/figure'
import { Term } from '../../base/help'
import { Segments, TextButton } from '../../base/parts'
import { polarityKeys } from '../../base/polarity'
import { useSettled } from '../../base/signal'
import viewCss from '../../base/style/view.module.css'
import { lengthOf, type Played, playhead, usePlayer } from '../../state/imports/event-player'
import { durationLabel, eventsLabel } from '../../state/labels/event-label'
import { useLab } from '../../state/store/store'
import { cloudOf, MAX_POINTS } from './event-cloud-chart'
import css from './event-player.module.css'

export function EventCloud({ shown }: { shown: Played }) {
  const [extent, setExtent] = useState<'all' | 'window'>('all')
  const theme = useLab((state) => state.theme)
  const window = usePlayer((state) => state.window)
  const settled = useSettled(playhead)
  const length = lengthOf(shown)
  const to = extent === 'all' ? length : settled
  const from = extent === 'all' ? 0 : Math.max(0, to - CLOUD_WINDOWS * 1000 * window)
  const cloud = useMemo(() => cloudOf(shown.events, from, to), [shown, from, to])
  const chart: PlotlyChart<HTMLElement & Turned> = usePlotly(
    (colors) => ({ data: cloud.traces(colors), layout: cloud.layout(shown, colors, chart.host.current?.layout?.scene?.camera) }),
    [cloud, theme],
    {},
    'solid',
  )
  const { host, ready, waiting, drawing } = chart
  const words = `${grouped(cloud.points)} of ${eventsLabel(cloud.events)} between ${durationLabel(from)} and ${durationLabel(to)}`
  return (
    <div className={css.image}>
      <figure ref={host} className={css.cloud} aria-label={`Events as points over x, y and time: ${words}.`} aria-busy={!ready}>
        {!ready && <p className={viewCss.empty}>{waiting}</p>}
      </figure>
      <div className={classesOf(viewCss.note, css.cloudNote)}>
        <Segments
          label="Events of the cloud"
          value={extent}
          options={[
            { value: 'all', text: 'whole recording' },
            { value: 'window', text: `${CLOUD_WINDOWS} windows before the cursor` },
          ]}
          choose={setExtent}
        />
        {ready && <TextButton text="Save figure" title="As SVG or PNG" act={() => askedFigure.set(cloudFigure(shown, words, drawing))} />}
        <span>
          <Term term="eventRecording" drawn={{ 'x (pixels)': 'sensorField', 'y (pixels)': 'sensorField', 'time (ms)': 'eventRecording' }}>
            Points
          </Term>
          : {words}
          {cloud.points < cloud.events && `: every ${grouped(cloud.every)}th, since no more than ${grouped(MAX_POINTS)} are drawn`}.
        </span>
      </div>
    </div>
  )
}

const CLOUD_WINDOWS = 5

/** The plot's element, which holds the user's view angle. */
interface Turned {
  readonly layout?: { readonly scene?: { readonly camera?: object } }
}

const cloudFigure = (shown: Played, words: string, drawing: Drawing | null): Figure => ({
  name: 'event-cloud',
  title: shown.name,
  scope: words,
  drawing,
  keys: (_, dark) => polarityKeys(dark),
  height: wide(0.75, 240),
  apart: true,
})
