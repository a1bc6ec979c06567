/** Intervals of training without membrane snapshots: how they are measured, saved and drawn. Pure. */

/** An interval in training steps: the snapshots at its ends are known, and nothing between them. */
export interface Gap {
  readonly from: number
  readonly to: number
}

/** Successive snapshots further apart than this multiple of the usual distance have a gap between them. */
const WIDE = 4
/** The same, if the views were paused, the tab was hidden or the run was closed in between. */
const WIDE_AFTER_STOP = 2
/** Beyond this number, the shortest gaps are dropped. */
const MAX_GAPS = 128

/** Distances of successive snapshots so far, in training steps, without gaps. */
interface Pace {
  readonly count: number
  readonly sum: number
  /** The newest distances. */
  readonly recent: readonly number[]
}

const RECENT = 8

const NO_PACE: Pace = { count: 0, sum: 0, recent: [] }
const withDistance = ({ count, sum, recent }: Pace, distance: number): Pace => ({
  count: count + 1,
  sum: sum + distance,
  recent: [...recent, distance].slice(-RECENT),
})
const usualOf = ({ count, sum, recent }: Pace): number => Math.max(1, count > 0 ? sum / count : 1, ...recent)

function paceOf(steps: readonly number[], gaps: readonly Gap[]): Pace {
  let pace = NO_PACE
  for (let at = 1; at < steps.length; at++) {
    const [from, to] = [steps[at - 1]!, steps[at]!]
    if (!gaps.some((gap) => gap.from < to && gap.to > from)) pace = withDistance(pace, to - from)
  }
  return pace
}

/** The gap between the last snapshot of a closed run and the first one after it was reopened; null at a usual distance. */
export function closedBetween(before: { readonly steps: readonly number[]; readonly gaps: readonly Gap[] }, next: number): Gap | null {
  const last = before.steps.at(-1)
  if (last === undefined) return null
  return next - last > WIDE_AFTER_STOP * usualOf(paceOf(before.steps, before.gaps)) ? { from: last, to: next } : null
}

/** Tracks the gaps between the snapshots of a run. */
export interface Watched {
  take(step: number): void
  /** Watching stops here: a smaller distance to the next snapshot counts as a gap. */
  stop(): void
  /** Replaces the state by a saved one: snapshots, possibly thinned, and the gaps recorded when all were there. */
  put(steps: readonly number[], gaps: readonly Gap[]): void
  clear(): void
  readonly gaps: readonly Gap[]
  /** The gaps, with the one that is open at step `now`. */
  until(now: number): readonly Gap[]
}

/**
 * There is a gap between two successive snapshots if they are much farther apart than usual: than the mean of the run, the distances right
 * before and the one after. A single long distance is a gap; if the distances after it are as long, the pace has changed and it is none.
 */
export function createWatched(): Watched {
  let gaps: readonly Gap[] = []
  let pace = NO_PACE
  let last = -1
  let stopped = false
  /** The last gap, until the distance of the next snapshot confirms it. */
  let open: Gap | null = null

  const gapUpTo = (to: number): Gap | null => {
    if (last < 0) return to > 1 ? { from: 0, to } : null
    return to - last > (stopped ? WIDE_AFTER_STOP : WIDE) * usualOf(pace) ? { from: last, to } : null
  }
  const close = (distance: number) => {
    if (open && !stopped && open.to - open.from <= WIDE * distance) {
      gaps = gaps.filter((gap) => gap !== open)
      pace = withDistance(pace, open.to - open.from)
    }
    open = null
  }
  const put: Watched['put'] = (steps, known) => {
    const before = steps.length > 0 && steps[0]! > 1 && !known.some(({ from }) => from === 0) ? [{ from: 0, to: steps[0]! }] : []
    gaps = longest([...before, ...known])
    pace = paceOf(steps, gaps)
    last = steps.at(-1) ?? -1
    open = null
  }
  return {
    take(step) {
      if (step <= last) return
      if (last >= 0) close(step - last)
      const gap = gapUpTo(step)
      if (gap) {
        gaps = longest([...gaps, gap])
        open = last < 0 || stopped ? null : gap
      } else if (last >= 0) pace = withDistance(pace, step - last)
      last = step
      stopped = false
    },
    stop() {
      stopped = true
    },
    put,
    clear() {
      put([], [])
      stopped = false
    },
    get gaps() {
      return gaps
    },
    until(now) {
      const gap = stopped && last >= 0 ? gapUpTo(now) : null
      return gap ? [...gaps, gap] : gaps
    },
  }
}

function longest(gaps: readonly Gap[]): readonly Gap[] {
  if (gaps.length <= MAX_GAPS) return gaps
  const longestGaps = new Set([...gaps].sort((a, b) => b.to - b.from - (a.to - a.from)).slice(0, MAX_GAPS))
  return gaps.filter((gap) => longestGaps.has(gap))
}
