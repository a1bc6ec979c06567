/** How many items of a scrolling row are hidden before and after its visible part; updates as the row scrolls or changes size. */
import { type RefObject, useEffect, useState } from 'react'

interface Overflow {
  readonly before: number
  readonly after: number
}

/** An item counts as hidden if more than this fraction of it is not visible, apart from its padding. */
const HIDDEN = 0.05

/** @param items selects the `count` items. In a table, the first heading cell is sticky and covers items at the left. */
export function useOverflow(host: RefObject<HTMLElement | null>, items: string, count: number): Overflow {
  const [overflow, setOverflow] = useState<Overflow>({ before: 0, after: 0 })
  useEffect(() => {
    const box = host.current
    if (!box) return
    const measure = () => {
      const { left, right } = box.getBoundingClientRect()
      const stuck = left + (box.querySelector('thead th')?.clientWidth ?? 0)
      let before = 0
      let after = 0
      for (const item of box.querySelectorAll(items)) {
        const at = item.getBoundingClientRect()
        if (at.left < stuck - HIDDEN * at.width) before++
        else if (at.right - Number.parseFloat(getComputedStyle(item).paddingRight) > right + HIDDEN * at.width) after++
      }
      setOverflow((known) => (known.before === before && known.after === after ? known : { before, after }))
    }
    const sizes = new ResizeObserver(measure)
    sizes.observe(box)
    // The width of a table changes with its content.
    if (box.firstElementChild) sizes.observe(box.firstElementChild)
    box.addEventListener('scroll', measure, { passive: true })
    measure()
    return () => {
      sizes.disconnect()
      box.removeEventListener('scroll', measure)
    }
  }, [host, items, count])
  return overflow
}

/** Scrolls the row, and nothing else, to an item when the item changes or the row becomes narrower. @param which identifies the item. */
export function useScrolledToItem(host: RefObject<HTMLElement | null>, item: string, which: string): void {
  useEffect(() => {
    const box = host.current
    if (!box) return
    const sizes = new ResizeObserver(() => {
      const at = box.querySelector(item)?.getBoundingClientRect()
      if (!at) return
      const { left, right } = box.getBoundingClientRect()
      const margin = Number.parseFloat(getComputedStyle(box).scrollPaddingLeft) || 0
      if (at.right > right - margin) box.scrollLeft += at.right - right + margin
      if (at.left < left + margin) box.scrollLeft += at.left - left - margin
    })
    // The observer also calls at the start.
    sizes.observe(box)
    return () => sizes.disconnect()
  }, [host, item, which])
}
