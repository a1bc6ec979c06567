/** What a lesson is, and how its steps are ticked off by what the lab's state says. Pure. */

import { differences } from '../../../experiments/form'
import type { Experiment } from '../../../experiments/schema'
import { UNKNOWN } from '../../../format'
import type { MembraneReading } from '../../../readings/membrane'

/** The state of the lab that the steps check, as one snapshot. */
export interface Seen {
  /** The open experiment. */
  readonly experiment: Experiment
  /** The training step of the newest frame of this run that was watched; 0 where there is none. */
  readonly step: number
  /** The layer that the views show. */
  readonly layer: string | null
  /** Whether the views show a past snapshot. */
  readonly looksBack: boolean
  /** The selector of the highlighted part of the page. */
  readonly shown: string | null
  /** Whether the lens tries a window or threshold. */
  readonly onTrial: boolean
  readonly layers: readonly MembraneReading[]
  /** Of the training batches, smoothed as Learning curves shows them; null before any. */
  readonly trainLoss: number | null
  readonly trainAccuracy: number | null
  /** Floating-point operations of a training step; null before they are known. */
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
  /** With `**what is pressed**` and `[[a term of the glossary|as it is written here]]`. */
  readonly text: string
  /** The region that it is about, by its name, and a selector of the one control in it. */
  readonly where?: string
  readonly control?: string
  readonly needs?: readonly Need[]
  /** Up to which batch it is to be trained, at a press of its button. */
  readonly train?: number
  /** A further condition for the step to be done. */
  readonly done?: (seen: Seen) => boolean
  /** What this step found, with the run's numbers. */
  readonly found?: (seen: Seen) => string
  /** A row of the lesson's table: the run, then a value for each column. */
  readonly row?: (seen: Seen) => readonly string[]
}

export interface Lesson {
  /** For the list of lessons. */
  readonly purpose: string
  /** The open experiment and what the lesson is about. */
  readonly about: string
  readonly steps: readonly LessonStep[]
  /** The settings that its steps change, by their paths, each with all that is in it. */
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

/** The finds of the finished steps, in order. */
export type Progress = readonly Found[]

/** A table row as a sentence. */
const rowWords = (columns: readonly string[], [run = '', ...cells]: readonly string[]): string =>
  `${run}: ${cells.map((cell, at) => `${columns[at]} ${cell}`).join(', ')}.`

/** What has to be set before a step can be trained, as a sentence; null where nothing has. */
export function lackingOf({ needs = [] }: LessonStep, experiment: Experiment): string | null {
  const asked = needs.filter(({ met }) => !met(experiment)).map(({ ask }) => ask)
  return asked.length === 0 ? null : `First ${asked.join(', and ')}.`
}

/** The same of what the form shows, whose network may still be on its way. */
export const unmetOf = (step: LessonStep, draft: Experiment, open: Experiment): string | null =>
  lackingOf(step, draft) ?? (lackingOf(step, open) === null ? null : 'The network of these settings is not built yet.')

/** How a run is repeated and how long it is changes nothing that a lesson speaks of. */
const ANY = ['run']

/** Settings by their names that are not those of the lesson's own experiment, and that none of its steps asks for. */
export function straysOf({ sets }: Pick<Lesson, 'sets'>, open: Experiment, own: Experiment): readonly string[] {
  const free = ({ path }: { path: string }) => [...sets, ...ANY].some((set) => path === set || path.startsWith(`${set}.`))
  return differences(open, own).flatMap((row) => (free(row) ? [] : [row.label]))
}

const isDone = (step: LessonStep, seen: Seen): boolean =>
  lackingOf(step, seen.experiment) === null && seen.step >= (step.train ?? 0) && (step.done?.(seen) ?? true)

/** Of what a step trains there is as much to look back at on a fast adapter as on a slow one. */
const MOMENTS = 20

/** Views are watched every this many batches on the way to batch `to`. */
export const watchedEvery = (to: number): number => Math.ceil(to / MOMENTS)

/** Steps are done in their order: one that was done stays so, and the next waits for it. */
export function advance(lesson: Pick<Lesson, 'steps' | 'columns'>, progress: Progress, seen: Seen): Progress {
  const step = lesson.steps[progress.length]
  if (!step || !isDone(step, seen)) return progress
  const row = step.row?.(seen)
  // Of another network there may be no such layer: that is no run of this lesson.
  if (row?.includes(UNKNOWN)) return progress
  const text = step.found?.(seen) ?? (row ? rowWords(lesson.columns, row) : '')
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
