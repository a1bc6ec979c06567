/** A table of layers x groups of steps of a long sequence, as a text alternative to plots. */

import type { ReactNode } from 'react'
import { DataTable } from '../base/data-table'
import partsCss from '../base/style/parts.module.css'
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
  const rows = [
    ...chosen.map((group) => ({ group, name: `t = ${group.to}`, on: true })),
    ...groupsOf(steps, MAX_GROUPS).map((group) => ({ group, name: groupLabel(group), on: false })),
    { group: { from: 0, to: steps }, name: 'all', on: false },
  ]
  return (
    <DataTable
      label={label}
      caption={caption}
      rows={rows}
      keyOf={({ name }) => name}
      on={({ on }) => on}
      columns={[
        { head: 'steps', cell: ({ name }) => name },
        ...layers.map((name, index) => ({
          head: (
            <button type="button" className={partsCss.text} title={`Select ${name}`} onClick={() => selectLayer(name)}>
              {name}
            </button>
          ),
          on: name === selected,
          cell: ({ group }: { group: Group }) => cell(index, group),
        })),
        extra && { head: extra.head, cell: ({ group }) => extra.cell(group) },
      ]}
    />
  )
}
