/** The tabs of the inspector of a detector: a scene, the sampler, precision, failures, and the live camera. */
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import controlsCss from '../../base/style/controls.module.css'
import { InspectorFrame, useTab } from '../../shared/inspector-frame'
import { createPlayhead } from '../../shared/playhead'
import { useAsked } from '../../shared/use-asked'
import { useLab } from '../../state/store/store'
import { askScene } from './questions'
import { type SceneSettings, testSamplesOf, useSceneSettings } from './scene-settings'
import { SampleTools } from './scene-tools'
import { SceneView } from './scene-view'

const SamplerView = lazy(async () => ({ default: (await import('./sampler-view')).SamplerView }))
const PrecisionView = lazy(async () => ({ default: (await import('./precision-view')).PrecisionView }))
const FailuresView = lazy(async () => ({ default: (await import('./failures-view')).FailuresView }))
const LiveView = lazy(async () => ({ default: (await import('./live-view')).LiveView }))

const TAB_TEXTS = {
  scene: 'A test scene, what is in it and what is found',
  sampler: 'What the sampler makes of the events, and when its windows end',
  precision: 'Average precision by class, speed and area',
  failures: 'What is missed or wrong in the scenes of the newest evaluation',
  live: 'What is found in what the event camera sees now',
} as const
type Tab = keyof typeof TAB_TEXTS

export function Inspector() {
  const [tab, setTab] = useTab<Tab>('scene', TAB_TEXTS)
  // Selecting the sampler shows its potentials.
  const sampler = useLab(({ layers, layer }) => layers.find(({ name }) => name === layer)?.kind === 'sampler')
  useEffect(() => {
    if (sampler) setTab('sampler')
  }, [sampler])
  const settings = useSceneSettings(useLab(({ open }) => testSamplesOf(open)))
  return (
    <InspectorFrame tabs={{ words: TAB_TEXTS, value: tab, choose: setTab }}>
      <Suspense fallback={<p className={controlsCss.muted}>Loading …</p>}>
        <SceneTabs tab={tab} settings={settings} />
        {tab === 'precision' && <PrecisionView />}
        {tab === 'failures' && (
          <FailuresView
            show={(sample) => {
              settings.change({ sample })
              setTab('scene')
            }}
          />
        )}
      </Suspense>
    </InspectorFrame>
  )
}

/** The shortest interval between two requests for a scene during training. */
const INTERVAL_MS = 300

/** The tabs that need a scene. While another tab is shown, the scene is retained but not requested again. */
function SceneTabs({ tab, settings }: { readonly tab: Tab; readonly settings: SceneSettings }) {
  const host = useRef<HTMLDivElement>(null)
  const [head] = useState(createPlayhead)
  useEffect(() => () => head.playing.set(null), [head, tab])
  const { sample } = settings.state
  const { now, refusal } = useAsked({ host, ask: () => askScene(sample), question: `scene ${sample}`, intervalMs: INTERVAL_MS })
  useEffect(() => {
    if (now) settings.skipEmpty(now.answer)
  }, [now])
  const open = useLab((state) => state.open)
  // The live camera needs one scene of the open network, for its size.
  const asked = useMemo(() => open, [now])
  const known = now !== null && asked === open
  const asks = tab === 'scene' || tab === 'sampler' || (tab === 'live' && !known)
  return (
    <>
      <div ref={host} hidden={!asks}>
        {(tab === 'scene' || tab === 'sampler') && <SampleTools settings={settings} />}
        {refusal && <p className={controlsCss.problem}>{refusal}</p>}
        {!now && !refusal && <p className={controlsCss.muted}>Waiting for the network.</p>}
        {now && tab === 'scene' && <SceneView now={now} settings={settings} head={head} />}
        {now && tab === 'sampler' && <SamplerView now={now} />}
      </div>
      {known && tab === 'live' && <LiveView scene={now.answer} settings={settings} />}
    </>
  )
}
