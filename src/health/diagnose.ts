/** Runs the rules and orders their notes by importance. Pure; steady.ts decides how long a note is shown. */
import { errorsOf } from '../problem'
import type { Evidence, Note, Rule } from './evidence'
import { failure, ofProblem, SOFTWARE } from './run'

/** The rules that apply to the open experiment. */
const applying = (e: Evidence, rules: readonly Rule[]): Rule[] => rules.filter(({ applies }) => applies?.(e) ?? true)

export interface Diagnosis {
  /** Notes about the run, the draft and the device: these hold as soon as they occur. */
  readonly facts: readonly Note[]
  /** Notes from rules over measurements: a single batch may be an exception. */
  readonly found: readonly Note[]
  /** The number of rules that have a measurement and no finding. */
  readonly fine: number
}

/** Problems of the draft. A change that the running experiment rejects is shown at its field, and the run continues unchanged. */
const problemsOf = ({ problems }: Evidence) => problems.filter(({ ofRun }) => !ofRun)

/** Notes about the run, the settings and the device, which need no rule. */
export const factsOf = (e: Evidence): Note[] =>
  [failure(e), ...problemsOf(e).map((problem) => ofProblem(problem, e.draft)), e.software ? SOFTWARE : null].filter(isNote)

export function diagnose(e: Evidence, rules: readonly Rule[]): Diagnosis {
  // While the draft is rejected, measurements of the previous experiment are not relevant.
  const results = errorsOf(problemsOf(e)).length === 0 ? resultsOf(e, rules) : []
  const found = results.flatMap(({ note }) => note ?? [])
  return { facts: factsOf(e), found, fine: results.filter(({ note, value }) => note === null && value !== null).length }
}

/** The finding and the measurement of each rule; none before a batch has been measured. */
const resultsOf = (e: Evidence, rules: readonly Rule[]) =>
  e.layers.length === 0 ? [] : applying(e, rules).map((rule) => ({ rule, note: noteOf(rule, e), value: rule.measure(e) }))
/** The section of docs/health.md for a rule, whose heading is its title. */
const seeOf = ({ title }: Rule): string => `health.md#${title.toLowerCase().replaceAll(' ', '-')}`
function noteOf(rule: Rule, e: Evidence): Note | null {
  const finding = rule.find(e)
  return finding && { ...finding, see: seeOf(rule) }
}
const isNote = (note: Note | null): note is Note => note !== null

/** Warnings first; then notes on the run, then causes, then by the layer where the problem begins, then notes that concern all layers. */
export const inOrder = (facts: readonly Note[], found: readonly Note[]): Note[] => [
  ...sorted(facts, 'warn'),
  ...sorted(found, 'warn'),
  ...sorted(facts, 'info'),
  ...sorted(found, 'info'),
]
const sorted = (notes: readonly Note[], severity: Note['severity']): Note[] =>
  notes
    .filter((note) => note.severity === severity)
    .sort(
      (a, b) =>
        Number(b.cause ?? false) - Number(a.cause ?? false) || (a.at ?? Number.POSITIVE_INFINITY) - (b.at ?? Number.POSITIVE_INFINITY) || 0,
    )

export interface Checked {
  readonly rule: Rule
  readonly state: 'fine' | 'look' | 'unknown'
  /** The current measurement as text; null if nothing is known yet. */
  readonly value: string | null
}

/** Every rule that applies, with its current measurement. */
export function checked(e: Evidence, rules: readonly Rule[]): Checked[] {
  if (e.layers.length === 0) return applying(e, rules).map((rule) => ({ rule, state: 'unknown', value: null }))
  return resultsOf(e, rules).map(({ rule, note, value }) => ({ rule, state: note ? 'look' : value === null ? 'unknown' : 'fine', value }))
}
