/** The pointer and the keys over few steps: a drag selects potentials, and so do Enter and the arrow keys. */

import { type KeyboardEvent, type PointerEvent, type RefObject, useRef } from 'react'
import type { MembraneReading } from '../../../readings/membrane'
import { stepsOf, widestStep } from '../../../readings/shares'
import type { Signal } from '../../base/signal'
import type { Pointed } from '../../shared/potential-tip'
import { clearSelection, selectedNeurons, selectedRange, selection } from '../../state/selection/selection'
import { variableFrame } from '../../state/selection/variable'
import { type MembraneLayout, partAt } from './membrane-layout'
import { selectBetween, stepsBetween } from './membrane-state'
import { rangeAfter } from './range-keys'

interface BrushOptions {
  readonly layer: string | null
  readonly step: number | null
  readonly canvas: { readonly current: HTMLCanvasElement | null }
  readonly layout: RefObject<MembraneLayout | null>
  readonly hover: Signal<Pointed | null>
}

export function useRidgeBrush({ layer, step, canvas, layout, hover }: BrushOptions) {
  const anchor = useRef<{ u: number; row: number } | null>(null)
  const under = (event: PointerEvent<HTMLElement>, outside = false) => {
    const frame = variableFrame(layer)
    return layout.current && frame ? partUnder(event, layout.current, frame, outside) : null
  }
  const brush = (at: { u: number; row: number }) => {
    const from = anchor.current
    const frame = variableFrame(layer)
    if (!from || !frame) return
    const rows = stepsBetween(from.row, at.row)
    const all = rows.to - rows.from >= stepsOf(frame)
    selectBetween(from.u, at.u, frame, all ? null : rows)
  }
  const press = (event: KeyboardEvent) => {
    const frame = variableFrame(layer)
    if (event.target !== event.currentTarget || !frame) return
    const next =
      event.key === 'Escape' && selectedNeurons(layer) ? null : rangeAfter(event, selectedRange(), frame, step ?? widestStep(frame))
    if (next === undefined) return
    event.preventDefault()
    event.stopPropagation()
    selection.set(next)
  }
  return {
    press,
    pointer: {
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        const at = under(event, anchor.current !== null)
        if (at && anchor.current) brush(at)
        hover.set(at && { u: at.u, x: at.x, step: at.row })
      },
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        if (event.target !== canvas.current || event.button !== 0) return
        clearSelection()
        const at = under(event)
        if (!at) return
        event.currentTarget.setPointerCapture(event.pointerId)
        anchor.current = at
      },
      onPointerUp: () => {
        anchor.current = null
      },
      onPointerLeave: () => hover.set(null),
    },
  }
}

function partUnder(event: PointerEvent<HTMLElement>, layout: MembraneLayout, frame: MembraneReading, outside: boolean) {
  const box = event.currentTarget.getBoundingClientRect()
  return partAt(layout, stepsOf(frame), event.clientX - box.left, event.clientY - box.top, outside)
}
