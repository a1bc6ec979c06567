/** The tools of how the learning curves look: their smoothing, the time shown, the scale of the loss. */

import { classesOf } from '../../base/classes'
import { Segments } from '../../base/parts'
import viewCss from '../../base/style/view.module.css'
import css from './learning-curves.module.css'

export interface TracksLook {
  readonly log: boolean
  readonly span: 'run' | 'so far'
  /** The half-life of the smoothing, in batches. */
  readonly halfLife: number
}

interface TracksToolsProps {
  readonly look: TracksLook
  readonly change: (part: Partial<TracksLook>) => void
}

const SMOOTHING = 'Half-life of the smoothing, in recorded batches'

export function TracksTools({ look: { log, span, halfLife }, change }: TracksToolsProps) {
  return (
    <>
      <label className={classesOf(viewCss.slider, css.smoothing)} data-help={SMOOTHING}>
        smoothing
        <input
          type="range"
          min={0}
          max={100}
          value={halfLife}
          aria-label="Smoothing"
          aria-description={SMOOTHING}
          onChange={(event) => change({ halfLife: event.currentTarget.valueAsNumber })}
        />
      </label>
      <Segments
        label="Time shown"
        value={span}
        options={[
          { value: 'run', text: 'whole run' },
          { value: 'so far', text: 'so far' },
        ]}
        choose={(value) => change({ span: value })}
      />
      <Segments
        label="Scale of the loss"
        value={log ? 'log' : 'linear'}
        options={[
          { value: 'linear', text: 'linear' },
          { value: 'log', text: 'log' },
        ]}
        choose={(value) => change({ log: value === 'log' })}
      />
    </>
  )
}
