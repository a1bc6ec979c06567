/** The worker's answer to what a view asks of it. */
import { type DependencyList, useEffect, useState } from 'react'
import { attempt } from './notices'

/**
 * Asks when `on` changes, and keeps the newest answer: one that comes after the view has asked again, or is gone, is dropped. What it was
 * asked about may have changed since, so an answer names that, and the view compares.
 * @param ask undefined where there is nothing to ask
 */
export function useAnswer<Answer>(ask: () => Promise<Answer> | undefined, on: DependencyList): Answer | null {
  const [answer, setAnswer] = useState<Answer | null>(null)
  useEffect(() => {
    let current = true
    const asked = ask()?.then((next) => {
      if (current) setAnswer(() => next)
    })
    if (asked) attempt(asked)
    return () => {
      current = false
    }
  }, on)
  return answer
}
