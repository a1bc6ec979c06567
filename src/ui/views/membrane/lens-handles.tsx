/** The handles of the lens: lower edge, threshold, upper edge. Each moves by drag or arrow keys; the painter of a plot places them. */

import { type KeyboardEvent, type PointerEvent, type RefObject, useRef } from 'react'
import type { MembraneReading } from '../../../readings/membrane'
import { classesOf } from '../../base/classes'
import { helpOf } from '../../base/help'
import { useShownNeuron } from '../../state/selection/analog'
import { lens, setTrial } from '../../state/selection/lens'
import { useVariable } from '../../state/selection/variable'
import { type Handles, handlesAt, type Trial, trialAfter } from '../../state/selection/window-trial'
import { useShownLayer } from '../../state/session/frame-hooks'
import css from './membrane.module.css'

/** In order along the axis of potential. */
const HANDLES = ['low', 'threshold', 'high'] as const

/** Handles within this distance of each other, in px, are distinguished by the side on which they are pressed. */
const TOGETHER = 4
/** A press at least this far from their middle, in px, counts as being on one side. */
const ASIDE = 1.5

/**
 * The handle that a press takes: the nearest. If several coincide, the lower edge on the lower side, the upper edge on the upper side, and
 * the threshold in between, so that each can be dragged away from the others.
 * @param places the positions of the handles, in px along the axis of potential. @param at the position of the press.
 */
export function grabbedHandle(places: Readonly<Record<keyof Handles, number>>, at: number): keyof Handles {
  const nearest = HANDLES.reduce((best, name) => (Math.abs(places[name] - at) < Math.abs(places[best] - at) ? name : best))
  const together = HANDLES.filter((name) => Math.abs(places[name] - places[nearest]) < TOGETHER)
  if (together.length === 1) return nearest
  const off = at - together.reduce((sum, name) => sum + places[name], 0) / together.length
  if (off < -ASIDE) return together[0]!
  if (off > ASIDE) return together.at(-1)!
  return together.includes('threshold') ? 'threshold' : nearest
}

const LABELS: Record<keyof Handles, string> = {
  low: 'Lower edge of the window',
  threshold: 'Threshold',
  high: 'Upper edge of the window',
}

export type HandleElements = Partial<Record<keyof Handles, HTMLElement | null>>

/** Updates values and positions of the handles without a render. */
export function placeHandles(
  handles: HandleElements,
  frame: MembraneReading,
  step: number | null,
  trial: Trial | null,
  place: (name: keyof Handles, u: number) => { left: number; top?: number },
): void {
  const at = handlesAt(frame, step, trial)
  for (const name of HANDLES) {
    const handle = handles[name]
    if (!handle) continue
    const { left, top } = place(name, at[name])
    handle.style.left = `${left}px`
    if (top !== undefined) handle.style.top = `${top}px`
    handle.setAttribute('aria-valuenow', Math.min(frame.high, Math.max(frame.low, at[name])).toFixed(2))
    handle.setAttribute('aria-valuemin', frame.low.toFixed(2))
    handle.setAttribute('aria-valuemax', frame.high.toFixed(2))
  }
}

interface LensHandlesProps {
  readonly elements: RefObject<HandleElements>
  readonly vertical: boolean
  /** The frame that is shown, and the step whose window the edges are; null: of the widest. */
  readonly shown: () => { readonly frame: MembraneReading; readonly step: number | null } | null
  /** The potential under a point of the plot. */
  readonly under: (x: number, y: number) => number
}

export function LensHandles({ elements, vertical, shown, under }: LensHandlesProps) {
  const { window, analog } = useShownNeuron()
  const variable = useVariable(useShownLayer())
  const grabbed = useRef<{ readonly name: keyof Handles; readonly off: number } | null>(null)
  const move = (name: keyof Handles, to: (now: Handles) => number) => {
    const now = shown()
    if (now) setTrial(trialAfter(now.frame, now.step, lens.get(), name, to(handlesAt(now.frame, now.step, lens.get()))))
  }
  const pointed = (event: PointerEvent<HTMLElement>): number => {
    const box = event.currentTarget.parentElement!.getBoundingClientRect()
    return under(event.clientX - box.left, event.clientY - box.top)
  }
  /** If handles overlap, a press may be meant for another one than the topmost. */
  const handleUnder = (event: PointerEvent<HTMLElement>): keyof Handles => {
    const along = (name: keyof Handles) => {
      const box = elements.current[name]?.getBoundingClientRect()
      return box ? (vertical ? -(box.top + box.bottom) / 2 : (box.left + box.right) / 2) : Number.POSITIVE_INFINITY
    }
    const places = { low: along('low'), threshold: along('threshold'), high: along('high') }
    return grabbedHandle(places, vertical ? -event.clientY : event.clientX)
  }
  /** Remembers the offset, so that a handle grabbed off its center does not jump. */
  const grab = (event: PointerEvent<HTMLElement>) => {
    const now = shown()
    if (!now || event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const name = handleUnder(event)
    // The focus moves to the grabbed handle.
    event.preventDefault()
    elements.current[name]?.focus()
    const value = handlesAt(now.frame, now.step, lens.get())[name]
    const inside = value >= now.frame.low && value <= now.frame.high
    grabbed.current = { name, off: inside && !vertical ? pointed(event) - value : 0 }
  }
  const drag = (event: PointerEvent<HTMLElement>) => {
    const taken = grabbed.current
    if (taken && event.currentTarget.hasPointerCapture(event.pointerId)) move(taken.name, () => pointed(event) - taken.off)
  }
  const press = (name: keyof Handles) => (event: KeyboardEvent) => {
    if (event.key === 'Escape') return setTrial(null)
    const sign = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key]
    if (!sign || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    move(name, (now) => now[name] + sign * (event.shiftKey ? 0.1 : 0.02))
  }
  // An analog neuron has no window and no threshold to try; the lens tries those of the potential.
  if (analog || variable !== null) return null
  return HANDLES.map((name) => (
    <div
      key={name}
      ref={(element) => {
        elements.current[name] = element
      }}
      data-handle
      className={vertical ? classesOf(css.handle, css.handleSide) : css.handle}
      role="slider"
      tabIndex={0}
      aria-label={LABELS[name]}
      aria-orientation={vertical ? 'vertical' : undefined}
      aria-valuenow={0}
      {...helpOf(
        `${LABELS[name]}: drag, or arrow keys, to try another. No run is changed.${name === 'threshold' ? '' : ` ${window.long}`}`,
      )}
      onPointerDown={grab}
      onPointerMove={drag}
      onKeyDown={press(name)}
    />
  ))
}
