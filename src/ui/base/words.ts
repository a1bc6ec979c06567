/** The glossary as the page has it, once it has come: what a term means, in one place for tooltips, lessons and the list of all. What the terms are: state/glossary.ts. */
import type { Equation } from '../../schema'
import { createSignal } from './signal'

export interface Word {
  readonly term: string
  readonly symbol?: string
  /** A sentence or two. */
  readonly definition: string
  /** With the signs of the docs, not with present numbers. */
  readonly equations?: readonly Equation[]
  /** What else it is called. */
  readonly also?: readonly string[]
  /** Fields of an experiment that it is about, by path: their help is the definition. */
  readonly fields?: readonly string[]
  /** Where the docs say more: a file and a heading, as in a link. */
  readonly see?: string
}

/** By a short name, which is written where a term stands. */
export type Words = Readonly<Record<string, Word>>

/** None before they have come. */
export const words = createSignal<Words>({})

/** The term that a field of the form is about. */
export const wordOfField = (path: string): Word | undefined => Object.values(words.get()).find(({ fields }) => fields?.includes(path))

const SIGNS: Readonly<Record<string, string>> = { decay: 'β', threshold: 'θ', resetTo: 'u₀', scale: 'α', sigma: 'σ', width: 'κ', span: 'λ' }

/** An equation in signs alone. The input gain, 1 in most networks, is left out. */
export const inSigns = (text: string): string =>
  text.replaceAll('{inputGain} · ', '').replace(/\{(\w+)\}/g, (whole, name: string) => SIGNS[name] ?? whole)

/** In one line, for who hears it. @param help what is to be said of it where it stands. */
export const spoken = ({ definition, equations = [] }: Word, help = ''): string =>
  [definition, help, ...equations.map((equation) => `${inSigns(equation.join(' '))}.`)].filter(Boolean).join(' ')
