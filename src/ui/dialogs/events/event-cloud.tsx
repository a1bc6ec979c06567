/** Events as points over x, time and y, by plotly: a subsample where they are many, which it says. Loaded when it is asked for. */

import { useMemo, useState } from 'react'
import { grouped } from '../../../format'
import { usePlotly } from '../../base/analysis-chart'
import { classesOf } from '../../base/classes'
import { Segments } from '../../base/parts'
import { useSettled } from '../../base/signal'
import viewCss from '../../base/style/view.module.css'
import { lengthOf, type Played, playhead, usePlayer } from '../../state/player'
import { useLab } from '../../state/store'
import { cloudOf, MOST_POINTS } from './event-cloud-chart'
import css from './event-player.module.css'
import { durationWords, eventsWords } from './event-words'

export function EventCloud({ shown }: { shown: Played }) {
  const [of, setOf] = useState<'all' | 'window'>('all')
  const theme = useLab((state) => state.theme)
  const window = usePlayer((state) => state.window)
  const settled = useSettled(playhead)
  const length = lengthOf(shown)
  const to = of === 'all' ? length : settled
  const from = of === 'all' ? 0 : Math.max(0, to - CLOUD_WINDOWS * 1000 * window)
  const cloud = useMemo(() => cloudOf(shown.events, from, to), [shown, from, to])
  const { host, ready, waiting } = usePlotly<HTMLElement>(
    (colors) => ({ data: cloud.traces(colors), layout: cloud.layout(shown, colors) }),
    [cloud, theme],
    {},
    'solid',
  )
  const words = `${grouped(cloud.points)} of ${eventsWords(cloud.events)} between ${durationWords(from)} and ${durationWords(to)}`
  return (
    <div className={css.picture}>
      <figure ref={host} className={css.cloud} aria-label={`Events as points over x, y and time: ${words}.`} aria-busy={!ready}>
        {!ready && <p className={viewCss.empty}>{waiting}</p>}
      </figure>
      <div className={classesOf(viewCss.note, css.cloudNote)}>
        <Segments
          label="Events of the cloud"
          value={of}
          options={[
            { value: 'all', text: 'whole recording' },
            { value: 'window', text: `${CLOUD_WINDOWS} windows before the cursor` },
          ]}
          choose={setOf}
        />
        <span>
          {words}
          {cloud.points < cloud.events && `: every ${grouped(cloud.every)}th, since no more than ${grouped(MOST_POINTS)} are drawn`}.
        </span>
      </div>
    </div>
  )
}

const CLOUD_WINDOWS = 5
