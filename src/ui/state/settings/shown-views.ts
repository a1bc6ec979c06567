/**
 * Which views the page shows: a first visitor sees the simple view, and what is chosen is remembered in the browser. A link shows what its
 * sender saw, so where one is opened, it decides.
 */
import { type Hideable, inOrder, isChosen, isSimple, parseHide, printHide, SIMPLE } from '../../../share/hide'
import { setLab, store } from '../store/store'

const KEY = 'membrane.hidden'
/** Every key of the lab in the browser's storage begins with it. */
const OURS = 'membrane.'

/** Hides what was hidden at the last visit. @returns whether this is the first one, as far as the storage shows */
export function loadShownViews(): boolean {
  try {
    const saved = localStorage.getItem(KEY)
    const first = !Object.keys(localStorage).some((key) => key.startsWith(OURS))
    if (saved !== null) setLab({ hidden: parseHide(saved, []) })
    else if (first) hideViews(SIMPLE)
    return first
  } catch {
    // Without storage the choice would be lost at every visit: all views are shown.
    return false
  }
}

/** Leaves these off the page, and remembers all but what only a link hides. */
export function hideViews(names: readonly Hideable[]): void {
  const hidden = inOrder(names)
  setLab({ hidden })
  try {
    localStorage.setItem(KEY, printHide(hidden.filter(isChosen)).replace('&hide=', ''))
  } catch {
    // Without storage, the choice lasts as long as the page.
  }
}

const others = (): readonly Hideable[] => store.getState().hidden.filter((name) => !isChosen(name))

/** Shows all views, or the simple view. Parts that only a link hides stay hidden. */
export const showAllViews = (): void => hideViews(others())
export const showSimpleView = (): void => hideViews([...others(), ...SIMPLE])

/** Shows one view or part that is hidden, or hides it. */
export function showOrHide(name: Hideable): void {
  const { hidden } = store.getState()
  hideViews(hidden.includes(name) ? hidden.filter((other) => other !== name) : [...hidden, name])
}

export const toggleSimpleView = (): void => (isSimple(store.getState().hidden) ? showAllViews() : showSimpleView())
