/** Shift and arrow right move the time cursor in a dialog as on the page, unless the focused control uses the key. */
import { useLayoutEffect } from 'react'
import { nextStep } from '../state/selection/select'

export function useNextStepKey(): void {
  // Before the browser paints: a key pressed as soon as the view is seen must not be lost.
  useLayoutEffect(() => {
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
}

function press(event: KeyboardEvent): void {
  const used = event.target instanceof HTMLElement && event.target.matches('input, select')
  if (event.key !== 'ArrowRight' || !event.shiftKey || event.defaultPrevented || used) return
  event.preventDefault()
  nextStep()
}
