/** The current size of an element, and of its type. */
import { type RefObject, useEffect, useState } from 'react'
import { onAppearanceChange, unitNow } from './appearance'

export interface Size {
  /** In CSS pixels, without a scrollbar; 0 before it has been measured. */
  readonly width: number
  readonly height: number
  /** The root font size divided by 16. */
  readonly unit: number
}

export function useSize(ref: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0, unit: 1 })
  useEffect(() => {
    const element = ref.current
    if (!element) return
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight, unit: unitNow() })
    const sizes = new ResizeObserver(measure)
    sizes.observe(element)
    const stop = onAppearanceChange(measure)
    return () => {
      sizes.disconnect()
      stop()
    }
  }, [ref])
  return size
}
