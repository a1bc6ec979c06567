/** The tour of the page: at which step it is, and that it was seen once. */
import { createSignal } from '../../base/signal'
import { setLab } from '../store/store'

const KEY = 'membrane.tour'

/** Counted from 0; null: it is not shown. */
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
    // A browser that keeps nothing shows it again.
  }
}

/** In a browser that has not had it. Where nothing is kept it is not shown by itself: it would be at every visit. */
export function isFirstVisit(): boolean {
  try {
    return localStorage.getItem(KEY) === null
  } catch {
    return false
  }
}
