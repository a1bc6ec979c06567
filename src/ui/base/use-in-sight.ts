/** Whether an element is on screen: what nobody sees need not be asked for. */
import { type RefObject, useEffect, useState } from 'react'

export function useInSight(host: RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false)
  useEffect(() => {
    if (!host.current) return
    const sight = new IntersectionObserver((entries) => setSeen(entries.at(-1)?.isIntersecting ?? true))
    sight.observe(host.current)
    return () => sight.disconnect()
  }, [])
  return seen
}
