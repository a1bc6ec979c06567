/** Help for a part of the page: a tooltip on hover, focus and tap, and the description that a screen reader announces. */
import type { ReactNode } from 'react'
import { classesOf } from './classes'
import { type DrawnTerms, entriesDrawn, glossary, spoken } from './glossary'
import css from './help.module.css'
import { useSignal } from './signal'

/** For a control. An element that takes no focus only has `data-help`. @param term the key of its glossary entry. */
export const helpOf = (help: string | undefined, term?: string) =>
  help ? { 'data-help': help, 'aria-description': help, 'data-about': term } : {}

/** For a control with a self-explanatory name: the name of an icon, or its key. Not shown on touch, nor read twice. */
export const hintOf = (hint: string) => ({ 'data-help': hint, 'data-hint': '' })

/** For a control that is named after a term, such as a column heading that sorts. */
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
  /** The key of its glossary entry, which has its definition and equation. */
  readonly term?: string | null | undefined
  /** Help text for this place, in addition to the glossary entry. */
  readonly help?: string | undefined
  /** For the title of a plot: the words drawn in the plot. */
  readonly drawn?: DrawnTerms | undefined
  readonly className?: string | undefined
  readonly children: ReactNode
}

interface InnerTermProps extends Omit<TermProps, 'drawn'> {
  readonly term: string
}

/** A term inside a control or a cell that keys navigate: explained on hover and touch; keyboard users find it elsewhere as a `Term`. */
export function InnerTerm({ term, help = '', className, children }: InnerTermProps) {
  return (
    <span data-help={help} data-about={term} className={className}>
      {children}
    </span>
  )
}

/** A word that is explained, and has no other action. */
export function Term({ term, help, drawn, className, children }: TermProps) {
  return (
    <button type="button" data-term {...useAbout(term, help, drawn)} className={classesOf(css.term, className)}>
      {children}
    </button>
  )
}
