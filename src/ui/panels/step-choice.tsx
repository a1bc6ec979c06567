/** Chooses the time step that the views show: one button each for few steps, a slider for many. */
import { Segments } from '../charts/parts'

export function StepChoice(props: { steps: number; step: number | null; choose: (step: number | null) => void }) {
  const { steps, step, choose } = props
  if (steps <= 1) return null
  const options = [{ value: -1, text: 'all steps' }]
  if (steps <= 8) {
    for (let t = 0; t < steps; t++) options.push({ value: t, text: String(t + 1) })
    return <Segments label="Time step" value={step ?? -1} options={options} choose={(value) => choose(value < 0 ? null : value)} />
  }
  return (
    <span className="view-steps">
      <button type="button" className="view-all" title="All time steps" aria-pressed={step === null} onClick={() => choose(null)}>
        all
      </button>
      <input
        type="range"
        min={1}
        max={steps}
        value={(step ?? 0) + 1}
        aria-label="Time step"
        onChange={(event) => choose(event.currentTarget.valueAsNumber - 1)}
      />
      <output>{step === null ? `1–${steps}` : `t = ${step + 1}`}</output>
    </span>
  )
}
