/**
 * The open network beside the player: what it receives at the step of the playhead, and what a layer fires in step with it; of the
 * recording that is played, turned into a sample by the experiment's rules, or of the pinned test sample.
 */
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { isEvents } from '../../data/events/schema'
import { dataShape, receivedShape, stepsOf } from '../../data/schema'
import type { Answer } from '../../worker/protocol'
import { worker } from '../actions'
import { penOf, text } from '../charts/draw'
import { frameAt, framesOf, inOrder, type RecordingSteps, refusalOf, seenWords } from '../charts/event-steps'
import { drawFiring } from '../charts/firing'
import { grouped, percent } from '../charts/format'
import { sampleLayer, useFonts, useFrames, useShownLayer } from '../charts/hooks'
import { Segments } from '../charts/parts'
import { drawPicture, pictureScale, pictureWords } from '../charts/picture'
import { type ClassNames, useClassNames } from '../class-names'
import { useFirstFocus } from '../controls/dialog'
import { ORDER_WORDS } from '../controls/words'
import { newestFrame } from '../frames'
import { usePainter } from '../paint'
import { type Played, pauseEvents, playhead, playOrPauseEvents, seek, setPlayer, usePlayer } from '../player'
import { selectLayer, selectSample, selectStep, turnStep } from '../selection'
import { useLab } from '../store'
import { answerOf, type Evidence, probability } from './evidence'

/** What the network makes of a sample. */
type Heard = Pick<Answer, 'evidence' | 'steps' | 'classes' | 'layers' | 'input'>

/** Whether there is anything to show: a network that sees pictures or frames step by step. */
export function useHasSteps(): boolean {
  return useLab(({ layers, open }) => layers.length > 0 && stepsOf(open.data, open.encoder) > 1 && isPictured(open.encoder.kind))
}
const isPictured = (kind: string): boolean => kind === 'frames' || kind === 'camera' || kind === 'poisson' || kind === 'latency'

export function EventNetwork({ shown }: { shown: Played | null }) {
  const { data, encoder } = useLab((state) => state.open)
  const refusal = shown ? refusalOf(data, encoder) : 'No recording is open.'
  const of = usePlayer((state) => state.networkOf)
  const source = refusal === null ? of : 'sample'
  return (
    <section className="player-network" data-alone={!shown || undefined} aria-label="The network">
      <div className="player-network-head">
        <h3>What the network receives</h3>
        {shown && refusal === null && (
          <Segments
            label="Of which sample"
            value={of}
            options={[
              { value: 'recording', text: 'this recording', title: 'Turned into frames by the rules of the experiment' },
              { value: 'sample', text: 'pinned sample' },
            ]}
            choose={(networkOf) => setPlayer({ networkOf })}
          />
        )}
      </div>
      {shown && refusal !== null && <p className="muted">{refusal} Below is the pinned test sample.</p>}
      {source === 'recording' && shown ? <OfRecording shown={shown} /> : <OfSample alone={!shown} />}
    </section>
  )
}

function OfRecording({ shown }: { shown: Played }) {
  const { data, encoder } = useLab((state) => state.open)
  const frames = useMemo(() => (isEvents(data) ? framesOf(shown, data) : null), [shown, data])
  const { heard, failed } = useHeard(frames)
  const step = useStepInTime(frames)
  if (!frames || !isEvents(data) || encoder.kind !== 'frames') return null
  const inTime = inOrder(encoder.order, frames.from.length, 0) !== null
  return (
    <Together heard={heard} failed={failed} step={step.now} choose={step.choose}>
      {seenWords(shown, data, frames).join(' ')}
      {!inTime && ` The frames come ${ORDER_WORDS[encoder.order]}: the step does not follow the playhead.`}
    </Together>
  )
}

/** Steps of the pinned sample are played this far apart. */
const STEP_MS = 400

/** @param alone no recording is open: then Play goes through the steps. */
function OfSample({ alone }: { alone: boolean }) {
  useFrames(['sample'], 250)
  const play = useFirstFocus<HTMLButtonElement>()
  const playing = usePlayer((state) => state.playing) && alone
  useEffect(() => {
    if (!playing) return
    const timer = setInterval(() => turnStep(1), STEP_MS)
    return () => clearInterval(timer)
  }, [playing])
  const sample = useLab((state) => state.sample)
  const count = useLab((state) => state.pinned)
  const step = useLab((state) => state.step)
  const layer = useShownLayer()
  const frame = newestFrame('sample')?.frame
  const pinned = frame?.sample === sample ? frame : undefined
  const own = sampleLayer(layer)
  const heard = pinned && {
    ...pinned,
    steps: pinned.evidence.length / pinned.classes,
    layers: own ? [own] : [],
  }
  const names = useClassNames()
  const turn = (by: number) => selectSample((sample + by + count) % count)
  return (
    <Together heard={heard ?? null} failed={null} step={step} choose={selectStep}>
      <span className="player-sample">
        {alone && (
          <button ref={play} type="button" className="push-button primary" onClick={playOrPauseEvents}>
            {playing ? 'Pause' : 'Play'}
            <span className="hidden"> the steps</span>
          </button>
        )}
        <button type="button" className="icon-button" aria-label="Previous test sample" disabled={count < 2} onClick={() => turn(-1)}>
          ‹
        </button>
        Test sample{pinned ? ` ${pinned.index}, which is ${names.is(pinned.label)}` : ''}
        <button type="button" className="icon-button" aria-label="Next test sample" disabled={count < 2} onClick={() => turn(1)}>
          ›
        </button>
      </span>
    </Together>
  )
}

