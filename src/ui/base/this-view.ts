/** The view that contains a component: its head, its frame and its tools take their names from here. */
import { createContext, useContext } from 'react'

export interface ThisView {
  readonly id: string
  readonly title: string
  /** The key of the view's glossary entry; null for plain words. */
  readonly term: string | null
}

/** The view that contains a component; null outside of views, as in a dialog. */
export const ThisViewOf = createContext<ThisView | null>(null)
export const useThisView = (): ThisView | null => useContext(ThisViewOf)
