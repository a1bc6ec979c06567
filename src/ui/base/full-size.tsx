/** A view that fills the page, and the way back: the button in its head, and what a double click on the head does. */

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

/** What the section of a view carries: its name for readers of the page, and its marks for the layout. */
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

/** A second click in a head selects no word of it: it is for the view. */
export const keepUnselected = (event: MouseEvent): void => {
  if (event.detail > 1 && isHead(event)) event.preventDefault()
}

/** Whether it is the head that was clicked, or a word in it that explains itself, and no control. */
export const isHead = ({ target }: MouseEvent): boolean =>
  target instanceof Element && !target.closest('button:not([data-term]), input, label, select, summary, details')
