/**
 * The open network next to the player: what it receives at the playhead's step, and what a layer fires at that step; for the
 * recording in the player, turned into a sample by the experiment's rules, or for the pinned test sample.
 */

import { useEffect, useMemo, useRef, useState } from 'react'
import { stepsOf } from '../../../data/encoders/schema'
import { isEvents } from '../../../data/events/schema'
import { messageOf } from '../../../problem'
import type { SampleReading } from '../../../readings/sample'
import { IconButton, PushButton } from '../../base/buttons'
import { newestFrame } from '../../base/frames'
import { Term } from '../../base/help'
import { Segments } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import { useFirstFocus } from '../../shared/dialog'
import { type Played, pauseEvents, playhead, playOrPauseEvents, seek, setPlayer, usePlayer } from '../../state/imports/event-player'
import { ORDER_LABELS } from '../../state/labels/experiment-label'
import { capital } from '../../state/labels/metric-labels'
import { watchedNow } from '../../state/labels/watched'
import { rotateStep, selectSample, selectStep } from '../../state/selection/select'
import { sampleLayer, useFrames, useShownLayer } from '../../state/session/frame-hooks'
import { worker } from '../../state/session/worker-connection'
import { useLab } from '../../state/store/store'
import { useDescribeSample, viewsOf } from '../../tasks/registry'
import css from './event-network.module.css'
import { frameAt, framesOf, inOrder, type RecordingSteps, refusalOf, seenText } from './event-steps'
import { NetworkStep } from './network-step'

/** Whether there is anything to show: the network receives images or frames step by step. */
export function useHasSteps(): boolean {
  return useLab(({ layers, open }) => layers.length > 0 && stepsOf(open.data, open.encoder) > 1 && isPictured(open.encoder.kind))
}
const isPictured = (kind: string): boolean => kind === 'frames' || kind === 'camera' || kind === 'poisson' || kind === 'latency'

export function EventNetwork({ shown }: { shown: Played | null }) {
  const { data, encoder } = useLab((state) => state.open)
  const refusal = shown ? refusalOf(data, encoder) : 'No recording is open.'
  const chosen = usePlayer((state) => state.networkOf)
  const source = refusal === null ? chosen : 'sample'
  return (
    <section className={css.network} data-alone={!shown || undefined} aria-label="The network">
      <div className={css.networkHead}>
        <h3>
          <Term term="encoder">What the network receives</Term>
        </h3>
        {shown && refusal === null && (
          <Segments
            label="Sample"
            value={chosen}
            options={[
              { value: 'recording', text: 'this recording', title: 'Turned into frames by the rules of the experiment' },
              { value: 'sample', text: 'pinned sample' },
            ]}
            choose={(networkOf) => setPlayer({ networkOf })}
          />
        )}
      </div>
      {shown && refusal !== null && <p className={controlsCss.muted}>{refusal} Below is the pinned sample.</p>}
      {source === 'recording' && shown ? <RecordingStep shown={shown} /> : <PinnedSampleStep alone={!shown} />}
    </section>
  )
}

function RecordingStep({ shown }: { shown: Played }) {
  const { data, encoder } = useLab((state) => state.open)
  const frames = useMemo(() => (isEvents(data) ? framesOf(shown, data) : null), [shown, data])
  const { reading, failed } = useReading(frames)
  const step = useStepInTime(frames)
  if (!frames || !isEvents(data) || encoder.kind !== 'frames') return null
  const inTime = inOrder(encoder.order, frames.from.length, 0) !== null
  return (
    <NetworkStep reading={reading} failed={failed} step={step.now} choose={step.choose}>
      {seenText(shown, data, frames).join(' ')}
      {!inTime && ` The frames come ${ORDER_LABELS[encoder.order]}: the step does not follow the playhead.`}
    </NetworkStep>
  )
}

/** Milliseconds between steps when the pinned sample plays. */
const STEP_MS = 400

