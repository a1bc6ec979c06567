/** How large an element is, as it changes, and how large the type is. */
import { type RefObject, useEffect, useState } from 'react'

export interface Size {
  /** In CSS pixels, without a scrollbar; 0 before it is known. */
  readonly width: number
  readonly height: number
  /** Root font size over 16. */
  readonly unit: number
}

export function useSize(ref: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0, unit: 1 })
  useEffect(() => {
    const element = ref.current
    if (!element) return
    const sizes = new ResizeObserver(() =>
      setSize({
        width: element.clientWidth,
        height: element.clientHeight,
        unit: Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16,
      }),
    )
    sizes.observe(element)
    return () => sizes.disconnect()
  }, [ref])
  return size
}
