/** Progress in each lesson, saved in the browser where possible, so that a reload loses none. */

import type { LessonName } from '../../../share/lesson'
import { createSignal } from '../../base/signal'
import type { Found, Progress } from './lesson'

type Reached = Readonly<Partial<Record<LessonName, Progress>>>

const KEY = 'membrane.lessons'
const NONE: Progress = []

/** Reads saved progress and drops entries that this page would not write. Pure. */
export function reachedOf(saved: string | null): Reached {
  try {
    const all: unknown = JSON.parse(saved ?? '{}')
    return Object.fromEntries(Object.entries(all ?? {}).filter(([, progress]) => Array.isArray(progress) && progress.every(isFound)))
  } catch {
    return {}
  }
}

const isFound = (value: unknown): value is Found => {
  const { text, row } = (value ?? {}) as Partial<Found>
  return typeof text === 'string' && (row === undefined || (Array.isArray(row) && row.every((cell) => typeof cell === 'string')))
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}

export const reached = createSignal<Reached>(reachedOf(read()), (listener) => listener())

export const reachedIn = (all: Reached, name: LessonName): Progress => all[name] ?? NONE

export function setReached(name: LessonName, progress: Progress): void {
  const all = { ...reached.get(), [name]: progress }
  reached.set(all)
  try {
    localStorage.setItem(KEY, JSON.stringify(all))
  } catch {
    // If the browser stores nothing, progress lasts as long as the page.
  }
}
