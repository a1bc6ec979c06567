/** What the page, the terminal and links need to know of a kind of experiment: data and pure functions, no shader and no GPU. */
import type * as z from 'zod'
import type { Problem } from '../problem'
import type { Metric } from '../readings/metrics'
import type { TimeUnit } from '../readings/time-unit'
import type { Preset } from './preset'

/** Declared with methods, so that tasks with different experiments fit in one list. */
export interface Task<Spec> {
  readonly kind: string
  readonly title: string
  /** The groups of the form, in order, each with the top-level fields that it shows. */
  readonly formGroups: readonly FieldGroup[]
  readonly presets: readonly Preset[]
  /** Fields that contradict each other, beyond what the schema checks. */
  problems(spec: Spec): Problem[]
  /** A further edit that an edit of `path` requires: where another field has only one choice left. */
  follows(spec: Spec, path: string): Edit | undefined
  /** Training metrics in the order of the report's columns, then test metrics, the deciding one first. */
  metrics(spec: Spec): readonly Metric[]
  /** The unit of training time; epochs by default. */
  readonly time?: TimeUnit
  /** Other names of such an experiment, for the search. */
  alsoCalled?(spec: Spec): string
  /** The loss may rise during successful training: it does not start at the loss of random predictions. */
  readonly lossMayRise?: true
  /** Whether a run saves the weights of its best evaluation. */
  keepsBest(spec: Spec): boolean
  /** The schema of an evaluation's detail. Stored reports are parsed with it, since they are untrusted input. */
  readonly detail: z.ZodType
  /** What another experiment has to know of this one to learn from its network; absent where none can. */
  teacher?(spec: Spec): object
  /** The data that must be present before the experiment is built. */
  needs(spec: Spec): Need
}

interface FieldGroup {
  readonly title: string
  readonly fields: readonly string[]
}

type Edit = readonly [path: string, value: unknown]

interface Need {
  /** Two experiments with the same key use the same samples. */
  readonly key: string
}
