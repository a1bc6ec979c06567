/** The settings of a neuron as equations: its text with the shelf, the parameters that the text has, the current, the surrogate. */

import type { SingleNeuron } from '../../../networks/single/schema'
import { COST_OF_LIF, type Cost, costOf } from '../../../neurons/equations/cost'
import { withParameter } from '../../../neurons/equations/parameters'
import type { Model } from '../../../neurons/equations/tree'
import { classesOf } from '../../base/classes'
import { Term } from '../../base/help'
import controlsCss from '../../base/style/controls.module.css'
import formCss from '../../base/style/form.module.css'
import { SchemaRow } from '../../shared/schema-row'
import { setEquations } from '../../state/settings/single-neuron'
import css from './equations.module.css'
import type { Answer } from './equations-answer'
import { Shelf } from './equations-shelf'
import { drawnSentence, isDrawn, parameterRow } from './equations-text'
import neuronCss from './neuron.module.css'
import { RowGroup } from './neuron-form'
import { TypedEquations } from './typed-equations'

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
          <TypedEquations text={text} faults={faults} />
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
        {shown && <CostTable model={shown.model} stale={faults.length > 0} />}
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
      {fixed && <p>Of the last text that could be read. They can be changed as soon as this one can be read.</p>}
      {drawn && <p>{drawn}</p>}
    </fieldset>
  )
}

/** The cost of the text in a network, next to hand-written LIF. @param stale the text has faults, and the model is that of the last one without */
function CostTable({ model, stale }: { readonly model: Model; readonly stale: boolean }) {
  const cost = costOf(model)
  const row = (name: string, of: (cost: Cost) => number) => (
    <tr>
      <th scope="row">{name}</th>
      <td>{of(cost)}</td>
      <td>{of(COST_OF_LIF)}</td>
    </tr>
  )
  return (
    <fieldset className={formCss.group}>
      <legend>Cost</legend>
      <table className={classesOf(controlsCss.facts, css.cost)}>
        <caption>Of a neuron and a step of training, predicted. LIF is the one that is written by hand.</caption>
        <thead>
          <tr>
            <td />
            {stale ? <th scope="col">last readable text</th> : <th scope="col">this text</th>}
            <th scope="col">
              <Term term="lif">LIF</Term>
            </th>
          </tr>
        </thead>
        <tbody>
          {row('operations forward', ({ operations }) => operations.forward)}
          {row('operations backward', ({ operations }) => operations.backward)}
          {row('bytes moved', ({ bytes }) => bytes.forward + bytes.backward)}
          {row('states', ({ states }) => states)}
        </tbody>
      </table>
    </fieldset>
  )
}
