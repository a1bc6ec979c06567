/** What a part of the page means, where its name does not say it: a tooltip on hover, focus and tap, and the description that a reader hears. */
import type { ReactNode } from 'react'
import { classesOf } from './classes'
import css from './help.module.css'

/** For a control. What takes no focus has `data-help` alone. */
export const helpOf = (help: string | undefined) => (help ? { 'data-help': help, 'aria-description': help } : {})

/** For a control whose name says what it does: its name where only a sign stands there, its key. Not for a finger, nor read twice. */
export const hintOf = (hint: string) => ({ 'data-help': hint, 'data-hint': '' })

/** A word that is explained, and does nothing else. */
export const Term = (props: { help: string; className?: string | undefined; children: ReactNode }) => (
  <button type="button" data-term className={classesOf(css.term, props.className)} {...helpOf(props.help)}>
    {props.children}
  </button>
)
