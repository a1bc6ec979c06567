/** The settings of a neuron as equations: its text with the shelf, the parameters that the text has, the current, the surrogate. */

import type { SingleNeuron } from '../../../networks/single/schema'
import type { Model } from '../../../neurons/equations/tree'
import { classesOf } from '../../base/classes'
import { Term } from '../../base/help'
import formCss from '../../base/style/form.module.css'
import { SchemaRow } from '../../shared/schema-row'
import { setEquations } from '../../state/settings/single-neuron'
import css from './equations.module.css'
import type { Answer } from './equations-answer'
import { EquationsEditor, Shelf } from './equations-editor'
import { drawnSentence, isDrawn, parameterRow, withParameter } from './equations-text'
import neuronCss from './neuron.module.css'
import { RowGroup } from './neuron-form'

interface FormProps {
  readonly spec: SingleNeuron
  readonly text: string
  readonly answer: Answer | null
}

export function EquationsForm({ spec, text, answer }: FormProps) {
  const shown = answer?.shown ?? null
  const faults = answer?.faults ?? []
  const ownSurrogate = shown?.model.surrogate !== null && shown !== null
  return (
    <div className={classesOf(neuronCss.form, css.form, formCss.beside)}>
      <div className={css.text}>
        <fieldset className={formCss.group}>
          <legend>
            <Term term="equations">Equations</Term>
          </legend>
          <EquationsEditor text={text} faults={faults} />
          <Shelf text={text} />
        </fieldset>
        {shown && shown.model.parameters.length > 0 && <Parameters text={text} model={shown.model} fixed={faults.length > 0} />}
      </div>
      <div className={css.settings}>
        <RowGroup title="Input" spec={spec} input={shown?.trace.input ?? []} />
        <RowGroup
          title="Surrogate and gradient"
          spec={spec}
          input={shown?.trace.input ?? []}
          {...(ownSurrogate && { without: /^surrogate/, said: 'The surrogate is that of the text.' })}
        />
      </div>
    </div>
  )
}

/** @param fixed the text has faults, so that its lines may not be those of the model */
function Parameters({ text, model, fixed }: { readonly text: string; readonly model: Model; readonly fixed: boolean }) {
  const drawn = drawnSentence(model)
  return (
    <fieldset className={formCss.group} disabled={fixed}>
      <legend>Parameters</legend>
      {model.parameters
        .filter((parameter) => !isDrawn(parameter))
        .map((parameter) => (
          <SchemaRow
            key={parameter.name}
            row={parameterRow(parameter)}
            usual={parameter.range ? undefined : null}
            change={(_, value) => setEquations(withParameter(text, parameter, Number(value)))}
          />
        ))}
      {drawn && <p>{drawn}</p>}
    </fieldset>
  )
}
