/** The number of training and test samples for each class, or for another property. */

import type { ReactNode } from 'react'
import { grouped } from '../../../../format'
import { Term } from '../../../base/help'
import controlsCss from '../../../base/style/controls.module.css'
import css from './class-table.module.css'

interface Row {
  readonly name: string
  /** The number of the class, if it also has a name. */
  readonly label?: number
  readonly train: number
  readonly test: number
}

export function ClassTable({ title, rows }: { readonly title: string; readonly rows: readonly Row[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col">
            <Term term="halves">Training</Term>
          </th>
          <th scope="col">
            <Term term="halves">Test</Term>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, label, train, test }) => (
          <tr key={name}>
            <th scope="row">
              {label !== undefined && name !== String(label) && <span className={controlsCss.muted}>{label}</span>} {name}
            </th>
            <td>{grouped(train)}</td>
            <td>{grouped(test)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Tables on the left, notes on the right. */
export function Classes({ label, tables, children }: { readonly label: string; readonly tables: ReactNode; readonly children: ReactNode }) {
  return (
    <section className={css.classes} aria-label={label}>
      <div>{tables}</div>
      {children}
    </section>
  )
}
