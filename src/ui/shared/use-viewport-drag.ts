/** Pointers over a long sequence: a drag moves it, a press in the strip centers there, two fingers zoom, and a press without a drag is a click. */

import { type PointerEvent, useRef } from 'react'
import type { MovingViewport } from './use-moving-viewport'

/** A drag over fewer pixels counts as a click. */
const CLICK = 4

export interface ViewportPointer {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void
  readonly onPointerCancel: (event: PointerEvent<HTMLElement>) => void
}

/** @param click called for a press and release at one position, in pixels of the host */
export function useViewportDrag({ place, zoomAt, moveBy, center }: MovingViewport, click: (x: number, y: number) => void): ViewportPointer {
  const fingers = useRef(new Map<number, number>())
  const drag = useRef<{ x: number; y: number; strip: boolean; far: boolean } | null>(null)
  const end = (event: PointerEvent<HTMLElement>) => {
    fingers.current.delete(event.pointerId)
    const now = drag.current
    if (fingers.current.size === 0) drag.current = null
    return now
  }
  return {
    onPointerDown: (event) => {
      const at = place.current
      if (!at || event.button !== 0) return
      const { x, y } = placeOf(event)
      event.currentTarget.setPointerCapture(event.pointerId)
      fingers.current.set(event.pointerId, x)
      const strip = y >= at.strip.top - 3
      // A second finger makes it a pinch, which is no click.
      drag.current = { x, y, strip, far: fingers.current.size > 1 }
      if (strip) center(x)
    },
    onPointerMove: (event) => {
      const at = place.current
      const now = drag.current
      const before = fingers.current.get(event.pointerId)
      if (!at || !now || before === undefined) return
      const { x, y } = placeOf(event)
      fingers.current.set(event.pointerId, x)
      if (Math.hypot(x - now.x, y - now.y) > CLICK) now.far = true
      if (now.strip) return center(x)
      const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1]
      if (other === undefined) {
        if (now.far) moveBy((before - x) / at.width)
      } else if (Math.abs(x - other) > CLICK) zoomAt(Math.abs(before - other) / Math.abs(x - other), (x + other) / 2)
    },
    onPointerUp: (event) => {
      const now = end(event)
      if (now && !now.far && !now.strip) click(now.x, now.y)
    },
    onPointerCancel: end,
  }
}

function placeOf(event: PointerEvent<HTMLElement>): { x: number; y: number } {
  const box = event.currentTarget.getBoundingClientRect()
  return { x: event.clientX - box.left, y: event.clientY - box.top }
}
