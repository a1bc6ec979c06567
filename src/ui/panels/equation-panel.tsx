/** What each neuron does, as equations with the present numbers in them; the window's width as it is in the newest batch. */

import { errorsOf } from '../../experiments/check'
import type { Experiment } from '../../experiments/schema'
import { LEAKY_EQUATIONS } from '../../neurons/lif/schema'
import { SURROGATE_EQUATIONS } from '../../neurons/surrogate/schema'
import type { Equation } from '../../schema'
import type { MembraneFrame } from '../../worker/protocol'
import { layerOf, useMembrane, useShownLayer } from '../charts/hooks'
import { MathText } from '../controls/math'
import { showNumber } from '../controls/number-field'
import { useLab } from '../store'

type Values = Readonly<Record<string, string>>

export function EquationPanel() {
  // A draft with a problem keeps the numbers of what is open: an equation of refused values would be none.
  const draft = useLab((state) => (errorsOf(state.problems).length > 0 ? state.open : state.draft))
  const layer = useShownLayer()
  const frame = layerOf(useMembrane(500), layer)
  const values = valuesOf(draft, frame)
  const neuron = LEAKY_EQUATIONS[draft.neuron.reset].map((equation) => plain(equation, draft))
  return (
    <section className="equations" aria-label="Equations">
      <div className="equations-head">
        <h3>What each neuron does</h3>
        <span className="muted">{layer}</span>
      </div>
      <table>
        <tbody>
          <Lines equations={neuron} values={values} />
        </tbody>
        <tbody>
          <Lines
            equations={SURROGATE_EQUATIONS[draft.surrogate.kind].map(([left, relation, right]) => [
              left,
              relation,
              right.replace(/θ/g, '{threshold}').replace(', else 0', ''),
            ])}
            values={values}
          />
          <Lines equations={windowEquations(draft, frame, values)} values={values} />
        </tbody>
      </table>
    </section>
  )
}

function Lines({ equations, values }: { equations: readonly Equation[]; values: Values }) {
  return equations.map(([left, relation, right]) => (
    <tr key={left + right}>
      <td>
        <MathText text={left} />
      </td>
      <td>{relation}</td>
      <td>
        <MathText text={right} values={values} />
      </td>
    </tr>
  ))
}

/** Every number of neuron, surrogate and normalization by its name; a learned decay as it is now. */
function valuesOf(draft: Experiment, frame: MembraneFrame | undefined): Values {
  const decay = draft.neuron.kind === 'lif' ? draft.neuron.decay : (frame?.decay ?? draft.neuron.initialDecay)
  const numbers = { ...draft.network.normalization, ...draft.surrogate, ...draft.neuron, decay }
  return Object.fromEntries(
    Object.entries(numbers).flatMap(([name, value]) => {
      if (typeof value !== 'number') return []
      return [[name, name === 'decay' || name === 'threshold' ? Math.max(0, value).toFixed(2) : showNumber(value)]]
    }),
  )
}

/** Without the factors that are 1 and the terms that are 0. */
function plain([left, relation, right]: Equation, { neuron }: Experiment): Equation {
  const gained = neuron.inputGain === 1 ? right.replace('{inputGain} · ', '') : right
  return [left, relation, neuron.resetTo === 0 ? gained.replace(' + {resetTo} · s[t]', '') : gained]
}

/** The adaptive width of MPD-AGL: from the mean scale of the normalization in front, and the leak. */
function windowEquations({ surrogate, neuron }: Experiment, frame: MembraneFrame | undefined, values: Values): Equation[] {
  if (surrogate.kind !== 'rect') return []
  if (surrogate.window === 'fixed') return [['κ', '=', `{width}, at every layer and step`]]
  const gamma = frame?.gammaMean
  if (gamma === null || gamma === undefined || !frame)
    return [
      ['κ[1]', '=', '2γ̄θ'],
      ['κ[t>1]', '=', 'κ[1] · √(1 + {decay}²)'],
    ]
  const first = 2 * gamma * neuron.threshold
  return [
    ['κ[1]', '=', `2γ̄θ = 2 · ${gamma.toFixed(2)} · {threshold} = ⟨${first.toFixed(2)}⟩`],
    ['κ[t>1]', '=', `κ[1] · √(1 + ${values.decay}²) = ⟨${(first * Math.sqrt(1 + frame.decay ** 2)).toFixed(2)}⟩`],
  ]
}
