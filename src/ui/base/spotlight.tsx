/** A frame around a part of the page that a text refers to. It takes no clicks, and follows the part as it moves. */
import { useEffect, useRef } from 'react'
import { createSignal, useSignal } from './signal'
import css from './spotlight.module.css'

/** The selector of the highlighted part; null if there is none. */
export const lit = createSignal<string | null>(null)

export const litPart = (): Element | null => (lit.get() === null ? null : document.querySelector(lit.get()!))

export const regionSelector = (name: string): string => `[role="region"][aria-label="${name}"], section[aria-label="${name}"]`

/** The scroll container of an element; null if the page itself scrolls. */
function scrollerOf(part: Element): Element | null {
  for (let around = part.parentElement; around; around = around.parentElement)
    if (/auto|scroll/.test(getComputedStyle(around).overflowY)) return around
  return null
}

const SHORT_MS = 2500
let timer: ReturnType<typeof setTimeout> | undefined

/** Scrolls a region into view and frames it briefly; if a selector for a control matches, frames that control. */
export function showRegion(name: string, control?: string): void {
  clearTimeout(timer)
  const selector = control !== undefined && document.querySelector(control) ? control : regionSelector(name)
  lit.set(selector)
  timer = setTimeout(() => lit.get() === selector && lit.set(null), SHORT_MS)
}

export function Spotlight() {
  const selector = useSignal(lit)
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (selector === null) return
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
    const part = litPart()
    // If a part is taller than its scroll container, its beginning is shown.
    const block = part && part.clientHeight > 0.8 * (scrollerOf(part)?.clientHeight ?? window.innerHeight) ? 'start' : 'nearest'
    part?.scrollIntoView({ block, behavior: calm ? 'auto' : 'smooth' })
    const place = () => {
      const at = litPart()?.getBoundingClientRect()
      if (ref.current && at)
        Object.assign(ref.current.style, { left: `${at.left}px`, top: `${at.top}px`, width: `${at.width}px`, height: `${at.height}px` })
    }
    place()
    const stop = new AbortController()
    for (const name of ['scroll', 'resize']) window.addEventListener(name, place, { capture: true, signal: stop.signal })
    const watch = new ResizeObserver(place)
    watch.observe(document.body)
    return () => {
      stop.abort()
      watch.disconnect()
    }
  }, [selector])
  return selector === null ? null : <div ref={ref} className={css.frame} data-spotlight aria-hidden="true" />
}
