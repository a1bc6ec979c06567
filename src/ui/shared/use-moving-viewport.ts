/** The visible part of a long sequence, and the ways to move and zoom it. */

import { type RefObject, useEffect, useRef, useState } from 'react'
import { moved, stepUnder, type Viewport, whole, zoomed } from '../base/viewport'

/** The place of the time axis, and of the strip of the whole sequence below it, in pixels of the host. */
export interface ViewportPlace {
  readonly left: number
  readonly width: number
  readonly strip: { readonly top: number; readonly height: number }
}

export interface MovingViewport {
  readonly viewport: Viewport
  readonly latest: RefObject<Viewport>
  readonly place: RefObject<ViewportPlace | null>
  readonly steps: number
  readonly show: (viewport: Viewport) => void
  /** Zooms about a position of the host. */
  readonly zoomAt: (factor: number, x: number) => void
  /** Moves by a fraction of the length that is shown. */
  readonly moveBy: (part: number) => void
  /** Centers the viewport on a position of the strip. */
  readonly center: (x: number) => void
}

export function useMovingViewport(place: RefObject<ViewportPlace | null>, steps: number): MovingViewport {
  const [stored, store] = useState<Viewport>(() => whole(steps))
  const viewport = stored.to > steps ? whole(steps) : stored
  const latest = useRef(viewport)
  latest.current = viewport
  /** Several events may arrive before the next render: each continues from the previous one. */
  const show = (next: Viewport) => {
    latest.current = next
    store(next)
  }
  useEffect(() => show(whole(steps)), [steps])
  const zoomAt = (factor: number, x: number) => {
    const at = place.current
    if (at) show(zoomed(latest.current, steps, factor, stepUnder(latest.current, at.left, at.width)(x)))
  }
  const moveBy = (part: number) => {
    const { from, to } = latest.current
    show(moved(latest.current, steps, part * (to - from)))
  }
  const center = (x: number) => {
    const at = place.current
    if (!at) return
    const { from, to } = latest.current
    show(moved(latest.current, steps, stepUnder(whole(steps), at.left, at.width)(x) - (from + to) / 2))
  }
  return { viewport, latest, place, steps, show, zoomAt, moveBy, center }
}