interface TogetherProps {
  readonly heard: Heard | null
  readonly failed: string | null
  readonly step: number | null
  readonly choose: (step: number) => void
  readonly children: ReactNode
}

/** Received, fired, answered: at one step. */
function Together({ heard, failed, step, choose, children }: TogetherProps) {
  const steps = useLab((state) => stepsOf(state.open.data, state.open.encoder))
  const at = Math.min(steps - 1, step ?? steps - 1)
  const names = useClassNames()
  return (
    <>
      <p className="player-network-note">{children}</p>
      {failed && (
        <p role="alert" className="problem error">
          {failed}
        </p>
      )}
      <div className="player-steps">
        <button type="button" className="push-button" aria-label="Previous step" disabled={at === 0} onClick={() => choose(at - 1)}>
          ‹
        </button>
        <span>
          step {at + 1} of {steps}
        </span>
        <button type="button" className="push-button" aria-label="Next step" disabled={at + 1 >= steps} onClick={() => choose(at + 1)}>
          ›
        </button>
        <span className="push">{heard && answerWords(heard, at, names)}</span>
      </div>
      <div className="player-both">
        <Received heard={heard} step={at} />
        <Firing heard={heard} step={at} choose={choose} />
      </div>
    </>
  )
}

function answerWords(heard: Evidence, step: number, names: ClassNames): string {
  const answer = answerOf(heard, step)
  return answer === null ? 'no answer yet' : `answers ${names.of(answer)}, ${percent(probability(heard, step, answer), 0)}`
}

function Received({ heard, step }: { heard: Heard | null; step: number }) {
  const { data, encoder } = useLab((state) => state.open)
  const fonts = useFonts()
  const ref = usePainter(
    [],
    (context, area, colors) => {
      const shape = receivedShape(data, encoder)
      if (!heard?.input) {
        text(penOf(context, area, colors), 0, 14 * area.unit, 'Waiting for the network …', { color: colors.ink3 })
        return
      }
      const { data: values, steps } = heard.input
      const size = values.length / steps
      const now = Math.min(step, steps - 1)
      const raw = Math.min((area.width - 2) / shape.width, (area.height - 2) / shape.height)
      const scale = raw >= 2 ? Math.floor(raw) : raw
      const place = { x: 1, y: 1, width: scale * shape.width, height: scale * shape.height }
      const words = pictureWords(values.subarray(now * size, (now + 1) * size), shape, pictureScale(values, 1), area.dark)
      drawPicture(context, words, shape, place)
      context.strokeStyle = colors.hair
      context.strokeRect(place.x - 0.5, place.y - 0.5, place.width + 1, place.height + 1)
    },
    [heard, step, data, encoder, fonts],
  )
  return (
    <div className="view-plot player-received">
      <canvas
        ref={ref}
        role="img"
        aria-label={`${dataShape(data).title}: what the network receives at step ${step + 1}, ON and OFF events by pixel.`}
      />
    </div>
  )
}

function Firing({ heard, step, choose }: { heard: Heard | null; step: number; choose: (step: number) => void }) {
  const layers = useLab((state) => state.layers)
  const shownLayer = useShownLayer()
  const fonts = useFonts()
  const stepAt = useRef<(x: number) => number | null>(() => null)
  const layer = heard?.layers.find((one) => one.layer === shownLayer) ?? heard?.layers[0]
  const ref = usePainter(
    [],
    (context, area, colors) => {
      stepAt.current = layer ? drawFiring(penOf(context, area, colors), layer, step) : () => null
    },
    [layer, step, fonts],
  )
  const able = layers.filter(({ watchable }) => watchable.includes('spikes'))
  return (
    <div className="player-fired">
      <div className="player-network-head">
        <h3>Spikes of</h3>
        <select aria-label="Layer" value={shownLayer ?? ''} onChange={(event) => selectLayer(event.currentTarget.value)}>
          {able.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </div>
      <div className="view-plot player-firing">
        <canvas
          ref={ref}
          role="img"
          aria-label={
            layer
              ? `Spikes of ${layer.layer} by step: the share of its ${grouped(layer.neurons)} neurons that fire, and which. Click to choose a step.`
              : 'Spikes by step: not here yet.'
          }
          onPointerDown={(event) => {
            const found = stepAt.current(event.clientX - event.currentTarget.getBoundingClientRect().left)
            if (found !== null) choose(found)
          }}
        />
      </div>
    </div>
  )
}

/** The network's part in a recording: asked when it changes, and again as the network learns. */
function useHeard(frames: RecordingSteps | null): { heard: Heard | null; failed: string | null } {
  const [found, setFound] = useState<{ of: RecordingSteps; heard: Heard | null; failed: string | null } | null>(null)
  const open = useLab((state) => state.open)
  const ready = useLab((state) => state.layers.length > 0)
  const layer = useShownLayer()
  const tick = useFrames(['sample'], 1000)
  useEffect(() => {
    if (!frames || !ready) return
    let current = true
    worker()
      .answer(frames.sample, ['input', ...(layer ? [layer] : [])])
      .then(
        (heard) => current && setFound({ of: frames, heard, failed: null }),
        (error: unknown) =>
          current && setFound({ of: frames, heard: null, failed: error instanceof Error ? error.message : String(error) }),
      )
    return () => {
      current = false
    }
  }, [frames, open, ready, layer, tick])
  return found?.of === frames && found ? found : { heard: null, failed: null }
}

/** The step that the playhead is in, as the step of all views; and the way back: a step that is chosen moves the playhead to its end. */
function useStepInTime(frames: RecordingSteps | null) {
  const order = useLab(({ open }) => (open.encoder.kind === 'frames' ? open.encoder.order : 'recorded'))
  const step = useLab((state) => state.step)
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
