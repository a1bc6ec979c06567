/** What a part of the page means, where its name does not say it: a tooltip on hover, focus and tap, and the description that a reader hears. */
import type { ReactNode } from 'react'
import { classesOf } from './classes'
import { type DrawnTerms, entriesDrawn, glossary, spoken } from './glossary'
import css from './help.module.css'
import { useSignal } from './signal'

/** For a control. What takes no focus has `data-help` alone. @param term what it is about, by its name in the glossary. */
export const helpOf = (help: string | undefined, term?: string) =>
  help ? { 'data-help': help, 'aria-description': help, 'data-about': term } : {}

/** For a control whose name says what it does: its name where only a sign stands there, its key. Not for a finger, nor read twice. */
export const hintOf = (hint: string) => ({ 'data-help': hint, 'data-hint': '' })

/** For a control that is named after a term, as the head of a column by which it is sorted. */
export function useAbout(term: string | null | undefined, help = '', drawn?: DrawnTerms) {
  const known = useSignal(glossary)
  const entry = known[term ?? '']
  const inPlot = drawn ? entriesDrawn(drawn, known, term).map(({ text, entry }) => `${text}: ${entry.definition}`) : []
  return {
    'data-help': help,
    'data-about': term ?? undefined,
    'data-drawn': drawn && JSON.stringify(drawn),
    'aria-description': [entry ? spoken(entry, help) : help, ...inPlot].filter(Boolean).join(' ') || undefined,
  }
}

interface TermProps {
  /** Its name in the glossary, which has its definition and equation. */
  readonly term?: string | null | undefined
  /** Help text for this place, in addition to the glossary entry. */
  readonly help?: string | undefined
  /** Of the title of a plot: the words that are drawn in that. */
  readonly drawn?: DrawnTerms | undefined
  readonly className?: string | undefined
  readonly children: ReactNode
}

interface InnerTermProps extends Omit<TermProps, 'drawn'> {
  readonly term: string
}

/** A word within a control, or a cell that keys walk: explained to pointer and finger; who uses keys has it where it is a `Term`. */
export function InnerTerm({ term, help = '', className, children }: InnerTermProps) {
  return (
    <span data-help={help} data-about={term} className={className}>
      {children}
    </span>
  )
}

/** A word that is explained, and does nothing else. */
export function Term({ term, help, drawn, className, children }: TermProps) {
  return (
    <button type="button" data-term {...useAbout(term, help, drawn)} className={classesOf(css.term, className)}>
      {children}
    </button>
  )
}
