/** What a lesson is, and how the lab's state ticks off its steps. Pure. */

import { differences } from '../../../experiments/form'
import type { Experiment } from '../../../experiments/schema'
import { UNKNOWN } from '../../../format'
import type { MembraneReading } from '../../../readings/membrane'

/** The state of the lab that the steps check, as one snapshot. */
export interface Seen {
  /** The open experiment. */
  readonly experiment: Experiment
  /** The training step of the newest watched frame of this run; 0 if there is none. */
  readonly step: number
  /** The layer that the views show. */
  readonly layer: string | null
  /** The variable of its neurons that the views show; null for the potential. */
  readonly variable: string | null
  /** Whether the views show a past snapshot. */
  readonly looksBack: boolean
  /** The selector of the highlighted part of the page. */
  readonly shown: string | null
  /** Whether a window or threshold is previewed. */
  readonly onTrial: boolean
  readonly layers: readonly MembraneReading[]
  /** The training loss and accuracy, smoothed as in Learning curves; null before the first batch. */
  readonly trainLoss: number | null
  readonly trainAccuracy: number | null
  /** Floating-point operations per training step; null until they are known. */
  readonly operations: number | null
  /** The test accuracy of this run's newest evaluation. */
  readonly testAccuracy: number | null
}

/** A setting that the open run needs. */
export interface Need {
  readonly met: (experiment: Experiment) => boolean
  /** What to do if it is missing: "set Encoder to direct". */
  readonly ask: string
}

export interface LessonStep {
  /** The text, with `**button**` and `[[glossary term|text shown]]` as markup. */
  readonly text: string
  /** The name of the region that the step is about, and a selector of the control in it. */
  readonly where?: string
  readonly control?: string
  readonly needs?: readonly Need[]
  /** The batch up to which its button trains. */
  readonly train?: number
  /** A further condition for the step to be done. */
  readonly done?: (seen: Seen) => boolean
  /** Describes what this step found, with the run's numbers. */
  readonly found?: (seen: Seen) => string
  /** A row of the lesson's table: the run, then a value for each column. */
  readonly row?: (seen: Seen) => readonly string[]
}

export interface Lesson {
  /** A sentence for the list of lessons. */
  readonly purpose: string
  /** The open experiment and what the lesson is about. */
  readonly about: string
  readonly steps: readonly LessonStep[]
  /** The paths of the settings that its steps change, each including everything below it. */
  readonly sets: readonly string[]
  /** The table's column titles after the run's. */
  readonly columns: readonly string[]
  readonly question: string
  readonly answer: string
  /** A file and heading in the docs, and the link's title. */
  readonly more: { readonly see: string; readonly title: string }
}

/** What was found at a step; text is '' and row is absent if there is nothing to say. */
export interface Found {
  readonly text: string
  readonly row?: readonly string[]
}

/** What each finished step found, in order. */
export type Progress = readonly Found[]

/** A table row as a sentence. */
const rowText = (columns: readonly string[], [run = '', ...cells]: readonly string[]): string =>
  `${run}: ${cells.map((cell, at) => `${columns[at]} ${cell}`).join(', ')}.`

/** The settings needed before a step can train, as a sentence; null if none is missing. */
export function lackingOf({ needs = [] }: LessonStep, experiment: Experiment): string | null {
  const asked = needs.filter(({ met }) => !met(experiment)).map(({ ask }) => ask)
  return asked.length === 0 ? null : `First ${asked.join(', and ')}.`
}

/** The same for the form's experiment, whose network may not be built yet. */
export const unmetOf = (step: LessonStep, draft: Experiment, open: Experiment): string | null =>
  lackingOf(step, draft) ?? (lackingOf(step, open) === null ? null : 'The network of these settings is not built yet.')

/** Settings of the run, such as seed and length, do not matter to a lesson. */
const ANY = ['run']

/** The labels of settings that differ from the lesson's own experiment and that none of its steps changes. */
export function straysOf({ sets }: Pick<Lesson, 'sets'>, open: Experiment, own: Experiment): readonly string[] {
  const free = ({ path }: { path: string }) => [...sets, ...ANY].some((set) => path === set || path.startsWith(`${set}.`))
  return differences(open, own).flatMap((row) => (free(row) ? [] : [row.label]))
}

const isDone = (step: LessonStep, seen: Seen): boolean =>
  lackingOf(step, seen.experiment) === null && seen.step >= (step.train ?? 0) && (step.done?.(seen) ?? true)

/** How many snapshots a step of a lesson records while it trains, on fast and slow adapters alike. */
const SNAPSHOTS = 20

/** A snapshot is recorded every this many batches on the way to batch `to`. */
export const watchedEvery = (to: number): number => Math.ceil(to / SNAPSHOTS)

/** Steps are done in order: a finished step stays finished, and the next one waits for it. */
export function advance(lesson: Pick<Lesson, 'steps' | 'columns'>, progress: Progress, seen: Seen): Progress {
  const step = lesson.steps[progress.length]
  if (!step || !isDone(step, seen)) return progress
  const row = step.row?.(seen)
  // Another network may lack the layer; such a run does not belong to this lesson.
  if (row?.includes(UNKNOWN)) return progress
  const text = step.found?.(seen) ?? (row ? rowText(lesson.columns, row) : '')
  return advance(lesson, [...progress, { text, ...(row && { row }) }], seen)
}

export type Part =
  | { readonly kind: 'text' | 'strong'; readonly text: string }
  | { readonly kind: 'term'; readonly text: string; readonly word: string }

/** Splits a lesson's text into its parts. */
export const partsOf = (text: string): Part[] =>
  text.split(/(\*\*[^*]+\*\*|\[\[[^\]]+\]\])/).flatMap((part): Part[] => {
    if (part === '') return []
    if (part.startsWith('**')) return [{ kind: 'strong', text: part.slice(2, -2) }]
    if (!part.startsWith('[[')) return [{ kind: 'text', text: part }]
    const [word = '', written] = part.slice(2, -2).split('|')
    return [{ kind: 'term', text: written ?? word, word }]
  })
