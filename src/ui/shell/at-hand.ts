/** The view that keys act on: the one with keyboard focus, else the one under the pointer. */
import { DEFAULT_VIEW, type ViewName, viewNamed } from '../../share/views'

/** The element focused by keyboard. Focus from a click does not count, because the pointer may have moved on. */
let keyed: Element | null = null

/** Listens until the page ends. It must start before the first click: afterwards any key makes the clicked element match :focus-visible. */
export function listenToFocus(): void {
  document.addEventListener('focusin', ({ target }) => {
    keyed = target instanceof Element && target.matches(':focus-visible') ? target : null
  })
}

/** The view that keys act on; the default view if neither focus nor pointer is in a view. */
export function viewAtHand(): ViewName {
  const focused = keyed === document.activeElement ? keyed?.closest('[data-view]') : null
  const here = focused ?? [...document.querySelectorAll('[data-view]:hover')].at(-1)
  return viewNamed(here?.getAttribute('data-view') ?? '') ?? DEFAULT_VIEW
}
