/** The network's predictions for single samples and for the whole test set. Each task has its own inspector in ui/tasks. */
import { Suspense } from 'react'
import { useLab } from '../../state/store/store'
import { viewsOf } from '../../tasks/registry'
import type { ViewDescription } from '../view'

function TaskInspector() {
  const { Inspector } = viewsOf(useLab((state) => state.open))
  return (
    <Suspense fallback={null}>
      <Inspector />
    </Suspense>
  )
}

export const inspectorView: ViewDescription = {
  id: 'inspector',
  title: 'Inspector',
  term: null,
  Component: TaskInspector,
  region: 'side',
  full: true,
  simple: true,
  hides: 'the Inspector',
  saved: false,
  figure: true,
  doc: 'looking.md',
}
