/** Plays back the history of the run: moves the cursor of training time up to the newest step, which the views then show. Draws nothing. */

import { createSignal } from '../../base/signal'
import { cursorStep, setCursor, snapshotSteps } from './history'
import { trainingTime } from './training-time'

/** The duration of playback of the whole history at speed 1. */
const WHOLE_MS = 12_000
/** With reduced motion, playback shows single snapshots, each for this long at speed 1. */
const STILL_MS = 1500
const MAX_STILL = 12

export const SPEEDS = [0.5, 1, 2, 4] as const

/** The playback speed; null while nothing plays. */
export const playback = createSignal<number | null>(null)
export const playbackSpeed = createSignal<number>(1)

/** The training step at a fraction of the history; null, the newest, at the end. With `still`, one of a few snapshots. */
export function stepAt(part: number, steps: readonly number[], now: number, still: boolean): number | null {
  if (part >= 1 || steps.length === 0) return null
  if (!still) return Math.min(now, Math.round(steps[0]! + part * (now - steps[0]!)))
  const count = Math.min(MAX_STILL, steps.length)
  return steps[Math.floor((Math.floor(part * count) * steps.length) / count)]!
}

function stopHistory(): void {
  playback.set(null)
}

/** Plays from the cursor, or from the start where the views show the newest step. */
function playHistory(): void {
  const steps = snapshotSteps()
  if (steps.length === 0) return
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  const first = steps[0]!
  const began = cursorStep() ?? first
  let part = Math.min(0.999, Math.max(0, (began - first) / Math.max(1, trainingTime().now - first)))
  let last: number | null = null
  let set = cursorStep()
  playback.set(playbackSpeed.get())
  const advance = (time: number) => {
    const speed = playback.get()
    // Moving the cursor stops playback.
    if (speed === null || (last !== null && cursorStep() !== set)) return stopHistory()
    const whole = still ? STILL_MS * Math.min(MAX_STILL, snapshotSteps().length) : WHOLE_MS
    if (last !== null) part += ((time - last) / whole) * playbackSpeed.get()
    last = time
    set = stepAt(part, snapshotSteps(), trainingTime().now, still)
    setCursor(set)
    if (set === null) return stopHistory()
    requestAnimationFrame(advance)
  }
  requestAnimationFrame(advance)
}

export const playOrStopHistory = (): void => (playback.get() === null ? playHistory() : stopHistory())
