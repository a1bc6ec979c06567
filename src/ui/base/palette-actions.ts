/**
 * The actions that controls also offer in the command palette: plain data, grouped by the view or the part of the page they belong to. The
 * palette lists them. Buttons of parts.tsx in a view's head add their own; any other control calls usePaletteActions.
 */
import { createContext, useContext, useEffect, useId } from 'react'

export interface PaletteAction {
  /** Unique among those that are offered at the same time. */
  readonly id: string
  readonly group: 'Views' | 'Experiment'
  readonly label: string
  /** Other words that find it. */
  readonly also?: string
  readonly act: () => void
}

/** The actions of each control, in the order in which the controls were mounted. */
const actionsByControl = new Map<string, readonly PaletteAction[]>()

/** The actions of all controls that are on the page. */
export const paletteActions = (): readonly PaletteAction[] => [...actionsByControl.values()].flat()

export function usePaletteActions(list: readonly PaletteAction[]): void {
  const control = useId()
  // After each render, because the actions depend on what is shown.
  useEffect(() => {
    actionsByControl.set(control, list)
  })
  useEffect(() => () => void actionsByControl.delete(control), [control])
}

/** The view whose head contains a control; null elsewhere. */
export const HeadOf = createContext<string | null>(null)

/**
 * Adds actions of a control in the head of a view; elsewhere a control adds nothing unless it names the part it belongs to.
 * @param part the part of the page that the control belongs to, if it is not in a head.
 */
export function useViewActions(actions: readonly Pick<PaletteAction, 'label' | 'also' | 'act'>[], part: string | null = null): void {
  const view = useContext(HeadOf) ?? part
  usePaletteActions(
    view === null
      ? []
      : actions.map((action) => ({ ...action, id: `view ${view} ${action.label}`, group: 'Views', label: `${view}: ${action.label}` })),
  )
}
