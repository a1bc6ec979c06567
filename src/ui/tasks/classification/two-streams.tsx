/** Events and frames of a sample side by side, synchronized with all views; below them, the attention scores of the network. */

import { type CSSProperties, useId, useState } from 'react'
import { stepsOf } from '../../../data/encoders/schema'
import { fixed } from '../../../format'
import type { ScoresReading } from '../../../readings/sample'
import { penOf } from '../../base/draw'
import { figureItem } from '../../base/figure'
import { newestFrame } from '../../base/frames'
import { Term } from '../../base/help'
import { magnitudeGradient } from '../../base/magnitude'
import { usePainter } from '../../base/paint'
import { SaveMenu } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import { PolarityLegend } from '../../shared/polarity-legend'
import { StepChoice } from '../../shared/step-choice'
import { sampleName } from '../../state/labels/experiment-label'
import { selectStep } from '../../state/selection/select'
import { useFonts } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import { LightSlider } from './light-slider'
import { ScoreStrips } from './score-strips'
import { keyOf, overlayRange, relationText, scoresSummary, scoreText, symbolOf } from './scores'
import { drawPair, type TwoStreams } from './streams-chart'
import { streamsFigure } from './streams-figure'
import css from './two-streams.module.css'
import type { Inspected } from './use-subject'

const NO_SCORES: readonly ScoresReading[] = []
/** The scores of the newest sample while the run trains. */
const scoresNow = (): readonly ScoresReading[] => newestFrame('sample')?.frame.scores ?? NO_SCORES

/** The inspected sample of a data set that has events and frames. */
export function TwoStreamPad({ inspected }: { inspected: Inspected }) {
  const streams = useStreams(inspected)
  const steps = useLab(({ open }) => stepsOf(open.data, open.encoder))
  const step = useLab((state) => state.timeStep)
  const scores = scoresNow()
  const [overlay, setOverlay] = useOverlay(scores)
  if (!streams) return null
  const shown = step !== null && step < steps ? step : null
  const subject =
    inspected.index === undefined ? 'a sample' : inspected.subject.kind === 'sample' ? sampleName(inspected.index) : 'a sample'
  return (
    <div className={css.streams}>
      <Heads shown={shown} steps={steps} overlay={overlay} />
      <Pair streams={streams} step={shown} steps={steps} overlay={overlay} />
      <PolarityLegend />
      <div className={css.row}>
        <StepChoice steps={steps} step={shown} choose={selectStep} />
        <SaveMenu
          compact
          subject="Inspector, both streams"
          items={[figureItem(() => streamsFigure(streams, scoresNow(), shown, overlay && keyOf(overlay), subject))]}
        />
      </div>
      <LightSlider inspected={inspected} />
      <Taken inspected={inspected} />
      <OrderNote />
      <OverlayChoice scores={scores} overlay={overlay} choose={setOverlay} />
      <ScoreStrips scoresNow={scoresNow} />
      {scores.length > 0 && (
        <p className={controlsCss.muted}>
          <Term term="crossAttention">Attention</Term> is reconstructed from the abstract of its paper. A{' '}
          <Term term="temporalScore">temporal score</Term> reads all steps: it is not causal.
          {overlay && (
            <>
              {' '}
              Laid over the images: a <Term term="spatialScore">spatial score</Term>.
            </>
          )}
        </p>
      )}
    </div>
  )
}

function Taken({ inspected: { subject, taken } }: { inspected: Inspected }) {
  const relit = subject.kind === 'image' && subject.relit
  if (relit) return <p className={controlsCss.muted}>Made again in a steady light of {fixed(relit.level, 2)}.</p>
  return taken ? <p className={controlsCss.muted}>Taken: {taken}.</p> : null
}

function useStreams({ sampleShape, image, frames }: Inspected): TwoStreams | null {
  const { frame, pictures } = sampleShape
  if (!frame || !pictures) return null
  return { events: image, frames: frames ?? NO_BYTES, frame, pictures }
}
const NO_BYTES = new Uint8Array()

