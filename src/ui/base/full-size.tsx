/** Lets a view fill the page, and return: the button in its head, and a double click on the head. */

import { createContext, type MouseEvent, useContext } from 'react'
import { hintOf } from './help'
import { useViewActions } from './palette-actions'
import css from './style/full-size.module.css'
import { useThisView } from './this-view'

interface FullSize {
  /** The id of the view that fills the page; null: all views share it. */
  readonly view: string | null
  readonly show: (view: string | null) => void
  /** This is the only view, so nothing leads back to the others. */
  readonly alone?: true
}

export const FullSizeOf = createContext<FullSize>({ view: null, show: () => {} })
/** Whether this view fills the page. */
export function useFull(): boolean {
  const { view } = useContext(FullSizeOf)
  const here = useThisView()
  return here !== null && view === here.id
}

/** The attributes of a view's section: its name for screen readers, and its marks for the layout. */
export function useViewMarks() {
  const here = useThisView()
  return { 'aria-label': here?.title, 'data-view': here?.id, 'data-full': useFull() || undefined }
}

export function useFullToggle(): () => void {
  const { show } = useContext(FullSizeOf)
  const here = useThisView()
  const full = useFull()
  return () => here && show(full ? null : here.id)
}

export function FullSizeButton() {
  const { alone } = useContext(FullSizeOf)
  const full = useFull()
  const toggle = useFullToggle()
  const label = full ? 'Back' : 'Full size'
  useViewActions(alone ? [] : [{ label: full ? 'back from full size' : 'full size', act: toggle }])
  if (alone) return null
  return (
    <button
      type="button"
      className={css.button}
      aria-label={label}
      {...hintOf(full ? 'Back to all views (Escape)' : 'Full size (V), or click the head twice')}
      onClick={toggle}
    >
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <path d={full ? 'M5 1v4H1M7 11V7h4' : 'M7.5 1H11v3.5M11 1 7 5M4.5 11H1V7.5M1 11l4-4'} />
      </svg>
    </button>
  )
}

/** Prevents the second click on a head from selecting a word, because a double click toggles the view. */
export const keepUnselected = (event: MouseEvent): void => {
  if (event.detail > 1 && isHead(event)) event.preventDefault()
}

/** Whether the click was on the head, or on a term in it, and not on a control. */
export const isHead = ({ target }: MouseEvent): boolean =>
  target instanceof Element && !target.closest('button:not([data-term]), input, label, select, summary, details')
