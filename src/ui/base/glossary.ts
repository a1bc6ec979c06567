/** The glossary as the page has it, once it has come: what a term means, in one place for tooltips, lessons and the list of all. What the terms are: state/glossary.ts. */
import type { Equation } from '../../schema'
import { createSignal } from './signal'

export interface GlossaryEntry {
  readonly term: string
  readonly symbol?: string
  /** A sentence or two. */
  readonly definition: string
  /** With the signs of the docs, not with present numbers. */
  readonly equations?: readonly Equation[]
  /** Other names for the term, which the search finds. */
  readonly also?: readonly string[]
  /** Where the docs say more: a file and a heading, as in a link. */
  readonly see: string
}

/** By a short name, with which views, fields and metrics say what they are about. */
export type Glossary = Readonly<Record<string, GlossaryEntry>>

/** None before they have come. */
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

/** An equation in signs alone. The input gain, 1 in most networks, is left out. */
export const inSigns = (text: string): string =>
  text.replaceAll('{inputGain} · ', '').replace(/\{(\w+)\}/g, (whole, name: string) => SIGNS[name] ?? whole)

/** In one line, for who hears it. @param help what is to be said of it where it stands. */
export const spoken = ({ definition, equations = [] }: GlossaryEntry, help = ''): string =>
  [definition, help, ...equations.map((equation) => `${inSigns(equation.join(' '))}.`)].filter(Boolean).join(' ')

/** The words drawn in a plot, such as axis labels, each with its key in the glossary: text on a canvas has no tooltip. */
export type DrawnTerms = Readonly<Record<string, string>>

/** What drawn words mean, those of one meaning together. @param about what is explained already. */
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
