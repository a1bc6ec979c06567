/** Parts of training of which no membrane was watched: one rule for how they are measured, kept and drawn. Pure. */

/** In training steps: known at its ends, and not between them. */
export interface Gap {
  readonly from: number
  readonly to: number
}

/** Moments that follow each other at more than so many times the pace have a gap between them. */
const WIDE = 4
/** The same where the views were paused, the tab was hidden or the run was closed in between. */
const WIDE_AFTER_STOP = 2
/** Beyond that the shortest are no longer told. */
const MOST_GAPS = 128

/** How far apart moments were watched so far, in training steps; gaps do not count. */
interface Pace {
  readonly count: number
  readonly sum: number
  /** The newest of them. */
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

/** What lies between the last moment of a run that was closed and the first after that; null where they are as near as neighbors. */
export function closedBetween(before: { readonly steps: readonly number[]; readonly gaps: readonly Gap[] }, next: number): Gap | null {
  const last = before.steps.at(-1)
  if (last === undefined) return null
  return next - last > WIDE_AFTER_STOP * usualOf(paceOf(before.steps, before.gaps)) ? { from: last, to: next } : null
}

/** Follows the moments of a run as they come. */
export interface Watched {
  take(step: number): void
  /** From here to the next moment none may be watched. */
  stop(): void
  /** What is known of the run instead: moments that are kept, perhaps not all, and the gaps that were told when all were there. */
  put(steps: readonly number[], gaps: readonly Gap[]): void
  clear(): void
  readonly gaps: readonly Gap[]
  /** With what is open since watching stopped. */
  until(now: number): readonly Gap[]
}

/**
 * Between two moments that follow each other there is a gap where they are much farther apart than usual: than the mean of the run, the
 * distances right before and the one after. So many steps in one go are a gap; training that continues at another pace than before is none.
 */
export function createWatched(): Watched {
  let gaps: readonly Gap[] = []
  let pace = NO_PACE
  let last = -1
  let stopped = false
  /** The last gap, while the pace after it is not known. */
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
  if (gaps.length <= MOST_GAPS) return gaps
  const kept = new Set([...gaps].sort((a, b) => b.to - b.from - (a.to - a.from)).slice(0, MOST_GAPS))
  return gaps.filter((gap) => kept.has(gap))
}
