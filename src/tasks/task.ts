/** What page, terminal and links know of a kind of experiment: data and pure functions, no shader and no GPU. */
import type * as z from 'zod'
import type { Problem } from '../problem'
import type { Metric } from '../readings/metrics'
import type { TimeUnit } from '../readings/time-unit'
import type { Preset } from './preset'

/** Methods, so that a list of tasks may be asked with an experiment of any of them. */
export interface Task<Spec> {
  readonly kind: string
  readonly title: string
  /** The groups of the form, in order, each with the top-level fields that it shows. */
  readonly formGroups: readonly FieldGroup[]
  readonly presets: readonly Preset[]
  /** What does not fit together, beyond what the schema says. */
  problems(spec: Spec): Problem[]
  /** What else an edit of a field asks for: another part that has only one choice then. */
  follows(spec: Spec, path: string): Edit | undefined
  /** What is measured of it: training metrics in the order of the report's columns, then those of an evaluation, the deciding one first. */
  metrics(spec: Spec): readonly Metric[]
  /** What its training time is counted in, where it is not epochs. */
  readonly time?: TimeUnit
  /** What else the field calls such an experiment, for who looks for one. */
  alsoCalled?(spec: Spec): string
  /** Whether its loss may rise while all is well: where it does not begin at that of chance. */
  readonly lossMayRise?: true
  /** Whether a run keeps the weights of its best evaluation. */
  readonly keepsBest?: boolean
  /** Of an evaluation, what it says beyond numbers: stored reports are read as what anybody may have written. */
  readonly detail: z.ZodType
  /** What must be there before it is built. */
  needs(spec: Spec): Need
}

interface FieldGroup {
  readonly title: string
  readonly fields: readonly string[]
}

type Edit = readonly [path: string, value: unknown]

interface Need {
  /** Two experiments with the same key learn from the same samples. */
  readonly key: string
}
