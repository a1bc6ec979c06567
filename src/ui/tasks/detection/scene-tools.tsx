/** The settings of a scene: the sample, the bin, the lowest score of a box, the classes. */

import { type CSSProperties, useId } from 'react'
import { fixed, grouped } from '../../../format'
import type { Scene } from '../../../tasks/detection/detail'
import { LinkButton, TurnButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { LiveText } from '../../base/live-text'
import { NumberField } from '../../base/number-field'
import { TextButton } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import inspectorCss from '../../base/style/inspector.module.css'
import viewCss from '../../base/style/view.module.css'
import { binOf, type Playhead } from '../../shared/playhead'
import { Transport } from '../../shared/transport'
import css from './detection.module.css'
import { binText } from './events-image'
import { classVariable } from './scene-chart'
import { type SceneSettings, sampleAfter, toggled } from './scene-settings'

/** There are few bins, so playback loops slowly. */
export const PLAYS = { loops: true, rate: 6 }

interface Props {
  readonly settings: SceneSettings
}

export function SampleTools({ settings: { state, change, samples } }: Props) {
  const id = useId()
  const turn = (by: 1 | -1) => (
    <TurnButton
      by={by}
      what="sample"
      disabled={samples === null ? by < 0 && state.sample === 0 : samples < 2}
      turn={() => change({ sample: sampleAfter(state.sample, by, samples) })}
    />
  )
  return (
    <div className={classesOf(inspectorCss.row, css.tools)}>
      <span className={inspectorCss.choice}>
        <label htmlFor={id}>
          <span className={controlsCss.hidden}>Test </span>sample
        </label>
        {turn(-1)}
        <NumberField
          id={id}
          integer
          min={0}
          {...(samples !== null && { max: samples - 1 })}
          value={state.sample}
          change={(sample) => change({ sample: Math.max(0, Math.min(sample, (samples ?? Number.POSITIVE_INFINITY) - 1)) })}
        />
        {turn(1)}
      </span>
      {samples !== null && samples > 1 && (
        <>
          <span className={controlsCss.muted}>of {grouped(samples)}</span>
          <LinkButton onClick={() => change({ sample: sampleAfter(state.sample, 1 + Math.floor(Math.random() * (samples - 1)), samples) })}>
            Random
          </LinkButton>
        </>
      )}
    </div>
  )
}

interface BinProps extends Props {
  readonly head: Playhead
  readonly bins: number
}

export function BinTools({ settings: { state, change }, head, bins }: BinProps) {
  if (bins < 2) return null
  const words = () => binText(bins, state.together ? null : binOf(head, bins))
  return (
    <div className={classesOf(inspectorCss.row, css.tools)}>
      <Transport head={head} bins={bins} what="bins" step="a bin" plays={PLAYS} />
      <TextButton
        text="all bins"
        label="All bins together"
        pressed={state.together}
        act={() => {
          head.playing.set(null)
          change({ together: !state.together })
        }}
      />
      <span className={controlsCss.muted}>
        <LiveText content={words} on={[head.at]} />
      </span>
    </div>
  )
}

const CONFIDENCE_HELP =
  'Score of a box: the probability that something is there times that of its class. Boxes of a lower score are not shown. Average precision uses all of them.'

export function ConfidenceTool({ settings: { state, change } }: Props) {
  const id = useId()
  return (
    <div className={classesOf(inspectorCss.row, css.tools)}>
      <label htmlFor={id} data-help={CONFIDENCE_HELP}>
        Confidence
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={1}
        step={0.01}
        value={state.confidence}
        aria-description={CONFIDENCE_HELP}
        onChange={(event) => change({ confidence: event.currentTarget.valueAsNumber })}
      />
      <output htmlFor={id}>{fixed(state.confidence, 2)}</output>
    </div>
  )
}

interface ClassProps extends Props {
  readonly classes: Scene['classes']
  /** Only detections are shown, because the ground truth is unknown. */
  readonly found?: boolean
}

/** The legend, in which a click on a class shows or hides it. */
export function ClassTools({ settings: { state, change }, classes, found = false }: ClassProps) {
  return (
    <p className={classesOf(inspectorCss.legend, css.marks)}>
      {!found && (
        <>
          <span data-line="truth">object</span>
          <span data-line="ignored" data-help="Hidden, cut off or without events: neither hit nor miss.">
            ignored
          </span>
        </>
      )}
      {classes.map((name, classIndex) => (
        <label key={name} className={viewCss.check} data-line="class" style={{ '--class': classVariable(classIndex) } as CSSProperties}>
          <input
            type="checkbox"
            checked={!state.hidden.has(classIndex)}
            onChange={() => change({ hidden: toggled(state.hidden, classIndex) })}
          />
          {name}
        </label>
      ))}
    </p>
  )
}
