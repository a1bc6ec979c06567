/** The view in which something stands: its head, its frame and its tools take their names from here. */
import { createContext, useContext } from 'react'

export interface ThisView {
  readonly id: string
  readonly title: string
  /** The glossary’s name of what the view is about; null of plain words. */
  readonly term: string | null
}

/** The view that contains a component; null outside of views, as in a dialog. */
export const ThisViewOf = createContext<ThisView | null>(null)
export const useThisView = (): ThisView | null => useContext(ThisViewOf)
