/**
 * What changes at human speed, in four slices: the session, the selection, saved runs, and the page.
 * A vanilla zustand store read by one-value selectors; actions are exported functions in the folders next to this one.
 * Frames, series, canvases, plotly and the worker client live outside React.
 */
import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Hideable } from '../../../share/hide'
import { type PageSlice, pageAtStart } from './page'
import { type RunsSlice, runsAtStart } from './runs'
import { type SelectionSlice, selectionAtStart } from './selection'
import { type SessionSlice, sessionAtStart } from './session'

export interface LabState extends SessionSlice, SelectionSlice, RunsSlice, PageSlice {}

export const store = createStore<LabState>(() => ({ ...sessionAtStart(), ...selectionAtStart(), ...runsAtStart(), ...pageAtStart() }))

/** Wraps views of a saved run: what they read of it. Everything else reads what is open. */
export const Shown = createContext<Partial<LabState> | null>(null)

/** Reads one value; the component renders only when it changes. */
export function useLab<T>(select: (state: LabState) => T): T {
  const shown = useContext(Shown)
  return useStore(store, shown ? (state) => select({ ...state, ...shown }) : select)
}

export const setLab = (change: Partial<LabState>): void => store.setState(change)

/** Whether a link or the user hides this part of the page. */
export const useHidden = (part: Hideable): boolean => useLab((state) => state.hidden.includes(part))
