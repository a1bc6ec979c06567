/** A table of layers x groups of steps of a long sequence, as a text alternative to plots. */

import type { ReactNode } from 'react'
import { Scrolling } from '../base/parts'
import partsCss from '../base/style/parts.module.css'
import viewCss from '../base/style/view.module.css'
import { type Group, groupLabel, groupsOf } from '../base/viewport'
import { selectLayer } from '../state/selection/select'

/** The largest number of rows for a long sequence. */
const MAX_GROUPS = 16

interface Props {
  readonly label: string
  readonly caption: string
  readonly layers: readonly string[]
  readonly selected: string | null
  readonly steps: number
  readonly step: number | null
  /** The cell of a group of steps; the last row is the group of all steps. */
  readonly cell: (layer: number, group: Group) => ReactNode
  /** An additional last column with its own heading. */
  readonly extra?: { readonly head: ReactNode; readonly cell: (group: Group) => ReactNode }
}

export function GroupTable({ label, caption, layers, selected, steps, step, cell, extra }: Props) {
  const chosen = step === null || step >= steps ? [] : [{ from: step, to: step + 1 }]
  const row = (group: Group, head: string, on = false) => (
    <tr key={head} data-on={on || undefined}>
      <th scope="row">{head}</th>
      {layers.map((name, index) => (
        <td key={name}>{cell(index, group)}</td>
      ))}
      {extra && <td>{extra.cell(group)}</td>}
    </tr>
  )
  return (
    <Scrolling className={viewCss.scroll} label={label}>
      <table className={viewCss.data}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">steps</th>
            {layers.map((name) => (
              <th key={name} scope="col" data-on={name === selected || undefined}>
                <button type="button" className={partsCss.text} title={`Select ${name}`} onClick={() => selectLayer(name)}>
                  {name}
                </button>
              </th>
            ))}
            {extra && <th scope="col">{extra.head}</th>}
          </tr>
        </thead>
        <tbody>
          {chosen.map((group) => row(group, `t = ${group.to}`, true))}
          {groupsOf(steps, MAX_GROUPS).map((group) => row(group, groupLabel(group)))}
          {row({ from: 0, to: steps }, 'all')}
        </tbody>
      </table>
    </Scrolling>
  )
}
