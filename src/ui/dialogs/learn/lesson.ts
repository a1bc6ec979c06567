/** What a lesson is, and how its steps are ticked off by what the lab's state says. Pure. */
import type { Experiment } from '../../../experiments/schema'
import type { MembraneReading } from '../../../readings/membrane'

/** What of the lab the steps look at, at one moment. */
export interface Seen {
  /** What is open. */
  readonly experiment: Experiment
  /** The training step of the newest frame of this run that was watched; 0 where there is none. */
  readonly step: number
  /** The layer that the views show. */
  readonly layer: string | null
  /** The views show a moment of the past. */
  readonly looksBack: boolean
  /** A selector of the part of the page that is framed. */
  readonly shown: string | null
  /** A window or threshold is on trial. */
  readonly onTrial: boolean
  readonly layers: readonly MembraneReading[]
  /** Over the newest training batches; null before any. */
  readonly trainLoss: number | null
  readonly trainAccuracy: number | null
  /** Of the newest evaluation of this run. */
  readonly testAccuracy: number | null
}

export interface LessonStep {
  /** With `**what is pressed**` and `[[a term of the glossary|as it is written here]]`. */
  readonly text: string
  /** The region that it is about, by its name, and the path of the setting. */
  readonly where?: string
  readonly setting?: string
  /** Up to which batch it is to be trained, at a press of its button. */
  readonly train?: number
  readonly done: (seen: Seen) => boolean
  /** What there was to see when it was done, in numbers of this run. */
  readonly found?: (seen: Seen) => string
}

export interface Lesson {
  /** What is open, and what it is about. */
  readonly about: string
  readonly steps: readonly LessonStep[]
  readonly question: string
  readonly answer: string
  /** A file of the docs and a heading in it, and what it is called. */
  readonly more: { readonly see: string; readonly title: string }
}

/** What was found at each step that is done, in order: '' where nothing is to be said. */
export type Progress = readonly string[]

/** Steps are done in their order: one that was done stays so, and the next waits for it. */
export function advance({ steps }: Lesson, progress: Progress, seen: Seen): Progress {
  const step = steps[progress.length]
  if (!step?.done(seen)) return progress
  return advance({ steps } as Lesson, [...progress, step.found?.(seen) ?? ''], seen)
}

export type Part =
  | { readonly kind: 'text' | 'strong'; readonly text: string }
  | { readonly kind: 'term'; readonly text: string; readonly word: string }

/** A text of a lesson in its parts. */
export const partsOf = (text: string): Part[] =>
  text.split(/(\*\*[^*]+\*\*|\[\[[^\]]+\]\])/).flatMap((part): Part[] => {
    if (part === '') return []
    if (part.startsWith('**')) return [{ kind: 'strong', text: part.slice(2, -2) }]
    if (!part.startsWith('[[')) return [{ kind: 'text', text: part }]
    const [word = '', written] = part.slice(2, -2).split('|')
    return [{ kind: 'term', text: written ?? word, word }]
  })
