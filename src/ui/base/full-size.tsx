/** A view that fills the page, and the way back: the button in its head, and what a head does when it is clicked twice. The page says which view it is. */

import { createContext, type MouseEvent, useContext } from 'react'
import { hintOf } from './help'
import { useHeadOffers } from './offers'
import css from './style/full-size.module.css'

interface FullSize {
  /** By its key; null: all views share the page. */
  readonly view: string | null
  readonly show: (view: string | null) => void
  /** It is the only one: there is no way back. */
  readonly alone?: true
}

export const FullSizeOf = createContext<FullSize>({ view: null, show: () => {} })
/** The key of the view in which something stands. */
export const ViewKey = createContext<string | null>(null)

export const useFull = (view: string | null): boolean => useContext(FullSizeOf).view === view && view !== null

/** By which the layout knows the view, and that it fills the page. */
export const useViewMarks = (view: string) => ({ 'data-view': view, 'data-full': useFull(view) || undefined })

export function useFullToggle(view: string | null): () => void {
  const { view: full, show } = useContext(FullSizeOf)
  return () => show(full === view ? null : view)
}

export function FullSizeButton({ view }: { view: string | null }) {
  const { alone } = useContext(FullSizeOf)
  const full = useFull(view)
  const toggle = useFullToggle(view)
  const words = full ? 'Back' : 'Full size'
  useHeadOffers(alone ? [] : [{ words: full ? 'back from full size' : 'full size', act: toggle }])
  if (alone) return null
  return (
    <button
      type="button"
      className={css.button}
      aria-label={words}
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
