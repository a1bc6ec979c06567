/** The tabs of the inspector of a response model: rasters, statistics, latent variable, receptive fields. */
import { useEffect, useMemo, useRef, useState } from 'react'
import controlsCss from '../../base/style/controls.module.css'
import { InspectorFrame, useTab } from '../../shared/inspector-frame'
import { createPlayhead } from '../../shared/playhead'
import { useAsked } from '../../shared/use-asked'
import { useLab } from '../../state/store/store'
import { FieldsTab } from './fields-view'
import { LatentsView } from './latents-view'
import { within } from './movie-window'
import { askTrials } from './questions'
import { RastersView } from './rasters-view'
import { moviesOf, type ResponseSettings, useResponseSettings } from './response-settings'
import { StatisticsView } from './statistics-view'

const TAB_TEXTS = {
  rasters: 'Recorded and sampled spikes on the time axis of the movie',
  statistics: 'Whether the spikes of the model are like recorded ones',
  latents: 'The latent variable, and which of its dimensions are used',
  fields: 'What a cell looks for: spike-triggered average and gradient',
} as const
type Tab = keyof typeof TAB_TEXTS

export function Inspector() {
  const [tab, setTab] = useTab<Tab>('rasters', TAB_TEXTS)
  const open = useLab((state) => state.open)
  const names = useLab((state) => state.outputNames)
  const settings = useResponseSettings(useMemo(() => moviesOf(open), [open]))
  const { cell } = settings.state
  return (
    <InspectorFrame tabs={{ words: TAB_TEXTS, value: tab, choose: setTab }}>
      <TrialsTab tab={tab} settings={settings} />
      {tab === 'statistics' && (
        <StatisticsView chosen={names[cell]} choose={(name) => settings.change({ cell: Math.max(0, names.indexOf(name)) })} />
      )}
      {tab === 'fields' && <FieldsTab cell={Math.min(cell, names.length - 1)} choose={(cell) => settings.change({ cell })} />}
    </InspectorFrame>
  )
}

/** The number of samples drawn from the model. */
const SAMPLES = 30
/** The shortest interval between two requests for trials during training. */
const INTERVAL_MS = 2000

/** The plots of sampled trials. While another tab is shown, the trials are retained but not requested again. */
function TrialsTab({ tab, settings }: { readonly tab: Tab; readonly settings: ResponseSettings }) {
  const host = useRef<HTMLDivElement>(null)
  const [head] = useState(createPlayhead)
  useEffect(() => () => head.playing.set(null), [head, tab])
  const { part, seed, from, bins } = settings.state
  const call = { part, seed, samples: SAMPLES, ...within({ from, bins }, settings.movies[part]) }
  const { now, refusal } = useAsked({ host, ask: () => askTrials(call), question: JSON.stringify(call), intervalMs: INTERVAL_MS })
  return (
    <div ref={host} hidden={tab !== 'rasters' && tab !== 'latents'}>
      {refusal && <p className={controlsCss.problem}>{refusal}</p>}
      {!now && !refusal && <p className={controlsCss.muted}>Waiting for the network.</p>}
      {now && tab === 'rasters' && <RastersView now={now} settings={settings} head={head} />}
      {now && tab === 'latents' && <LatentsView now={now} settings={settings} head={head} />}
    </div>
  )
}
