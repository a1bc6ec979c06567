/** What a part of the page means, where its name does not say it: a tooltip on hover, focus and tap, and the description that a reader hears. */
import type { ReactNode } from 'react'
import { classesOf } from './classes'
import css from './help.module.css'
import { useSignal } from './signal'
import { spoken, words } from './words'

/** For a control. What takes no focus has `data-help` alone. */
export const helpOf = (help: string | undefined) => (help ? { 'data-help': help, 'aria-description': help } : {})

/** For a control whose name says what it does: its name where only a sign stands there, its key. Not for a finger, nor read twice. */
export const hintOf = (hint: string) => ({ 'data-help': hint, 'data-hint': '' })

interface TermProps {
  /** Its name in the glossary, which has its definition and equation. */
  readonly word?: string | undefined
  /** What is to be said of it here. */
  readonly help?: string | undefined
  readonly className?: string | undefined
  readonly children: ReactNode
}

/** A word that is explained, and does nothing else. */
export function Term({ word, help, className, children }: TermProps) {
  const entry = useSignal(words)[word ?? '']
  return (
    <button
      type="button"
      data-term
      data-word={word}
      data-help={help ?? ''}
      aria-description={entry ? spoken(entry, help) : help}
      className={classesOf(css.term, className)}
    >
      {children}
    </button>
  )
}
