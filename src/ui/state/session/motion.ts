/**
 * How much the views move by themselves: whether they are paused, and their maximum frame rate. While they are paused, training continues
 * and nothing new is drawn until the views resume or training stops. preferences.ts saves these settings.
 */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { holdFrames, onCleared } from '../../base/frames'
import { store } from '../store/store'
import { restoreHistory, stopWatching } from './history'
import { attempt } from './notices'
import { worker } from './worker-connection'

export const SLOWEST_RATE = 0.5
export const FASTEST_RATE = 10
/** The default for users whose system asks for reduced motion. */
export const REDUCED_RATE = 1

interface Motion {
  readonly paused: boolean
  /** The maximum number of frames per second. */
  readonly rate: number
  /** Whether to keep the screen awake during training. */
  readonly keepAwake: boolean
  /** Whether the browser granted the wake lock; null where none is requested. */
  readonly awake: 'held' | 'refused' | null
}

export const motion = createStore<Motion>(() => ({ paused: false, rate: FASTEST_RATE, keepAwake: false, awake: null }))

export const useMotion = <T>(select: (state: Motion) => T): T => useStore(motion, select)

export const pauseViews = (paused = !motion.getState().paused): void => motion.setState({ paused })

export const withinRates = (rate: number): number => Math.min(FASTEST_RATE, Math.max(SLOWEST_RATE, rate))

/** How many times all frames were cleared. */
let forgotten = 0
onCleared(() => void forgotten++)

/** Restores what arrived while the views were hidden or paused. */
export async function catchUp(): Promise<void> {
  if (document.hidden) return stopWatching()
  const { viewedRun, progress } = store.getState()
  if (viewedRun || !progress || progress.step === 0) return
  const asked = forgotten
  const [rows, tests] = await Promise.all([worker().scalars(), worker().tests()])
  // Otherwise another run is shown by now.
  if (forgotten === asked && !store.getState().viewedRun) restoreHistory(rows, tests)
}

/** Starts listening, until the page closes. */
export function followMotion(): void {
  let held = false
  const hold = () => {
    const now = motion.getState().paused && store.getState().run.kind === 'running'
    if (now === held) return
    held = now
    holdFrames(held)
    if (held) stopWatching()
    else attempt(catchUp())
  }
  motion.subscribe(hold)
  store.subscribe(hold)
}
