/** The handles of the lens: lower edge, threshold, upper edge. Each is dragged or moved by arrow keys; the painter of a plot places them. */

import { type KeyboardEvent, type PointerEvent, type RefObject, useRef } from 'react'
import type { MembraneReading } from '../../../readings/membrane'
import { classesOf } from '../../base/classes'
import { helpOf } from '../../base/help'
import { lens, setTrial } from '../../state/lens'
import { useLab } from '../../state/store'
import { type Handles, handlesAt, type Trial, trialAfter } from '../../state/trial'
import { windowWords } from '../shared/window-words'
import css from './membrane.module.css'

const NAMES = ['low', 'threshold', 'high'] as const
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
  for (const name of NAMES) {
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
  const surrogate = useLab((state) => state.open.surrogate.kind)
  const grabbed = useRef(0)
  const move = (name: keyof Handles, to: (now: Handles) => number) => {
    const now = shown()
    if (now) setTrial(trialAfter(now.frame, now.step, lens.get(), name, to(handlesAt(now.frame, now.step, lens.get()))))
  }
  const pointed = (event: PointerEvent<HTMLElement>): number => {
    const box = event.currentTarget.parentElement!.getBoundingClientRect()
    return under(event.clientX - box.left, event.clientY - box.top)
  }
  /** What is grabbed beside its middle does not jump. */
  const grab = (name: keyof Handles) => (event: PointerEvent<HTMLElement>) => {
    const now = shown()
    if (!now || event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const value = handlesAt(now.frame, now.step, lens.get())[name]
    const inside = value >= now.frame.low && value <= now.frame.high
    grabbed.current = inside && !vertical ? pointed(event) - value : 0
  }
  const drag = (name: keyof Handles) => (event: PointerEvent<HTMLElement>) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) move(name, () => pointed(event) - grabbed.current)
  }
  const press = (name: keyof Handles) => (event: KeyboardEvent) => {
    if (event.key === 'Escape') return setTrial(null)
    const sign = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key]
    if (!sign || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    move(name, (now) => now[name] + sign * (event.shiftKey ? 0.1 : 0.02))
  }
  return NAMES.map((name) => (
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
      {...helpOf(
        `${WORDS[name]}: drag, or arrow keys, to try another. No run is changed.${name === 'threshold' ? '' : ` ${windowWords(surrogate).long}`}`,
      )}
      onPointerDown={grab(name)}
      onPointerMove={drag(name)}
      onKeyDown={press(name)}
    />
  ))
}
