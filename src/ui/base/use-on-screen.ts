/** Whether an element is on screen, so that nothing is requested for elements that are not. */
import { type RefObject, useEffect, useState } from 'react'

export function useOnScreen(host: RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false)
  useEffect(() => {
    if (!host.current) return
    const observer = new IntersectionObserver((entries) => setSeen(entries.at(-1)?.isIntersecting ?? true))
    observer.observe(host.current)
    return () => observer.disconnect()
  }, [])
  return seen
}
