/** The formulas of a text with the numbers of a step, and what else its model shows: the phase plane, the surrogate, the f–I curve. */

import type { SingleNeuron } from '../../../networks/single/schema'
import { MathText } from '../../base/math'
import type { Answer } from './equations-answer'
import { readingsAt } from './equations-words'
import css from './neuron.module.css'
import { PhasePlane } from './phase-plane'
import { RateCurve } from './rate-curve'
import { SurrogateCurve } from './surrogate-curve'

interface ReadingsProps {
  readonly spec: SingleNeuron
  readonly shown: NonNullable<Answer['shown']>
  readonly step: number
}

export function EquationsReadings({ spec, shown, step }: ReadingsProps) {
  const { trace, gradient, model } = shown
  return (
    <div className={css.equations}>
      <section aria-label="Equations at this step">
        <h3>
          t = {step + 1}
          {trace.spike && (trace.spikes[step] ? ': it fires' : ': no spike')}
        </h3>
        <dl>
          {readingsAt(shown, step).map(({ equation: [left, relation, right], value }) => (
            <div key={left}>
              <dt>
                <MathText text={left} /> {relation} <MathText text={right} />
              </dt>
              {value !== null && (
                <dd>
                  <MathText text={value} />
                </dd>
              )}
            </div>
          ))}
        </dl>
      </section>
      {gradient?.every((value) => value === 0) && <p>No gradient reaches any step: no potential that matters lies in the window.</p>}
      <PhasePlane model={model} spec={spec} trace={trace} step={step} />
      {trace.spike && <SurrogateCurve model={model} spec={spec} spike={trace.spike} spikes={trace.spikes} step={step} />}
      <RateCurve model={model} spec={spec} trace={trace} step={step} />
    </div>
  )
}
