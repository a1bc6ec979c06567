/**
 * Notes that do not flicker: while training runs, a finding is shown after it occurred in several consecutive frames, and hidden after it
 * was absent in as many. While training is paused no further frames arrive, so the newest one is shown at once. Pure.
 */
import type { Note } from './evidence'

/** The number of consecutive frames after which a note appears or disappears. */
export const HOLD = 3

interface Held {
  /** The newest version of the note. */
  readonly note: Note
  readonly shown: boolean
  /** The number of consecutive frames that disagree with what is shown. */
  readonly against: number
}

export type Steady = ReadonlyMap<string, Held>
export const NOTHING: Steady = new Map()

/** The state after one more frame. */
export function after(held: Steady, found: readonly Note[], running: boolean): Steady {
  const next = new Map<string, Held>()
  for (const note of found) {
    const before = held.get(note.id)
    const times = (before?.against ?? 0) + 1
    const shown = before?.shown === true || !running || times >= HOLD
    next.set(note.id, { note, shown, against: shown ? 0 : times })
  }
  if (!running) return next
  for (const [id, before] of held) {
    if (next.has(id) || !before.shown || before.against + 1 >= HOLD) continue
    next.set(id, { ...before, against: before.against + 1 })
  }
  return next
}

export const shownOf = (held: Steady): Note[] => [...held.values()].filter(({ shown }) => shown).map(({ note }) => note)
