/** Plays the history of the run back: moves the cursor of training time from the past to now, and ends live. Draws nothing. */

import { createSignal } from '../../base/signal'
import { cursorStep, setCursor, snapshotSteps } from './history'
import { trainingTime } from './training-time'

/** The whole history takes so long at speed 1. */
const WHOLE_MS = 12_000
/** Where motion is to be reduced, moments follow each other this slowly at speed 1: a change of picture, and none in between. */
const STILL_MS = 1500
const MAX_STILL = 12

export const SPEEDS = [0.5, 1, 2, 4] as const

/** How many times as fast; null: it is not playing. */
export const playback = createSignal<number | null>(null)
export const playbackSpeed = createSignal<number>(1)

/** The moment at a part of the history, from 0 to 1: null, which is live, at the end. With few still pictures only their moments. */
export function stepAt(part: number, steps: readonly number[], now: number, still: boolean): number | null {
  if (part >= 1 || steps.length === 0) return null
  if (!still) return Math.min(now, Math.round(steps[0]! + part * (now - steps[0]!)))
  const count = Math.min(MAX_STILL, steps.length)
  return steps[Math.floor((Math.floor(part * count) * steps.length) / count)]!
}

function stopHistory(): void {
  playback.set(null)
}

/** From the cursor on, or from the start where it is live. */
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
    // A person who takes the cursor elsewhere stops it.
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
