/** How much of the top bar scrolls away with the page: all rows above the run's row, which stays. */
import { type RefObject, useEffect } from 'react'

/** Sets the CSS variable --above to the distance from the bar's top to its last row, in pixels. */
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
