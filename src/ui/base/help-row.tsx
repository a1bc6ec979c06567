/** A row of a form: what a control is called, the control, and what it is for, on request and for who does not see it. */

import type { ReactNode } from 'react'
import controlsCss from './style/controls.module.css'
import formCss from './style/form.module.css'

interface HelpRowProps {
  /** Of the control; its help has the same with `help` behind it. */
  readonly id: string
  readonly label: ReactNode
  readonly help: string
  /** What the field is about, by its name in the glossary. */
  readonly term?: string | null | undefined
  readonly children: ReactNode
}

export function HelpRow({ id, label, help, term, children }: HelpRowProps) {
  return (
    <div data-row className={formCss.row}>
      <label htmlFor={id} data-help={help} data-about={term ?? undefined}>
        {label}
      </label>
      {children}
      <span id={`${id}help`} className={controlsCss.hidden}>
        {help}
      </span>
    </div>
  )
}
