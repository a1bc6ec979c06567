/**
 * Which part of a long sequence a view shows: wheel and pinch zoom about the pointer, a drag moves it, keys do both. Draws nothing.
 */
import type { KeyboardEvent, RefObject } from 'react'
import { type Viewport, viewportAfterKey } from '../base/viewport'
import { useMovingViewport, type ViewportPlace } from './use-moving-viewport'
import { useViewportDrag, type ViewportPointer } from './use-viewport-drag'
import { useViewportWheel } from './use-viewport-wheel'

interface ViewportControls {
  readonly viewport: Viewport
  readonly show: (viewport: Viewport) => void
  readonly zoom: (factor: number) => void
  readonly pointer: ViewportPointer
  /** Returns whether it handled the key. */
  readonly press: (event: KeyboardEvent) => boolean
}

/** @param click called for a press and release at one position, in pixels of the host */
export function useViewport(
  host: RefObject<HTMLElement | null>,
  place: RefObject<ViewportPlace | null>,
  steps: number,
  click: (x: number, y: number) => void,
): ViewportControls {
  const moving = useMovingViewport(place, steps)
  useViewportWheel(host, moving)
  const pointer = useViewportDrag(moving, click)
  const { viewport, latest, show, zoomAt } = moving
  return {
    viewport,
    show,
    zoom: (factor) => {
      const at = place.current
      if (at) zoomAt(factor, at.left + at.width / 2)
    },
    pointer,
    press: (event) => {
      if ((event.shiftKey && event.key !== '+') || event.ctrlKey || event.metaKey || event.altKey) return false
      const next = viewportAfterKey(event.key, latest.current, steps)
      if (!next) return false
      event.preventDefault()
      event.stopPropagation()
      show(next)
      return true
    },
  }
}
