/** The view at hand: the one that the keyboard put the focus in, else the one under the pointer. */
import { DEFAULT_VIEW, type ViewName, viewNamed } from '../../share/views'

/** The element that has the focus by key. A click leaves the focus behind where the pointer was. */
let keyed: Element | null = null

/** Listens until the page ends. Later is too late: any key then shows the focus that a click gave. */
export function listenToFocus(): void {
  document.addEventListener('focusin', ({ target }) => {
    keyed = target instanceof Element && target.matches(':focus-visible') ? target : null
  })
}

/** Where neither is in a view, the default one. */
export function viewAtHand(): ViewName {
  const focused = keyed === document.activeElement ? keyed?.closest('[data-view]') : null
  const here = focused ?? [...document.querySelectorAll('[data-view]:hover')].at(-1)
  return viewNamed(here?.getAttribute('data-view') ?? '') ?? DEFAULT_VIEW
}
