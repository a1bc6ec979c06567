/**
 * Lessons by link: `#lesson=drift` opens the experiment of a lesson, paused, with its text next to it; `&lesson=drift` after any other
 * link shows the text next to what that opens. The names are published: more may be added, none is changed, and each always opens the
 * same experiment.
 */

import { nearName } from '../nearest'
import { quote } from './json'

/** The link that each lesson opens, as the page writes it. */
export const LESSON_LINKS = {
  drift: '#blank.2&data.batch=50&network.hidden=64,64,64&neuron.threshold=0.3&optimizer.rate=0.005',
  window: '#window-fixed.2&data.batch=50&network.hidden=64,64,64,64',
  dead: '#blank.2&data.batch=50&network.hidden=64,64',
  steps: '#blank.2&encoder.kind=poisson&data.batch=50&encoder.steps=2&encoder.rate=0.1&neuron.threshold=0.3',
  memory: '#delayed-cue.2&network.recurrence.kind=vanilla&data.batch=32&data.delay=40&optimizer.rate=0.005',
  vanish: '#delayed-cue.2&network.recurrence.kind=vanilla&data.batch=32&data.delay=20&optimizer.rate=0.005',
  invent: '#alif-cue.2&neuron.kind=lif&data.batch=32&neuron.decay=0.8&neuron.reset=subtract',
} as const satisfies Readonly<Record<string, string>>

export type LessonName = keyof typeof LESSON_LINKS

export const LESSON_TITLES: Readonly<Record<LessonName, string>> = {
  drift: 'Why potentials drift',
  window: 'What a surrogate’s window does',
  dead: 'Dead neurons and how to wake them',
  steps: 'What time steps buy',
  memory: 'Why memory fades, and what a skip changes',
  vanish: 'Why the gradient vanished',
  invent: 'Invent a neuron',
}

export const LESSON_NAMES = Object.keys(LESSON_LINKS) as LessonName[]

const isLesson = (name: string): name is LessonName => Object.hasOwn(LESSON_LINKS, name)

/** The part of a link that opens a lesson. */
export const printLesson = (lesson: LessonName | null): string => (lesson === null ? '' : `&lesson=${lesson}`)

/** The parts of a lesson's link; null if no lesson has the name. */
export const partsOfLesson = (name: string): readonly string[] | null => (isLesson(name) ? LESSON_LINKS[name].slice(1).split('&') : null)

export function parseLesson(name: string, notes: string[]): LessonName | undefined {
  if (isLesson(name)) return name
  const near = nearName(name, LESSON_NAMES)
  notes.push(
    `The link names a lesson ${quote(name)}, which this page does not have.${near ? ` The nearest is ${near}.` : ''} It was left out.`,
  )
  return undefined
}
