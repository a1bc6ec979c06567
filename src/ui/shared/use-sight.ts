/**
 * Which part of a long sequence a view shows: wheel and pinch zoom about the pointer, a drag moves it, keys do both. What is drawn is
 * the view's own.
 */
import type { KeyboardEvent, RefObject } from 'react'
import { type Viewport, viewportAfterKey } from '../base/viewport'
import { type SightPlace, useMovingSight } from './use-moving-sight'
import { type SightPointer, useSightDrag } from './use-sight-drag'
import { useSightWheel } from './use-sight-wheel'

interface SightControls {
  readonly sight: Viewport
  readonly show: (sight: Viewport) => void
  readonly zoom: (factor: number) => void
  readonly pointer: SightPointer
  /** Returns whether it handled the key. */
  readonly press: (event: KeyboardEvent) => boolean
}

/** @param click a press and release at one place, in pixels of the host. */
export function useSight(
  host: RefObject<HTMLElement | null>,
  place: RefObject<SightPlace | null>,
  steps: number,
  click: (x: number, y: number) => void,
): SightControls {
  const moving = useMovingSight(place, steps)
  useSightWheel(host, moving)
  const pointer = useSightDrag(moving, click)
  const { sight, latest, show, zoomAt } = moving
  return {
    sight,
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
