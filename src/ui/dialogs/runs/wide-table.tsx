/** A table that may be wider than the dialog: it scrolls by itself and says how many columns are out of sight. */

import { type ReactNode, useRef } from 'react'
import { useOverflow } from '../../base/overflow'
import { Scrolling } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import css from './runs.module.css'

interface Props {
  readonly title: string
  readonly label: string
  readonly columns: number
  /** A sentence above the table. */
  readonly verdict?: string | null
  /** Controls next to the title. */
  readonly tools: ReactNode
  readonly children: ReactNode
}

export function WideTable({ title, label, columns, verdict, tools, children }: Props) {
  const host = useRef<HTMLDivElement>(null)
  const { after } = useOverflow(host, 'thead th + th', columns)
  return (
    <section className={css.part}>
      <div className={css.partHead}>
        <h3>{title}</h3>
        {after > 0 && (
          <span className={controlsCss.muted}>
            {after} more {after === 1 ? 'column' : 'columns'} to the right: scroll →
          </span>
        )}
        {tools}
      </div>
      {verdict && <p>{verdict}</p>}
      <Scrolling className={css.scroll} label={label} host={host}>
        {children}
      </Scrolling>
    </section>
  )
}
