/** A row of a form: the label of a control, the control, and its help, on request and for screen readers. */

import type { ReactNode } from 'react'
import controlsCss from './style/controls.module.css'
import formCss from './style/form.module.css'

interface HelpRowProps {
  /** The id of the control; its help has the same id followed by `help`. */
  readonly id: string
  readonly label: ReactNode
  readonly help: string
  /** The key of the field's glossary entry. */
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
