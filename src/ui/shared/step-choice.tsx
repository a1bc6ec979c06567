/** Chooses the time step that the views show: buttons for few steps, a slider for many, and also a number field for very many. */

import type { KeyboardEvent } from 'react'
import { isLong } from '../../readings/steps'
import { useViewActions } from '../base/palette-actions'
import { Segments } from '../base/parts'
import css from './step-choice.module.css'

interface Props {
  readonly steps: number
  readonly step: number | null
  readonly choose: (step: number | null) => void
}

export function StepChoice(props: Props) {
  const { steps, step, choose } = props
  if (steps <= 1) return null
  if (steps > 8) return <LongStepChoice {...props} />
  const options = [{ value: -1, text: 'all steps' }]
  for (let t = 0; t < steps; t++) options.push({ value: t, text: String(t + 1) })
  return <Segments label="Time step" value={step ?? -1} options={options} choose={(value) => choose(value < 0 ? null : value)} />
}

function LongStepChoice({ steps, step, choose }: Props) {
  useViewActions([{ label: 'all', act: () => choose(null) }])
  const page = Math.round(steps / 10)
  /** Page keys move by a tenth of the steps; arrow keys move the slider by one step, however few pixels it has. */
  const press = (event: KeyboardEvent) => {
    const by = { PageUp: page, PageDown: -page }[event.key]
    if (by === undefined) return
    event.preventDefault()
    choose(within(steps, (step ?? 0) + by))
  }
  return (
    <span className={css.steps}>
      <button type="button" className={css.all} title="All time steps" aria-pressed={step === null} onClick={() => choose(null)}>
        all
      </button>
      <input
        type="range"
        min={1}
        max={steps}
        value={(step ?? 0) + 1}
        aria-label="Time step"
        aria-valuetext={step === null ? 'all steps' : `step ${step + 1} of ${steps}`}
        onChange={(event) => choose(event.currentTarget.valueAsNumber - 1)}
        onKeyDown={press}
      />
      {isLong(steps) ? (
        <label>
          t =
          <input
            type="number"
            min={1}
            max={steps}
            value={step === null ? '' : step + 1}
            placeholder="all"
            aria-label={`Time step, 1 to ${steps}; empty for all`}
            onChange={({ currentTarget: { valueAsNumber: t } }) => choose(Number.isNaN(t) ? null : within(steps, Math.round(t) - 1))}
          />
          of {steps}
        </label>
      ) : (
        <output>{step === null ? `1–${steps}` : `t = ${step + 1}`}</output>
      )}
    </span>
  )
}

const within = (steps: number, step: number): number => Math.min(steps - 1, Math.max(0, step))
