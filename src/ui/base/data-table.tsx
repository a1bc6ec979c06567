/** Numbers as a table that scrolls, a row for each item: the text alternative to a plot. */

import type { ComponentProps, ReactNode, RefObject } from 'react'
import { Term } from './help'
import { Scrolling } from './parts'
import { SortHead } from './sort-head'
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
  readonly cellLook?: ((row: Row) => Pick<ComponentProps<'td'>, 'className' | 'style'>) | undefined
  /** How the table is sorted by the column, null where it is not; and what sorts it. */
  readonly sorted?: { readonly way: 'ascending' | 'descending' | null; readonly sort: () => void }
  /** True for the column of what is selected. */
  readonly on?: boolean
}

interface Props<Row> {
  readonly label: string
  readonly className?: string | undefined
  /** The element that scrolls. */
  readonly host?: RefObject<HTMLDivElement | null>
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

export function DataTable<Row>({ label, className, host, caption, rows, keyOf, on, columns, children }: Props<Row>) {
  const shown = columns.filter((column) => !!column)
  return (
    <Scrolling className={className ?? css.scroll} label={label} {...(host && { host })}>
      <table className={css.data}>
        {caption !== undefined && <caption>{caption}</caption>}
        <thead>
          <tr>
            {shown.map((column, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns keep their places, and two may have the same head
              <ColumnHead key={at} {...column} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} data-on={on?.(row) || undefined}>
              {shown.map(({ cell, className, cellLook }, at) => {
                const Cell = at === 0 ? 'th' : 'td'
                return (
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns keep their places
                  <Cell key={at} scope={at === 0 ? 'row' : undefined} className={className} {...cellLook?.(row)}>
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

function ColumnHead({ head, term, help, className, on, sorted }: Omit<Column<never>, 'cell' | 'cellLook'>) {
  if (sorted) return <SortHead text={head} term={term} help={help} {...sorted} />
  return (
    <th scope="col" className={className} data-on={on || undefined}>
      {term === undefined ? (
        head
      ) : (
        <Term term={term} help={help}>
          {head}
        </Term>
      )}
    </th>
  )
}
