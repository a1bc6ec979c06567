/** A frame around a part of the page that a text refers to. It takes no clicks, and follows the part as it moves. */
import { useEffect, useRef } from 'react'
import { createSignal, useSignal } from './signal'
import css from './spotlight.module.css'

export interface Spot {
  /** The selector of a part of the page. */
  readonly part: string
  /** The selector of a control in it, framed instead of the part as soon as it is in the page. */
  readonly control?: string | undefined
}

/** What is highlighted; null if nothing is. */
export const lit = createSignal<Spot | null>(null)

export function litPart(): Element | null {
  const spot = lit.get()
  return spot && ((spot.control !== undefined && document.querySelector(spot.control)) || document.querySelector(spot.part))
}

export const regionSelector = (name: string): string => `[role="region"][aria-label="${name}"], section[aria-label="${name}"]`

/** The scroll container of an element; null if the page itself scrolls. */
function scrollerOf(part: Element): Element | null {
  for (let around = part.parentElement; around; around = around.parentElement)
    if (/auto|scroll/.test(getComputedStyle(around).overflowY)) return around
  return null
}

/** Whether a part scrolls away although an element around it sticks: with a negative `top`, only the rest of that element stays. */
function scrollsAwayOfSticky(part: Element): boolean {
  for (let around = part.parentElement; around; around = around.parentElement) {
    const { position, top } = getComputedStyle(around)
    if (position === 'sticky') return part.getBoundingClientRect().top - around.getBoundingClientRect().top < -Number.parseFloat(top)
  }
  return false
}

const SHORT_MS = 2500
let timer: ReturnType<typeof setTimeout> | undefined

/** Scrolls a region, or a control in it, into view and frames it briefly; each call scrolls again. */
export function showRegion(name: string, control?: string): void {
  clearTimeout(timer)
  const spot: Spot = { part: regionSelector(name), control }
  lit.set(spot)
  timer = setTimeout(() => lit.get() === spot && lit.set(null), SHORT_MS)
}

function scrollTo(part: Element): void {
  if (scrollsAwayOfSticky(part)) {
    // Scrolling to it does not move what sticks: it is in view only at the top of the page.
    ;(scrollerOf(part) ?? document.documentElement).scrollTo({ top: 0 })
    return
  }
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
  // If a part is taller than its scroll container, its beginning is shown.
  const block = part.clientHeight > 0.8 * (scrollerOf(part)?.clientHeight ?? window.innerHeight) ? 'start' : 'nearest'
  part.scrollIntoView({ block, behavior: calm ? 'auto' : 'smooth' })
}

/** Shows the frame above a modal that has opened since. */
function raise(frame: HTMLElement | null): void {
  if (!document.querySelector('dialog:modal')) return
  frame?.hidePopover?.()
  frame?.showPopover?.()
}

export function Spotlight() {
  const spot = useSignal(lit)
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (spot === null) return
    let shown: Element | null = null
    const place = () => {
      const part = litPart()
      if (part && part !== shown) {
        scrollTo(part)
        raise(ref.current)
      }
      shown = part
      const at = part?.getBoundingClientRect()
      if (ref.current && at)
        Object.assign(ref.current.style, { left: `${at.left}px`, top: `${at.top}px`, width: `${at.width}px`, height: `${at.height}px` })
    }
    place()
    const stop = new AbortController()
    for (const name of ['scroll', 'resize']) window.addEventListener(name, place, { capture: true, signal: stop.signal })
    const resized = new ResizeObserver(place)
    resized.observe(document.body)
    const changed = new MutationObserver(place)
    changed.observe(document.body, { childList: true, subtree: true })
    return () => {
      stop.abort()
      resized.disconnect()
      changed.disconnect()
    }
  }, [spot])
  return spot === null ? null : <div ref={ref} className={css.frame} popover="manual" data-spotlight aria-hidden="true" />
}
