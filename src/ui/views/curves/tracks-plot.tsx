/** The plot of the learning curves, with the titles of its tracks as buttons. */

import { grouped } from '../../../format'
import type { Metric } from '../../../readings/metrics'
import { variableText } from '../../../readings/variables'
import { useAbout } from '../../base/help'
import { TimePlot } from '../../shared/time-plot'
import { axesOf } from '../../state/labels/metric-labels'
import { SNAPSHOT_TEXTS, useShowing } from '../../state/labels/snapshot-label'
import { timeLabel } from '../../state/labels/time-label'
import { useVariable } from '../../state/selection/variable'
import { useShownLayer } from '../../state/session/frame-hooks'
import { useCursor } from '../../state/session/history'
import type { TrainingTime } from '../../state/session/training-time'
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
  return (
    <TimePlot
      label="Training time"
      valueText={cursor === null ? now : `step ${grouped(cursor)}, ${timeLabel(cursor / time.stepsPerEpoch, time.unit)}`}
      slider={slider}
      stepAt={stepAt}
      hover={hover}
      least={1}
      hidden={hidden}
    >
      <canvas ref={canvas} role="img" aria-label={words} />
      <div ref={titles} className={css.titles}>
        {[...axesOf(metrics), ...(potentials ? belowOf(variable) : [])].map(({ name, title, term, note }) => (
          <TrackTitle key={name} title={title} term={term} note={note} />
        ))}
      </div>
    </TimePlot>
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
