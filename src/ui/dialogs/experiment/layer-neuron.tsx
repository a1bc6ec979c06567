/** The neuron of one layer of a list: that of the network, or its own with its settings. */

import { type ComponentType, useId } from 'react'
import type { FormRow } from '../../../experiments/form'
import type { Problem } from '../../../problem'
import controlsCss from '../../base/style/controls.module.css'
import { edit } from '../../state/session/edit'
import { useLab } from '../../state/store/store'
import css from './experiment.module.css'

/** Draws a row of the form; given, because a list of layers is itself within one. */
export type DrawnRow = ComponentType<{ readonly row: FormRow; readonly problems: readonly Problem[] }>

/** @param rows of the neuron, the choice of its kind first @param name of the layer, for screen readers */
export function LayerNeuronChoice({ rows: [row], name }: { readonly rows: readonly FormRow[]; readonly name: string }) {
  const id = useId()
  if (!row) return null
  return (
    <label htmlFor={id} data-help={row.help} data-about={row.term}>
      <span aria-hidden="true">neuron</span>
      <span className={controlsCss.hidden}>{`${name}: neuron`}</span>
      <select id={id} value={String(row.value)} onChange={(event) => edit(row.path, event.currentTarget.value)}>
        {row.choices?.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  )
}

/** The settings of a layer's own neuron; those that are seldom changed are folded away. */
export function LayerNeuronRows({ rows, name, Row }: { readonly rows: readonly FormRow[]; readonly name: string; readonly Row: DrawnRow }) {
  const problems = useLab((state) => state.problems)
  const settings = rows.slice(1)
  if (settings.length === 0) return null
  const drawn = (some: readonly FormRow[]) =>
    some.map((row) => <Row key={row.path} row={row} problems={problems.filter(({ path }) => path === row.path)} />)
  const rare = settings.filter((row) => row.rare)
  return (
    <fieldset className={css.layerNeuron} aria-label={`${name}: its neuron`}>
      {drawn(settings.filter((row) => !row.rare))}
      {rare.length > 0 && (
        <details>
          <summary>{rare.length} more</summary>
          {drawn(rare)}
        </details>
      )}
    </fieldset>
  )
}
