/** The single neuron's equations, each with the numbers of the selected step below. */

import type { SingleNeuron } from '../../../networks/single/schema'
import type { NeuronTrace } from '../../../networks/single/simulate'
import { MathText } from '../../base/math'
import css from './neuron.module.css'
import { GRADIENT_OF, leading, linesAt, number, type ReadLine, trailing, type Values, valuesOf } from './reading'

interface EquationsProps {
  readonly spec: SingleNeuron
  readonly trace: NeuronTrace
  readonly gradient: readonly number[] | null
  readonly step: number
}

export function StepEquations({ spec, trace, gradient, step }: EquationsProps) {
  const values = valuesOf(spec)
  return (
    <section className={css.equations} aria-label="Equations at this step">
      <h3>
        t = {step + 1}: {trace.spikes[step] ? 'it fires' : 'no spike'}
      </h3>
      <dl>
        {linesAt(spec, trace, step).map((line) => (
          <Line key={line.equation.join()} line={line} values={values} />
        ))}
        {gradient && (
          <>
            <dt>gradient {GRADIENT_OF[spec.gradient]}</dt>
            <dd>
              to x[{step + 1}]: <b>{number(gradient[step]!)}</b>
            </dd>
          </>
        )}
      </dl>
      {gradient?.every((value) => value === 0) && <p>No gradient reaches any step: no potential that matters lies in the window.</p>}
      {spec.surrogate.kind === 'rect' && spec.surrogate.window === 'adaptive' && (
        <p>
          The adaptive width is that of a tdBN before training, <MathText text="γ̄" /> = 1.
        </p>
      )}
      {spec.recurrence.kind === 'adaptive' && <p>The skips are weighted as before training: all the same.</p>}
    </section>
  )
}

function Line({ line, values }: { line: ReadLine; values: Values }) {
  const [symbol, relation, right] = line.equation
  return (
    <>
      <dt>
        <MathText text={symbol} /> {relation} <MathText text={right} values={values} />
      </dt>
      <dd>
        <MathText text={line.left} /> {leading(line)}
        <b>{line.result}</b>
        {trailing(line)}
      </dd>
    </>
  )
}
