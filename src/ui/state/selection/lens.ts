/**
 * The previewed window and threshold, which every view that shows fractions reads. It changes no run: it ends with Undo, when it is
 * applied, and when another experiment opens.
 */
import { fixed } from '../../../format'
import { createSignal, type Signal } from '../../base/signal'
import { store } from '../store/store'
import { pinned } from './pinned'
import type { Trial } from './window-trial'

export const lens = createSignal<Trial | null>(null)

export const setTrial = (trial: Trial | null): void => lens.set(trial)

store.subscribe((now, before) => {
  if (now.open !== before.open) lens.set(null)
})

/** The second number next to a measured fraction: that of the previewed window, else the difference from the pinned snapshot. */
export type Compared = 'trial' | 'snapshot' | 'none'

export const comparedFractions: Pick<Signal<Compared>, 'get' | 'on'> = {
  get: () => (lens.get() ? 'trial' : pinned.get() ? 'snapshot' : 'none'),
  on: (listener) => {
    const stops = [lens.on(listener), pinned.on(listener)]
    return () => {
      for (const stop of stops) stop()
    }
  },
}

/** "preview: θ 0.80, width × 1.20" */
export function trialText(): string {
  const trial = lens.get()
  return trial ? `preview: θ ${fixed(trial.threshold, 2)}, κ × ${fixed(trial.widen, 2)}` : ''
}
