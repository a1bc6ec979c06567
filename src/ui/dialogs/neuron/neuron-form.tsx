/** The single neuron's settings and input as rows derived from the lab's schemas. */

import { useId } from 'react'
import { setAt } from '../../../experiments/edit'
import { type FormRow, metaAt, rowsOf } from '../../../experiments/form'
import { type SingleNeuron, singleNeuronSchema } from '../../../networks/single/schema'
import { formulaProblems } from '../../../neurons/equations/describe'
import { classesOf } from '../../base/classes'
import { HelpRow } from '../../base/help-row'
import formCss from '../../base/style/form.module.css'
import { Wrong } from '../../base/wrong'
import { FormulaField } from '../../shared/formula-field'
import { SchemaRow } from '../../shared/schema-row'
import { setNeuron } from '../../state/settings/single-neuron'
import css from './neuron.module.css'
import { neuronRows } from './neuron-rows'
import { rounded } from './stacked-plots'

/** The usual ranges, which the sliders cover. */
const USUAL: Readonly<Record<string, readonly [low: number, high: number]>> = {
  'current.height': [-1, 3],
  'current.mean': [-1, 3],
  'current.deviation': [0, 2],
  'current.weight': [-1, 3],
  'current.period': [1, 20],
  'current.seed': [0, 100],
  'neuron.threshold': [0.05, 3],
  'neuron.inputGain': [0, 2],
  'neuron.resetTo': [-1, 1],
  'recurrence.span': [1, 50],
  'recurrence.spans': [1, 50],
  recurrentWeight: [-2, 2],
  'surrogate.width': [0.05, 10],
}

interface FormProps {
  readonly spec: SingleNeuron
  /** The current of each step, from which a drawn one starts. */
  readonly input: readonly number[]
}

export function NeuronForm({ spec, input }: FormProps) {
  return (
    <div className={classesOf(css.form, formCss.beside)}>
      {neuronRows(spec).map(({ title }) => (
        <RowGroup key={title} title={title} spec={spec} input={input} />
      ))}
    </div>
  )
}

interface GroupProps extends FormProps {
  readonly title: string
  /** Paths that have no row. */
  readonly without?: RegExp
  /** The sentence shown instead of those rows. */
  readonly said?: string
}

/** One group of the rows, by its title. */
export function RowGroup({ title, spec, input, without = /^$/, said }: GroupProps) {
  const change = (path: string, value: unknown) => setNeuron(changed(spec, input, path, value))
  return (
    <fieldset className={formCss.group}>
      <legend>{title}</legend>
      {neuronRows(spec)
        .filter((group) => group.title === title)
        .flatMap(({ rows }) => rows)
        .filter(({ path }) => !without.test(path))
        .map((row) =>
          row.control === 'text' ? (
            <FormulaRow key={row.path} row={row} change={change} />
          ) : (
            <SchemaRow key={row.path} row={row} usual={USUAL[row.path]} change={change} />
          ),
        )}
      {said && <p>{said}</p>}
    </fieldset>
  )
}

/** The surrogate as a formula, with its first fault. */
function FormulaRow({ row: { path, label, help, term, value }, change }: { row: FormRow; change: (path: string, value: string) => void }) {
  const id = useId()
  const text = String(value)
  const faults = formulaProblems(text)
  return (
    <HelpRow id={id} label={label} help={help} term={term}>
      <FormulaField id={id} aria-describedby={`${id}faults ${id}help`} value={text} change={(next) => change(path, next)} />
      <div id={`${id}faults`} role="status">
        {faults.map(({ message }) => (
          <Wrong key={message}>{message}</Wrong>
        ))}
      </div>
    </HelpRow>
  )
}

/**
 * Another model keeps the values that it has too. Any other part of a new kind starts with its defaults; a hand-drawn current starts as a copy
 * of the previous current.
 */
export function changed(spec: SingleNeuron, input: readonly number[], path: string, value: unknown): SingleNeuron {
  const keys = path.split('.')
  if (path === 'current.kind' && value === 'drawn') return { ...spec, current: { kind: 'drawn', values: input.map(rounded) } }
  if (path === 'neuron.kind') return withModel(spec, value)
  const draft = keys.at(-1) === 'kind' ? setAt(spec, keys.slice(0, -1), { kind: value }) : setAt(spec, keys, value)
  const parsed = singleNeuronSchema.safeParse(draft)
  return parsed.success ? parsed.data : spec
}

/** Values carry over by name, or by what they mean: the decay of one model is the initial decay of another. */
function withModel(spec: SingleNeuron, kind: unknown): SingleNeuron {
  const parsed = singleNeuronSchema.safeParse({ ...spec, neuron: { kind } })
  if (!parsed.success) return spec
  const before: Readonly<Record<string, unknown>> = spec.neuron
  const termOf = (draft: SingleNeuron, key: string) => metaAt(draft, `neuron.${key}`, singleNeuronSchema).term
  return Object.keys(parsed.data.neuron).reduce((next, key) => {
    const term = termOf(parsed.data, key)
    const alike = (other: string) => !(other in parsed.data.neuron) && term !== undefined && termOf(spec, other) === term
    const from = key in before ? key : Object.keys(before).find(alike)
    if (key === 'kind' || from === undefined) return next
    const rows = rowsOf(singleNeuronSchema.shape.neuron, 'neuron', next.neuron, next.neuron)
    const { min = -Infinity, max = Infinity } = rows.find(({ path }) => path === `neuron.${key}`) ?? {}
    const value = before[from]
    const within = typeof value === 'number' ? Math.min(max, Math.max(min, value)) : value
    return singleNeuronSchema.parse(setAt(next, ['neuron', key], within))
  }, parsed.data)
}

/** Sets the current between two steps, inclusive. */
export function withDrawn(spec: SingleNeuron, input: readonly number[], from: number, to: number, value: number): SingleNeuron {
  const [first, last] = [Math.min(from, to), Math.max(from, to)]
  // Values drawn beyond the last step are preserved, in case the number of steps grows again.
  const before = spec.current.kind === 'drawn' ? [...input, ...spec.current.values.slice(input.length)] : input
  return { ...spec, current: { kind: 'drawn', values: before.map((x, t) => (t >= first && t <= last ? value : x)) } }
}
