/** The tabs of the inspector of an agent: the live environment, an episode step by step, its returns, and play by the user. */
import { lazy, Suspense, useMemo, useState } from 'react'
import type { Experiment } from '../../../experiments/schema'
import type { Weights } from '../../../tasks/control/detail'
import controlsCss from '../../base/style/controls.module.css'
import { InspectorFrame, useTab } from '../../shared/inspector-frame'
import { useLab } from '../../state/store/store'
import { environmentOf } from './environment'
import { EnvironmentView } from './environment-view'

const EpisodeView = lazy(async () => ({ default: (await import('./episode-view')).EpisodeView }))
const ReturnsView = lazy(async () => ({ default: (await import('./returns-view')).ReturnsView }))
const PlayView = lazy(async () => ({ default: (await import('./play-view')).PlayView }))

const TAB_TEXTS = {
  environment: 'The environments of the newest rollout, in motion',
  episode: 'A whole episode, step by step, with what the memory held',
  returns: 'What the episodes of the newest evaluation returned',
  play: 'Play the same environment with the keyboard',
} as const
type Tab = keyof typeof TAB_TEXTS

/** The firing threshold of the memory's neurons. */
const thresholdOf = ({ neuron }: Experiment): number => ('threshold' in neuron ? neuron.threshold : 1)

export function Inspector() {
  const [tab, setTab] = useTab<Tab>('environment', TAB_TEXTS)
  const [weights, choose] = useState<Weights>('latest')
  const chosen = { weights, choose }
  const open = useLab((state) => state.open)
  const environment = useMemo(() => environmentOf(open), [open])
  // Answers for another environment have a different layout, so each environment gets its own components.
  const key = JSON.stringify(environment?.spec)
  return (
    <InspectorFrame tabs={{ words: TAB_TEXTS, value: tab, choose: setTab }}>
      <Suspense fallback={<p className={controlsCss.muted}>Loading …</p>}>
        {environment && tab === 'environment' && <EnvironmentView key={key} environment={environment} />}
        {environment && tab === 'episode' && <EpisodeView key={key} environment={environment} threshold={thresholdOf(open)} {...chosen} />}
        {tab === 'returns' && <ReturnsView {...chosen} />}
        {environment && tab === 'play' && <PlayView key={key} environment={environment} {...chosen} />}
      </Suspense>
    </InspectorFrame>
  )
}
