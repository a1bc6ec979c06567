/** How long the garbage collector held this thread up, so that a measured time can be given without it. */
import { PerformanceObserver } from 'node:perf_hooks'

interface Pause {
  readonly from: number
  readonly to: number
}

/** Watches from now on. The end gives, of any stretch of `performance.now()` since, the milliseconds of the collector. */
export function watchPauses(): { readonly end: () => Promise<(from: number, to: number) => number> } {
  const pauses: Pause[] = []
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) pauses.push({ from: startTime, to: startTime + duration })
  })
  observer.observe({ entryTypes: ['gc'] })
  const end = async () => {
    // Events of this turn are reported in the next ones.
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
    observer.disconnect()
    return (from: number, to: number) =>
      pauses.reduce((sum, pause) => sum + Math.max(0, Math.min(to, pause.to) - Math.max(from, pause.from)), 0)
  }
  return { end }
}
