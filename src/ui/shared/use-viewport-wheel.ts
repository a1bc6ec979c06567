/** Wheel and pinch over a long sequence: zoom about the pointer, sideways or with Shift along time. */

import { type RefObject, useEffect } from 'react'
import { isWhole } from '../base/viewport'
import type { MovingViewport } from './use-moving-viewport'

/** For this long after the page has scrolled, the wheel continues to scroll it when the pointer comes over the view. */
const SCROLLING_MS = 300

export function useViewportWheel(host: RefObject<HTMLElement | null>, { latest, place, steps, zoomAt, moveBy }: MovingViewport): void {
  useEffect(() => {
    const element = host.current
    if (!element) return
    let scrolled = Number.NEGATIVE_INFINITY
    const scroll = () => {
      scrolled = performance.now()
    }
    const wheel = (event: WheelEvent) => {
      const at = place.current
      const scrolling = performance.now() - scrolled < SCROLLING_MS && !event.ctrlKey
      const nothingToShow = isWhole(latest.current, steps) && event.deltaY >= 0
      if (!at || scrolling || (nothingToShow && !event.ctrlKey)) return
      event.preventDefault()
      const sideways = event.shiftKey ? event.deltaY : event.deltaX
      if (Math.abs(sideways) > Math.abs(event.deltaY) || event.shiftKey) {
        moveBy(sideways / at.width)
      } else {
        const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1
        // A pinch arrives as a wheel event with Ctrl, in smaller steps.
        zoomAt(1.002 ** (event.deltaY * lines * (event.ctrlKey ? 4 : 1)), event.clientX - element.getBoundingClientRect().left)
      }
    }
    element.addEventListener('wheel', wheel, { passive: false })
    window.addEventListener('scroll', scroll, { capture: true, passive: true })
    return () => {
      element.removeEventListener('wheel', wheel)
      window.removeEventListener('scroll', scroll, { capture: true })
    }
  }, [steps])
}
