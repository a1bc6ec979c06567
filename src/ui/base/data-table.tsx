/** Numbers as a table that scrolls, a row for each item: the text alternative to a plot. */

import type { ReactNode } from 'react'
import { Term } from './help'
import { Scrolling } from './parts'
import css from './style/view.module.css'

export interface Column<Row> {
  readonly head: ReactNode
  /** The key of the head’s glossary entry; null for a head with help alone. */
  readonly term?: string | null | undefined
  readonly help?: string | undefined
  /** The content of its cell. That of the first column names the row. */
  readonly cell: (row: Row) => ReactNode
  /** A class for head and cells. */
  readonly className?: string | undefined
  readonly cellClass?: ((row: Row) => string | undefined) | undefined
  /** True for the column of what is selected. */
  readonly on?: boolean
}

interface Props<Row> {
  readonly label: string
  readonly className?: string | undefined
  readonly caption?: ReactNode
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string | number
  /** Whether the row shows what is selected. */
  readonly on?: (row: Row) => boolean
  /** Those that do not apply may be null, false or undefined. */
  readonly columns: readonly (Column<Row> | false | null | undefined)[]
  /** A last row. */
  readonly children?: ReactNode
}

export function DataTable<Row>({ label, className, caption, rows, keyOf, on, columns, children }: Props<Row>) {
  const shown = columns.filter((column) => !!column)
  return (
    <Scrolling className={className ?? css.scroll} label={label}>
      <table className={css.data}>
        {caption !== undefined && <caption>{caption}</caption>}
        <thead>
          <tr>
            {shown.map(({ head, term, help, className, on }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns keep their places, and two may have the same head
              <th key={at} scope="col" className={className} data-on={on || undefined}>
                {term === undefined ? (
                  head
                ) : (
                  <Term term={term} help={help}>
                    {head}
                  </Term>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} data-on={on?.(row) || undefined}>
              {shown.map(({ cell, className, cellClass }, at) => {
                const Cell = at === 0 ? 'th' : 'td'
                return (
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns keep their places
                  <Cell key={at} scope={at === 0 ? 'row' : undefined} className={cellClass?.(row) ?? className}>
                    {cell(row)}
                  </Cell>
                )
              })}
            </tr>
          ))}
          {children}
        </tbody>
      </table>
    </Scrolling>
  )
}
