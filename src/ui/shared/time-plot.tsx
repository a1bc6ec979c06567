/** A plot over training time: a drag, or the slider over its ruler, moves the cursor through the recorded time. */

import type { KeyboardEvent, PointerEvent, ReactNode, RefObject } from 'react'
import viewCss from '../base/style/view.module.css'
import { cursorStep, setCursor, useCursor } from '../state/session/history'
import { trainingTime } from '../state/session/training-time'

interface TimePlotProps {
  /** The name of the slider, and its value in words. */
  readonly label: string
  readonly valueText: string
  readonly slider: RefObject<HTMLInputElement | null>
  /** The training step under the pointer; null outside the plot. */
  readonly stepAt: (event: PointerEvent<HTMLElement>) => number | null
  readonly hover: (step: number | null) => void
  /** The fewest steps that a key press moves by. */
  readonly least: number
  readonly hidden?: boolean
  readonly children: ReactNode
}

export function TimePlot({ label, valueText, slider, stepAt, hover, least, hidden, children }: TimePlotProps) {
  const cursor = useCursor()
  const { now } = trainingTime()
  return (
    <div
      className={viewCss.plot}
      hidden={hidden}
      onPointerMove={(event) => {
        const step = stepAt(event)
        hover(step)
        if (event.buttons === 1) lookAt(step)
      }}
      onPointerDown={(event) => lookAt(stepAt(event))}
      onPointerLeave={() => hover(null)}
    >
      {children}
      <input
        ref={slider}
        className={viewCss.time}
        type="range"
        aria-label={label}
        min={0}
        max={Math.max(1, now)}
        step={1}
        value={cursor ?? now}
        aria-valuetext={valueText}
        onChange={(event) => lookAt(event.currentTarget.valueAsNumber)}
        onKeyDown={(event) => walk(event, least)}
      />
    </div>
  )
}

/** Home leads to the present, the end of the recorded time. */
function walk(event: KeyboardEvent, least: number): void {
  const { now } = trainingTime()
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageDown: -5, PageUp: 5 }[event.key]
  if (event.key === 'Home') setCursor(null)
  else if (by !== undefined) lookAt(walked(cursorStep() ?? now, now, by, least))
  else return
  event.preventDefault()
  event.stopPropagation()
}

/** One key press moves by a hundredth of the recorded time, but at least by so many steps. */
export const walked = (from: number, now: number, by: number, least = 1): number => from + by * Math.max(least, now / 100)

/** Moves the cursor to a step; close to the present, it returns to the present. */
function lookAt(step: number | null): void {
  if (step === null) return
  const { now } = trainingTime()
  setCursor(step >= now * 0.992 ? null : Math.max(0, Math.round(step)))
}

/** The axis of training time as it was drawn, in px. */
export interface DrawnTime {
  readonly left: number
  readonly width: number
  readonly steps: number
}

export function trainingStepAt({ clientX, currentTarget }: PointerEvent<HTMLElement>, { left, width, steps }: DrawnTime): number | null {
  const x = clientX - currentTarget.getBoundingClientRect().left - left
  return x < 0 || x > width ? null : (x / width) * steps
}

/** Lays the slider over the recorded part of the axis. */
export function laySlider({ style }: HTMLInputElement, { left, width, steps }: DrawnTime, height: number): void {
  style.left = `${left}px`
  style.width = `${Math.max(8, (width * trainingTime().now) / steps)}px`
  style.height = `${height}px`
}
