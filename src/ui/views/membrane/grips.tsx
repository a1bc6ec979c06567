/** The handles of the lens: lower edge, threshold, upper edge. Each is dragged or moved by arrow keys; the painter of a plot places them. */

import { type KeyboardEvent, type PointerEvent, type RefObject, useRef } from 'react'
import type { MembraneReading } from '../../../readings/membrane'
import { classesOf } from '../../base/classes'
import { helpOf } from '../../base/help'
import { useShownNeuron } from '../../state/selection/analog'
import { lens, setTrial } from '../../state/selection/lens'
import { type Handles, handlesAt, type Trial, trialAfter } from '../../state/selection/window-trial'
import { grabbedHandle, HANDLES } from './grabbed'
import css from './membrane.module.css'

const WORDS: Record<keyof Handles, string> = {
  low: 'Lower edge of the window',
  threshold: 'Threshold',
  high: 'Upper edge of the window',
}

export type GripElements = Partial<Record<keyof Handles, HTMLElement | null>>

/** Writes values and places of the grips without a render. */
export function placeGrips(
  grips: GripElements,
  frame: MembraneReading,
  step: number | null,
  trial: Trial | null,
  place: (name: keyof Handles, u: number) => { left: number; top?: number },
): void {
  const at = handlesAt(frame, step, trial)
  for (const name of HANDLES) {
    const grip = grips[name]
    if (!grip) continue
    const { left, top } = place(name, at[name])
    grip.style.left = `${left}px`
    if (top !== undefined) grip.style.top = `${top}px`
    grip.setAttribute('aria-valuenow', Math.min(frame.high, Math.max(frame.low, at[name])).toFixed(2))
    grip.setAttribute('aria-valuemin', frame.low.toFixed(2))
    grip.setAttribute('aria-valuemax', frame.high.toFixed(2))
  }
}

interface GripsProps {
  readonly elements: RefObject<GripElements>
  readonly vertical: boolean
  /** The frame that is shown, and the step whose window the edges are; null: of the widest. */
  readonly shown: () => { readonly frame: MembraneReading; readonly step: number | null } | null
  /** The potential under a point of the plot. */
  readonly under: (x: number, y: number) => number
}

export function Grips({ elements, vertical, shown, under }: GripsProps) {
  const { window, analog } = useShownNeuron()
  const grabbed = useRef<{ readonly name: keyof Handles; readonly off: number } | null>(null)
  const move = (name: keyof Handles, to: (now: Handles) => number) => {
    const now = shown()
    if (now) setTrial(trialAfter(now.frame, now.step, lens.get(), name, to(handlesAt(now.frame, now.step, lens.get()))))
  }
  const pointed = (event: PointerEvent<HTMLElement>): number => {
    const box = event.currentTarget.parentElement!.getBoundingClientRect()
    return under(event.clientX - box.left, event.clientY - box.top)
  }
  /** Of handles that lie over each other it may be another than the one on top. */
  const handleUnder = (event: PointerEvent<HTMLElement>): keyof Handles => {
    const along = (name: keyof Handles) => {
      const box = elements.current[name]?.getBoundingClientRect()
      return box ? (vertical ? -(box.top + box.bottom) / 2 : (box.left + box.right) / 2) : Number.POSITIVE_INFINITY
    }
    const places = { low: along('low'), threshold: along('threshold'), high: along('high') }
    return grabbedHandle(places, vertical ? -event.clientY : event.clientX)
  }
  /** What is grabbed beside its middle does not jump. */
  const grab = (event: PointerEvent<HTMLElement>) => {
    const now = shown()
    if (!now || event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const name = handleUnder(event)
    // The focus goes to the one that is taken.
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
  // An analog neuron has no window and no threshold to try.
  if (analog) return null
  return HANDLES.map((name) => (
    <div
      key={name}
      ref={(element) => {
        elements.current[name] = element
      }}
      data-grip
      className={vertical ? classesOf(css.grip, css.gripSide) : css.grip}
      role="slider"
      tabIndex={0}
      aria-label={WORDS[name]}
      aria-orientation={vertical ? 'vertical' : undefined}
      aria-valuenow={0}
      {...helpOf(`${WORDS[name]}: drag, or arrow keys, to try another. No run is changed.${name === 'threshold' ? '' : ` ${window.long}`}`)}
      onPointerDown={grab}
      onPointerMove={drag}
      onKeyDown={press(name)}
    />
  ))
}
