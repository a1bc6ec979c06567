/** The view at hand: the one that the keyboard put the focus in, else the one under the pointer. */
import { FULL_VIEWS, type FullView } from '../../share/view'

/** The element that has the focus by key. A click leaves the focus behind where the pointer was. */
let keyed: Element | null = null

/** Listens until the page ends. Later is too late: any key then shows the focus that a click gave. */
export function listenToFocus(): void {
  document.addEventListener('focusin', ({ target }) => {
    keyed = target instanceof Element && target.matches(':focus-visible') ? target : null
  })
}

/** Where neither is in a view, the potentials. */
export function viewAtHand(): FullView {
  const focused = keyed === document.activeElement ? keyed?.closest('[data-view]') : null
  const here = focused ?? [...document.querySelectorAll('[data-view]:hover')].at(-1)
  return FULL_VIEWS.find((view) => view === here?.getAttribute('data-view')) ?? 'membrane'
}
