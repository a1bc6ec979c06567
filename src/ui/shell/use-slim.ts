/** How much of the top bar goes with the page where it scrolls: all that is above the row of the run, which stays. */
import { type RefObject, useEffect } from 'react'

/** Tells the bar's styles how far its last row is from its top, as --above, in CSS pixels. */
export function useSlim(bar: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = bar.current
    if (!element) return
    const measure = () => {
      const row = [...element.querySelectorAll<HTMLElement>('[data-stays]')]
      const tops = row.map((part) => part.offsetTop - Number.parseFloat(getComputedStyle(part).marginTop))
      element.style.setProperty('--above', `${tops.length > 0 ? Math.min(...tops) : 0}px`)
    }
    const sizes = new ResizeObserver(measure)
    for (const part of [element, ...element.children]) sizes.observe(part)
    return () => sizes.disconnect()
  }, [bar])
}
