/** The plot of the learning curves: a drag, or the slider over its ruler, moves the cursor through the recorded time. */

import type { KeyboardEvent } from 'react'
import { grouped } from '../../../format'
import type { Metric } from '../../../readings/metrics'
import { variableText } from '../../../readings/variables'
import { useAbout } from '../../base/help'
import viewCss from '../../base/style/view.module.css'
import { axesOf } from '../../state/labels/metric-labels'
import { SNAPSHOT_TEXTS, useShowing } from '../../state/labels/snapshot-label'
import { timeLabel } from '../../state/labels/time-label'
import { useVariable } from '../../state/selection/variable'
import { useShownLayer } from '../../state/session/frame-hooks'
import { cursorStep, setCursor, useCursor } from '../../state/session/history'
import { type TrainingTime, trainingTime } from '../../state/session/training-time'
import css from './learning-curves.module.css'
import type { Tracks } from './use-tracks'

interface TracksPlotProps {
  readonly tracks: Tracks
  readonly metrics: readonly Metric[]
  /** Whether tracks of the window and of the drift follow those of the metrics. */
  readonly potentials: boolean
  readonly time: TrainingTime
  readonly hidden: boolean
  /** A sentence that summarizes the curves. */
  readonly words: string
}

export function TracksPlot({
  tracks: { canvas, slider, titles, stepAt, hover },
  metrics,
  potentials,
  time,
  hidden,
  words,
}: TracksPlotProps) {
  const cursor = useCursor()
  const variable = useVariable(useShownLayer())
  const { now } = SNAPSHOT_TEXTS[useShowing()]
  const walk = (event: KeyboardEvent) => {
    // Home leads to the present, the end of the recorded time.
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageDown: -5, PageUp: 5 }[event.key]
    if (event.key === 'Home') setCursor(null)
    else if (by !== undefined) lookAt(walked(cursorStep() ?? time.now, time.now, by))
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      className={viewCss.plot}
      hidden={hidden}
      onPointerMove={(event) => {
        const step = stepAt(event)
        hover(step)
        if (event.buttons === 1) lookAt(step)
      }}
      onPointerDown={(event) => lookAt(stepAt(event))}
      onPointerLeave={() => hover(null)}
    >
      <canvas ref={canvas} role="img" aria-label={words} />
      <div ref={titles} className={css.titles}>
        {[...axesOf(metrics), ...(potentials ? belowOf(variable) : [])].map(({ name, title, term, note }) => (
          <TrackTitle key={name} title={title} term={term} note={note} />
        ))}
      </div>
      <input
        ref={slider}
        className={viewCss.time}
        type="range"
        aria-label="Training time"
        min={0}
        max={Math.max(1, time.now)}
        step={1}
        value={cursor ?? time.now}
        aria-valuetext={cursor === null ? now : `step ${grouped(cursor)}, ${timeLabel(cursor / time.stepsPerEpoch, time.unit)}`}
        onChange={(event) => lookAt(event.currentTarget.valueAsNumber)}
        onKeyDown={walk}
      />
    </div>
  )
}

/** The tracks below the metrics. */
const belowOf = (variable: string | null) => [
  { name: 'fraction', title: 'In window', term: 'fraction', note: '' },
  {
    name: 'drift',
    title: `Drift of ${variable === null ? 'u' : variableText(variable)}`,
    term: 'membrane',
    note: 'The potential is dimensionless: the threshold is a number on the same axis.',
  },
]

/** A button over the title drawn on the canvas, as wide as the title, because a canvas has no buttons. */
function TrackTitle({ title, term, note }: { readonly title: string; readonly term: string; readonly note: string }) {
  return (
    <button type="button" data-term aria-label={title} {...useAbout(term, note)}>
      <span aria-hidden="true">{title}</span>
    </button>
  )
}

/** One key press moves by a hundredth of the recorded time, but at least by one step. */
export const walked = (from: number, now: number, by: number): number => from + by * Math.max(1, now / 100)

/** Moves the cursor to a step; close to the present, it returns to the present. */
function lookAt(step: number | null): void {
  if (step === null) return
  const { now } = trainingTime()
  setCursor(step >= now * 0.992 ? null : Math.max(0, Math.round(step)))
}
