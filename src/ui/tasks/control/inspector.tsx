/** What an agent does in its environment: live, an episode step by step, what it returns, and a person in its place; a tab each. */
import { lazy, Suspense, useMemo, useState } from 'react'
import type { Experiment } from '../../../experiments/schema'
import type { Weights } from '../../../tasks/control/detail'
import controlsCss from '../../base/style/controls.module.css'
import { useLab } from '../../state/store/store'
import { InspectorFrame } from '../../views/shared/inspector-frame'
import { EnvironmentView } from './environment-view'
import { worldOf } from './world'

const EpisodeView = lazy(async () => ({ default: (await import('./episode-view')).EpisodeView }))
const ReturnsView = lazy(async () => ({ default: (await import('./returns-view')).ReturnsView }))
const PlayView = lazy(async () => ({ default: (await import('./play-view')).PlayView }))

const TAB_WORDS = {
  environment: 'The environments that are learned from, moving',
  episode: 'A whole episode, step by step, with what the memory held',
  returns: 'What the episodes of the newest evaluation returned',
  play: 'Play the same environment with the keyboard',
} as const
type Tab = keyof typeof TAB_WORDS

/** Where the neurons of the memory fire. */
const thresholdOf = ({ neuron }: Experiment): number => ('threshold' in neuron ? neuron.threshold : 1)

export function Inspector() {
  const [tab, setTab] = useState<Tab>('environment')
  const [weights, choose] = useState<Weights>('latest')
  const chosen = { weights, choose }
  const open = useLab((state) => state.open)
  const world = useMemo(() => worldOf(open), [open])
  // What was answered of another environment has other words.
  const key = JSON.stringify(world?.spec)
  return (
    <InspectorFrame tabs={{ words: TAB_WORDS, value: tab, choose: setTab }}>
      <Suspense fallback={<p className={controlsCss.muted}>Loading …</p>}>
        {world && tab === 'environment' && <EnvironmentView key={key} world={world} />}
        {world && tab === 'episode' && <EpisodeView key={key} world={world} threshold={thresholdOf(open)} {...chosen} />}
        {tab === 'returns' && <ReturnsView {...chosen} />}
        {world && tab === 'play' && <PlayView key={key} world={world} {...chosen} />}
      </Suspense>
    </InspectorFrame>
  )
}
