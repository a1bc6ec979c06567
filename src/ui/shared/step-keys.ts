/** The keys that select a time step while a view over time has focus. */

import type { KeyboardEvent } from 'react'
import { selectStep } from '../state/selection/select'

interface Press {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/** The step that a key selects, null for all steps; undefined if the key selects none. */
export function stepAfter(
  { key, shiftKey, ctrlKey, metaKey, altKey }: Press,
  step: number | null,
  steps: number,
): number | null | undefined {
  if (shiftKey || ctrlKey || metaKey || altKey) return undefined
  if (key === 'Escape') return step === null ? undefined : null
  if (key === 'Home') return 0
  if (key === 'End') return steps - 1
  const page = Math.max(1, Math.round(steps / 10))
  const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: -page, PageDown: page }[key]
  if (by === undefined) return undefined
  return Math.min(steps - 1, Math.max(0, step === null ? (by > 0 ? 0 : steps - 1) : step + by))
}

/** Selects the step of a key that is pressed. */
export function pressStep(event: KeyboardEvent, step: number | null, steps: number): void {
  const next = stepAfter(event, step, steps)
  if (next === undefined) return
  event.preventDefault()
  event.stopPropagation()
  selectStep(next)
}
