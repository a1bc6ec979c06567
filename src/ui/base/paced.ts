/** Repeats a request one call at a time, with at least an interval between calls. */

export interface Paced {
  /** Asks now if allowed, otherwise as soon as it is; several requests are merged. @param soon ignores the interval. */
  want(soon?: boolean): void
  stop(): void
}

/**
 * @param ask is called again only after its promise has settled; it has to handle its own rejections.
 * @param intervalMs the shortest interval between two calls, or a function that returns it.
 */
export function paced(ask: () => Promise<void>, intervalMs: number | (() => number)): Paced {
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = Number.NEGATIVE_INFINITY
  let asking = false
  let wanted: 'soon' | 'in time' | undefined
  const turn = () => {
    timer = undefined
    wanted = undefined
    asking = true
    last = performance.now()
    void ask().finally(() => {
      asking = false
      if (wanted) schedule()
    })
  }
  const schedule = () => {
    clearTimeout(timer)
    const interval = typeof intervalMs === 'number' ? intervalMs : intervalMs()
    timer = setTimeout(turn, wanted === 'soon' ? 0 : Math.max(0, last + interval - performance.now()))
  }
  return {
    want(soon = false) {
      const sooner = soon && wanted !== 'soon'
      wanted = soon ? 'soon' : (wanted ?? 'in time')
      if (!asking && (timer === undefined || sooner)) schedule()
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
      wanted = undefined
    },
  }
}