/** @param alone whether no recording is open: then Play walks through the steps. */
function PinnedSampleStep({ alone }: { alone: boolean }) {
  useFrames(['sample'], 250)
  const play = useFirstFocus<HTMLButtonElement>()
  const playing = usePlayer((state) => state.playing) && alone
  useEffect(() => {
    if (!playing) return
    const timer = setInterval(() => rotateStep(1), STEP_MS)
    return () => clearInterval(timer)
  }, [playing])
  const sample = useLab((state) => state.sample)
  const count = useLab((state) => state.pinned)
  const step = useLab((state) => state.timeStep)
  const layer = useShownLayer()
  const frame = newestFrame('sample')?.frame
  const pinned = frame?.sample === sample ? frame : undefined
  const own = sampleLayer(layer)
  const reading = pinned && { ...pinned, layers: own ? [own] : [] }
  const described = useDescribeSample()
  const label = pinned && described(pinned).label
  const turn = (by: number) => selectSample((sample + by + count) % count)
  return (
    <NetworkStep reading={reading ?? null} failed={null} step={step} choose={selectStep}>
      <span className={css.sample}>
        {alone && (
          <PushButton ref={play} className={controlsCss.primary} onClick={playOrPauseEvents}>
            {playing ? 'Pause' : 'Play'}
            <span className={controlsCss.hidden}> the steps</span>
          </PushButton>
        )}
        <IconButton aria-label={`Previous ${watchedNow()} sample`} disabled={count < 2} onClick={() => turn(-1)}>
          ‹
        </IconButton>
        {capital(watchedNow())} sample{pinned && ` ${pinned.index}`}
        {label !== undefined && `, which is ${label}`}
        <IconButton aria-label={`Next ${watchedNow()} sample`} disabled={count < 2} onClick={() => turn(1)}>
          ›
        </IconButton>
      </span>
    </NetworkStep>
  )
}

/** The network's reading of the recording, requested again when the recording or the network's weights change. */
function useReading(frames: RecordingSteps | null): { reading: SampleReading | null; failed: string | null } {
  const [found, setFound] = useState<{ frames: RecordingSteps; reading: SampleReading | null; failed: string | null } | null>(null)
  const open = useLab((state) => state.open)
  const ready = useLab((state) => state.layers.length > 0)
  const layer = useShownLayer()
  const tick = useFrames(['sample'], 1000)
  useEffect(() => {
    const call = frames && viewsOf(open).callOf?.(frames.sample, ['input', ...(layer ? [layer] : [])])
    if (!frames || !ready || !call) return
    let current = true
    worker()
      .inspect(call)
      .then(
        (reading) => current && setFound({ frames, reading: reading as SampleReading, failed: null }),
        (error: unknown) => current && setFound({ frames, reading: null, failed: messageOf(error) }),
      )
    return () => {
      current = false
    }
  }, [frames, open, ready, layer, tick])
  return found?.frames === frames && found ? found : { reading: null, failed: null }
}

/** Keeps the playhead and the views' time step in sync: the playhead sets the step, and choosing a step moves the playhead to its end. */
function useStepInTime(frames: RecordingSteps | null) {
  const order = useLab(({ open }) => (open.encoder.kind === 'frames' ? open.encoder.order : 'recorded'))
  const step = useLab((state) => state.timeStep)
  const last = useRef(step)
  last.current = step
  useEffect(() => {
    if (!frames) return
    const follow = () => {
      const count = frames.from.length
      const before = last.current === null ? null : inOrder(order, count, last.current)
      const next = inOrder(order, count, frameAt(frames, playhead.get(), before))
      if (next !== null && next !== last.current) selectStep(next)
    }
    follow()
    return playhead.on(follow)
  }, [frames, order])
  return {
    now: step,
    choose: (next: number) => {
      pauseEvents()
      selectStep(next)
      const at = frames ? inOrder(order, frames.from.length, next) : null
      const time = at === null ? undefined : frames?.to[at]
      if (time !== undefined && Number.isFinite(time)) seek(time)
    },
  }
}
