/** The dialog that is open, if one is, and over it the figure that is being saved. Which dialogs there are: dialogs/registry.ts. */

import { lazy, Suspense } from 'react'
import { askedFigure } from '../base/figure'
import { useSignal } from '../base/signal'
import { DIALOGS } from '../dialogs/registry'
import { DialogTitle } from '../shared/dialog'
import { useLab } from '../state/store/store'
import { commandsOf } from './commands'

const FigureDialog = lazy(async () => ({ default: (await import('../dialogs/figure/figure-dialog')).FigureDialog }))

/** Each waits for its own code: a boundary around all would hide the one before while it waits, and that one would close it. */
export function Dialogs() {
  const open = useLab((state) => state.dialog)
  const dialog = DIALOGS.find(({ id }) => id === open)
  if (!dialog) return null
  const { title, Component } = dialog
  // Two tabs of one dialog are the same element.
  const key = DIALOGS.find((other) => other.Component === Component)!.id
  return (
    <Suspense key={key} fallback={null}>
      <DialogTitle value={title}>
        <Component commands={commandsOf} />
      </DialogTitle>
    </Suspense>
  )
}

/** Lies over the others: a chart in a dialog is a figure, too. */
export function AskedFigure() {
  const figure = useSignal(askedFigure)
  return <Suspense fallback={null}>{figure && <FigureDialog figure={figure} />}</Suspense>
}
