/** Pointer and keys over a long sequence: a click in the density selects a step; next to it, or with Shift, a drag selects potentials. */

import { type KeyboardEvent, type PointerEvent, type RefObject, useRef } from 'react'
import { stepsOf } from '../../../readings/shares'
import type { Signal } from '../../base/signal'
import { stepUnder, whole } from '../../base/viewport'
import { pressStep } from '../../shared/step-keys'
import { selectStep } from '../../state/selection/select'
import { clearSelection, selection } from '../../state/selection/selection'
import { variableFrame } from '../../state/selection/variable'
import type { LongMembraneLayout } from './long-layout'
import { selectBetween, stepsBetween } from './membrane-state'
import type { LongPointed } from './use-long-painter'

export function useLongBrush(
  layer: string | null,
  asked: number | null,
  layout: RefObject<LongMembraneLayout | null>,
  hover: Signal<LongPointed | null>,
) {
  /** Where a drag began; its step is null outside the density. */
  const anchor = useRef<{ u: number; step: number | null } | null>(null)
  const under = (event: PointerEvent<HTMLElement>) => {
    const frame = variableFrame(layer)
    return layout.current && frame ? partUnder(event, layout.current, stepsOf(frame)) : null
  }
  const walk = (event: KeyboardEvent) => {
    const frame = variableFrame(layer)
    if (event.key === 'Escape' && selection.get()) {
      event.preventDefault()
      return clearSelection()
    }
    if (frame) pressStep(event, asked, stepsOf(frame))
  }
  const brush = (at: { u: number; step: number | null }) => {
    const from = anchor.current
    const frame = variableFrame(layer)
    if (!from || !frame) return
    const own = asked === null ? null : stepsBetween(asked, asked)
    const steps = from.step === null ? own : stepsBetween(from.step, at.step ?? stepsOf(frame) - 1)
    selectBetween(from.u, at.u, frame, steps)
  }
  return {
    onKeyDown: walk,
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return
      const at = under(event)
      clearSelection()
      if (!at) return
      event.currentTarget.setPointerCapture(event.pointerId)
      if (at.step === null || event.shiftKey) anchor.current = at
      else selectStep(at.step === asked ? null : at.step)
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const at = under(event)
      hover.set(at && { u: at.u, x: at.x, at: at.step, step: at.step ?? asked })
      if (!at || event.buttons !== 1) return
      if (anchor.current !== null) brush(at)
      else if (at.step !== null && at.step !== asked) selectStep(at.step)
    },
    onPointerUp: () => {
      anchor.current = null
    },
    onPointerLeave: () => hover.set(null),
  }
}

/** The potential and the step under the pointer; the step is null to the right of the density. */
function partUnder(event: PointerEvent<HTMLElement>, place: LongMembraneLayout, steps: number) {
  const box = event.currentTarget.getBoundingClientRect()
  const [x, y] = [event.clientX - box.left, event.clientY - box.top]
  const { left, width, top, bottom } = place.heat
  if (x < left || x > place.histogram.left + place.histogram.width || y < top || y > bottom) return null
  const step = Math.floor(stepUnder(whole(steps), left, width)(x))
  return { step: x > left + width ? null : Math.min(steps - 1, Math.max(0, step)), u: place.u(y), x }
}
