/** Pointer and keyboard control of a chart over bins: drags or steps the playhead, and plays. */
import type { DOMAttributes, KeyboardEvent, PointerEvent, RefObject } from 'react'
import { stepUnder } from '../base/viewport'
import { binOf, type Playhead, type Plays, playOrPause, seek } from './playhead'
import { stepAfter } from './step-keys'

interface Options {
  /** The horizontal range in which the bins are drawn. */
  readonly place: RefObject<{ readonly left: number; readonly width: number } | null>
  readonly bins: number
  readonly head: Playhead
  readonly plays?: Plays
  /** Called on a press, in addition to moving the playhead. @param y from the top of the chart, in px */
  readonly pressed?: (y: number) => void
  /** Called for the up and down arrow keys. */
  readonly turned?: (by: 1 | -1) => void
}

export function useTimeActs({ place, bins, head, plays, pressed, turned }: Options): DOMAttributes<HTMLCanvasElement> {
  const move = (event: PointerEvent<HTMLCanvasElement>) => {
    const at = place.current
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left
    if (at) seek(head, Math.floor(stepUnder({ from: 0, to: bins }, at.left, at.width)(x)), bins)
  }
  return {
    onPointerDown: (event) => {
      if (event.button !== 0) return
      event.currentTarget.setPointerCapture(event.pointerId)
      move(event)
      pressed?.(event.clientY - event.currentTarget.getBoundingClientRect().top)
    },
    onPointerMove: (event) => {
      if (event.buttons === 1) move(event)
    },
    onKeyDown: (event) => {
      const act = actOf(event)
      if (!act) return
      event.preventDefault()
      event.stopPropagation()
      act()
    },
  }

  function actOf(event: KeyboardEvent): (() => void) | undefined {
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event
    if (shiftKey || ctrlKey || metaKey || altKey) return undefined
    if (key === ' ') return () => playOrPause(head, bins, plays)
    if (turned && key === 'ArrowUp') return () => turned(-1)
    if (turned && key === 'ArrowDown') return () => turned(1)
    const bin = stepAfter(event, binOf(head, bins), bins)
    // Escape is not handled, because here no state means all bins.
    return typeof bin === 'number' ? () => seek(head, bin, bins) : undefined
  }
}