/** The spatial score laid over the images: the first one, unless the user has chosen another or none. */
function useOverlay(scores: readonly ScoresReading[]) {
  const [chosen, choose] = useState<string | null>(null)
  const spatial = scores.filter(({ of: subject }) => subject === 'spatial')
  const found = spatial.find((score) => keyOf(score) === chosen)
  return [chosen === NONE ? undefined : (found ?? spatial[0]), choose] as const
}
const NONE = 'none'

function Heads({ shown, steps, overlay }: { shown: number | null; steps: number; overlay: ScoresReading | undefined }) {
  const relation = (stream: 'event' | 'frame') => overlay && <small>{relationText(overlay, stream)}</small>
  return (
    <div className={css.heads}>
      <span>
        <Term term="eventFrame" drawn={{ 'events, all steps': 'eventFrame' }}>
          <b>events</b>
        </Term>{' '}
        {shown === null ? 'all steps' : `t = ${shown + 1}`} {relation('event')}
      </span>
      <span>
        <b>frame</b> t = {(shown ?? steps - 1) + 1} {relation('frame')}
      </span>
    </div>
  )
}

interface PairProps {
  readonly streams: TwoStreams
  readonly step: number | null
  readonly steps: number
  readonly overlay: ScoresReading | undefined
}

function Pair({ streams, step, steps, overlay }: PairProps) {
  const theme = useLab((state) => state.theme)
  const fonts = useFonts()
  const subject = overlay && keyOf(overlay)
  const ref = usePainter(
    ['sample'],
    (context, area, colors) => {
      const score = scoresNow().find((one) => keyOf(one) === subject)
      drawPair(penOf(context, area, colors), streams, step, score, { x: 0, y: 0, width: area.width, height: area.height })
    },
    [streams.events, streams.frames, step, subject, theme, fonts],
  )
  const when = step === null ? `all ${steps} steps together` : `step ${step + 1} of ${steps}`
  return (
    <canvas
      ref={ref}
      role="img"
      className={css.pair}
      style={{ '--aspect': (2 * streams.frame.width) / streams.frame.height } as CSSProperties}
      aria-label={`Events, ${when}, ON in orange, OFF in blue; and the frame at the end of step ${(step ?? steps - 1) + 1}. ${overlay ? scoresSummary([overlay], step) : ''}`}
    />
  )
}

/** Steps are those of the recording; a network may get them in another order. */
function OrderNote() {
  const order = useLab(({ open: { encoder } }) => (encoder.kind === 'frames' ? encoder.order : 'recorded'))
  if (order === 'recorded' || order.startsWith('test')) return null
  return <p className={controlsCss.muted}>Frames are shown in recorded order; the network receives them in another order.</p>
}

interface ChoiceProps {
  readonly scores: readonly ScoresReading[]
  readonly overlay: ScoresReading | undefined
  readonly choose: (key: string) => void
}

function OverlayChoice({ scores, overlay, choose }: ChoiceProps) {
  const id = useId()
  const dark = useLab((state) => state.theme) === 'dark'
  const spatial = scores.filter(({ of: subject }) => subject === 'spatial')
  if (spatial.length === 0) return null
  const range = overlay && overlayRange(overlay)
  return (
    <div className={css.row}>
      <label htmlFor={id}>Overlay</label>
      <select id={id} value={overlay ? keyOf(overlay) : NONE} onChange={(event) => choose(event.currentTarget.value)}>
        <option value={NONE}>none</option>
        {spatial.map((score) => (
          <option key={keyOf(score)} value={keyOf(score)}>
            {symbolOf(score)} {scoreText(score)}
          </option>
        ))}
      </select>
      {range && (
        <span className={css.scale}>
          {fixed(range[0], 2)}
          <i aria-hidden="true" style={{ background: magnitudeGradient(dark) }} />
          {fixed(range[1], 2)}
        </span>
      )}
    </div>
  )
}
