/**
 * Two runs on one device that train in turn, step by step: one leads, the other follows. The following run is never ahead; the leading run
 * waits while the other, if it trains too, is behind.
 */
export interface Turn {
  readonly follows: boolean
  /** The step up to which the run may train for now. */
  limit(step: number): number
  /** Whether the other run is paused. */
  othersRest(): boolean
  /** Reports this run's step, and whether it trains. */
  at(step: number, training: boolean): void
  /** Resolves when the state of either run has changed. */
  changed(): Promise<void>
}

export interface Turns {
  readonly leading: Turn
  /** Adds the run that follows, replacing an earlier one. */
  follow(): Turn
  /** Removes the run that follows. */
  alone(): void
}

export function createTurns(): Turns {
  let lead = { step: 0, training: false }
  let follower: { step: number; training: boolean } | null = null
  let waiting: (() => void)[] = []
  const wake = () => {
    const woken = waiting
    waiting = []
    for (const resolve of woken) resolve()
  }
  const changed = () => new Promise<void>((resolve) => waiting.push(resolve))
  return {
    leading: {
      follows: false,
      limit: (step) => (follower?.training && follower.step < step ? step : Number.POSITIVE_INFINITY),
      othersRest: () => !follower?.training,
      at(step, training) {
        lead = { step, training }
        wake()
      },
      changed,
    },
    follow() {
      const own = { step: 0, training: false }
      follower = own
      return {
        follows: true,
        limit: () => lead.step,
        othersRest: () => !lead.training,
        at(step, training) {
          Object.assign(own, { step, training })
          wake()
        },
        changed,
      }
    },
    alone() {
      follower = null
      wake()
    },
  }
}
