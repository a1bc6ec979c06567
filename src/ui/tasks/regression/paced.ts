/** Asks for something one call at a time, and not more often than once an interval. */

export interface Paced {
  /** Asks now if it may, else once it may: a wish is never lost, and many are one. */
  want(): void
  stop(): void
}

/** @param ask is called again only after its promise has settled; a rejection is the caller's to handle inside. */
export function paced(ask: () => Promise<void>, intervalMs: number): Paced {
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = Number.NEGATIVE_INFINITY
  let asking = false
  let wanted = false
  const turn = () => {
    timer = undefined
    wanted = false
    asking = true
    last = performance.now()
    void ask().finally(() => {
      asking = false
      if (wanted) want()
    })
  }
  const want = () => {
    wanted = true
    if (asking || timer !== undefined) return
    timer = setTimeout(turn, Math.max(0, last + intervalMs - performance.now()))
  }
  return {
    want,
    stop() {
      clearTimeout(timer)
      timer = undefined
      wanted = false
    },
  }
}
