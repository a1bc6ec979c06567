/**
 * All rules, and what they say together: notes in the order in which they are worth reading. Pure; what is shown of them for how
 * long is in steady.
 */
import { errorsOf } from '../problem'
import type { Evidence, Note, Rule } from './evidence'
import { GRADIENT_RULES } from './gradient'
import { LEARNING_RULES } from './learning'
import { NEURON_RULES } from './neurons'
import { failure, ofProblem, SOFTWARE } from './run'
import { WINDOW_RULES } from './window'

export const RULES: readonly Rule[] = [...NEURON_RULES, ...WINDOW_RULES, ...GRADIENT_RULES, ...LEARNING_RULES]

/** Those that apply to what is open. */
const rulesOf = (e: Evidence): Rule[] => RULES.filter(({ applies }) => applies?.(e) ?? true)

export interface Diagnosis {
  /** Of the run and the draft: true at once. */
  readonly facts: readonly Note[]
  /** Of rules over what was measured: one batch may be an exception. */
  readonly found: readonly Note[]
  /** Checks that found nothing. */
  readonly fine: number
}

export function diagnose(e: Evidence): Diagnosis {
  const facts = [failure(e), ...e.problems.map((problem) => ofProblem(problem, e.draft)), e.software ? SOFTWARE : null].filter(isNote)
  const found = findings(e).filter(isNote)
  const asked = e.layers.length > 0 && measures(e) ? rulesOf(e).length : 0
  return { facts, found, fine: asked - found.length + (e.problems.length === 0 ? 1 : 0) + (e.run.kind === 'failed' ? 0 : 1) }
}

/** While the draft is refused, what the probes saw of the experiment before it is not the point. */
const measures = ({ problems }: Evidence): boolean => errorsOf(problems).length === 0
const findings = (e: Evidence): (Note | null)[] => (e.layers.length > 0 && measures(e) ? rulesOf(e).map((rule) => rule.find(e)) : [])
const isNote = (note: Note | null): note is Note => note !== null

/** Warnings first; then what is of the run, then by the layer where it begins, then what is of all layers. */
export const inOrder = (facts: readonly Note[], found: readonly Note[]): Note[] => [
  ...sorted(facts, 'warn'),
  ...sorted(found, 'warn'),
  ...sorted(facts, 'info'),
  ...sorted(found, 'info'),
]
const sorted = (notes: readonly Note[], severity: Note['severity']): Note[] =>
  notes
    .filter((note) => note.severity === severity)
    .sort((a, b) => (a.at ?? Number.POSITIVE_INFINITY) - (b.at ?? Number.POSITIVE_INFINITY) || 0)

export interface Checked {
  readonly rule: Rule
  readonly state: 'fine' | 'look' | 'unknown'
  /** What it measures now. */
  readonly value: string | null
}

/** Every rule that applies, with what it measures now. */
export function checked(e: Evidence): Checked[] {
  return rulesOf(e).map((rule) => {
    if (e.layers.length === 0) return { rule, state: 'unknown', value: null }
    const value = rule.measure(e)
    const found = rule.find(e) !== null
    return { rule, state: found ? 'look' : value === null ? 'unknown' : 'fine', value }
  })
}
