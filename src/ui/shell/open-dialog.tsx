/** The open dialog, and above it the figure being saved. The list of dialogs is in dialogs/registry.ts. */

import { lazy, Suspense } from 'react'
import { askedFigure } from '../base/figure'
import { useSignal } from '../base/signal'
import { DIALOGS } from '../dialogs/registry'
import { DialogTitle } from '../shared/dialog'
import { useLab } from '../state/store/store'
import { commandsOf } from './commands'

const FigureDialog = lazy(async () => ({ default: (await import('../dialogs/figure/figure-dialog')).FigureDialog }))

/** Each dialog has its own boundary: a shared one would hide the previous dialog while the next one loads, and hiding closes it. */
export function Dialogs() {
  const open = useLab((state) => state.dialog)
  const dialog = DIALOGS.find(({ id }) => id === open)
  if (!dialog) return null
  const { title, Component } = dialog
  // Two tabs of a dialog share their element.
  const key = DIALOGS.find((other) => other.Component === Component)!.id
  return (
    <Suspense key={key} fallback={null}>
      <DialogTitle value={title}>
        <Component commands={commandsOf} />
      </DialogTitle>
    </Suspense>
  )
}

/** The figure dialog lies above the others, since a chart in a dialog can be saved as a figure too. */
export function AskedFigure() {
  const figure = useSignal(askedFigure)
  return <Suspense fallback={null}>{figure && <FigureDialog figure={figure} />}</Suspense>
}
