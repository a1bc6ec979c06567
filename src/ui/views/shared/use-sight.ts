/**
 * Which part of a long sequence a view shows: wheel and pinch zoom about the pointer, a drag moves it, keys do both. What is drawn is
 * the view's own.
 */
import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { isWhole, moved, type Sight, sightAfter, stepUnder, whole, zoomed } from '../../base/sight'

/** Where the time axis lies, and the strip of the whole sequence below it, in pixels of the host. */
export interface SightPlace {
  readonly left: number
  readonly width: number
  readonly strip: { readonly top: number; readonly height: number }
}

/** A drag of fewer pixels is a click. */
const CLICK = 4
/** A page that was just scrolling goes on scrolling when the pointer comes over the view. */
const SCROLLING_MS = 300

interface SightControls {
  readonly sight: Sight
  readonly show: (sight: Sight) => void
  readonly zoom: (factor: number) => void
  readonly pointer: {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void
    readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void
    readonly onPointerCancel: (event: PointerEvent<HTMLElement>) => void
  }
  /** Whether the key was one of its own. */
  readonly press: (event: KeyboardEvent) => boolean
}

/** @param click a press and release at one place, in pixels of the host. */
export function useSight(
  host: RefObject<HTMLElement | null>,
  place: RefObject<SightPlace | null>,
  steps: number,
  click: (x: number, y: number) => void,
): SightControls {
  const [kept, keep] = useState<Sight>(() => whole(steps))
  const sight = kept.to > steps ? whole(steps) : kept
  const latest = useRef(sight)
  latest.current = sight
  /** Several events may come before the next render: each goes on from the one before. */
  const show = (next: Sight) => {
    latest.current = next
    keep(next)
  }
  const fingers = useRef(new Map<number, number>())
  const drag = useRef<{ x: number; y: number; strip: boolean; far: boolean } | null>(null)

  useEffect(() => show(whole(steps)), [steps])
  const zoomAt = (factor: number, x: number) => {
    const at = place.current
    if (at) show(zoomed(latest.current, steps, factor, stepUnder(latest.current, at.left, at.width)(x)))
  }
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
        const { from, to } = latest.current
        show(moved(latest.current, steps, (sideways / at.width) * (to - from)))
      } else {
        const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1
        // A pinch comes as a wheel with Ctrl, in smaller strides.
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

  const placeOf = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  /** Brings a place of the strip into the middle. */
  const center = (x: number) => {
    const at = place.current
    if (!at) return
    const { from, to } = latest.current
    show(moved(latest.current, steps, stepUnder(whole(steps), at.left, at.width)(x) - (from + to) / 2))
  }
  const end = (event: PointerEvent<HTMLElement>) => {
    fingers.current.delete(event.pointerId)
    const now = drag.current
    if (fingers.current.size === 0) drag.current = null
    return now
  }
  return {
    sight,
    show,
    zoom: (factor) => {
      const at = place.current
      if (at) zoomAt(factor, at.left + at.width / 2)
    },
    pointer: {
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
        const { from, to } = latest.current
        if (other === undefined) {
          if (now.far) show(moved(latest.current, steps, ((before - x) / at.width) * (to - from)))
        } else if (Math.abs(x - other) > CLICK) zoomAt(Math.abs(before - other) / Math.abs(x - other), (x + other) / 2)
      },
      onPointerUp: (event) => {
        const now = end(event)
        if (now && !now.far && !now.strip) click(now.x, now.y)
      },
      onPointerCancel: end,
    },
    press: (event) => {
      if ((event.shiftKey && event.key !== '+') || event.ctrlKey || event.metaKey || event.altKey) return false
      const next = sightAfter(event.key, latest.current, steps)
      if (!next) return false
      event.preventDefault()
      event.stopPropagation()
      show(next)
      return true
    },
  }
}
