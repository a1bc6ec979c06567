/** The tour of the page: its current step, and whether it has been shown. */
import { createSignal } from '../../base/signal'
import { setLab } from '../store/store'

const KEY = 'membrane.tour'

/** The current step, counted from 0; null while the tour is closed. */
export const tour = createSignal<number | null>(null)

export function startTour(): void {
  setLab({ dialog: null })
  tour.set(0)
}

export function endTour(): void {
  tour.set(null)
  try {
    localStorage.setItem(KEY, 'seen')
  } catch {
    // Without storage, the tour is shown again.
  }
}

/** Whether this browser has not shown the tour yet. False where nothing can be stored, or the tour would open at every visit. */
export function isFirstVisit(): boolean {
  try {
    return localStorage.getItem(KEY) === null
  } catch {
    return false
  }
}
