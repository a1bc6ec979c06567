/** The glossary on the page: definitions for tooltips, lessons and the list of terms. The entries are in state/labels/glossary.ts. */
import type { Equation } from '../../schema'
import { createSignal } from './signal'

export interface GlossaryEntry {
  readonly term: string
  readonly symbol?: string
  /** One or two sentences. */
  readonly definition: string
  /** With the symbols of the docs, not with current numbers. */
  readonly equations?: readonly Equation[]
  /** Other names for the term, which the search finds. */
  readonly also?: readonly string[]
  /** The section of the docs with more details: a file and a heading, as in a link. */
  readonly see: string
}

/** Entries by key; views, fields and metrics refer to these keys. */
export type Glossary = Readonly<Record<string, GlossaryEntry>>

/** Empty until the entries have loaded. */
export const glossary = createSignal<Glossary>({})

const SIGNS: Readonly<Record<string, string>> = {
  decay: 'β',
  threshold: 'θ',
  resetTo: 'u₀',
  scale: 'α',
  sigma: 'σ',
  width: 'κ',
  span: 'λ',
  kernel: 'K',
}

/** An equation with symbols only. The input gain, which is 1 in most networks, is omitted. */
export const inSigns = (text: string): string =>
  text.replaceAll('{inputGain} · ', '').replace(/\{(\w+)\}/g, (whole, name: string) => SIGNS[name] ?? whole)

/** An entry in one line, for screen readers. @param help additional help at the place where it appears. */
export const spoken = ({ definition, equations = [] }: GlossaryEntry, help = ''): string =>
  [definition, help, ...equations.map((equation) => `${inSigns(equation.join(' '))}.`)].filter(Boolean).join(' ')

/** The words drawn in a plot, such as axis labels, each with its key in the glossary: text on a canvas has no tooltip. */
export type DrawnTerms = Readonly<Record<string, string>>

/** The entries of drawn words, grouped by meaning. @param about the term that is already explained. */
export function entriesDrawn(
  terms: DrawnTerms,
  known: Glossary,
  about: string | null | undefined,
): { text: string; entry: GlossaryEntry }[] {
  const names = [...new Set(Object.values(terms))].filter((name) => name !== about)
  return names.flatMap((name) => {
    const texts = Object.keys(terms).filter((text) => terms[text] === name)
    return known[name] ? [{ text: texts.join(', '), entry: known[name] }] : []
  })
}
