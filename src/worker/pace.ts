/**
 * How much to submit at once and how often to watch, from measured times: a submission takes about 12 ms, and watching at most a
 * twentieth of the time. Pure: it takes measured times and returns numbers.
 */
const SUBMISSION_MS = 12
const LONGEST_MS = 100
const PART_MS = 50
const WATCH_SHARE = 0.05
const FASTEST_FRAME_MS = 100
const SLOWEST_FRAME_MS = 2000

export interface Pace {
  /** Milliseconds of one step without watching, smoothed; 0 until known. */
  readonly stepMs: number
  /** Milliseconds that watching adds to a step, smoothed. */
  readonly watchMs: number
  /** Milliseconds per step of recent submissions, each averaged with the submission before it. */
  readonly recent: readonly number[]
  /** The last submission, watched or not. */
  readonly before: { readonly count: number; readonly ms: number } | null
}

export const FIRST_PACE: Pace = { stepMs: 0, watchMs: 0, recent: [], before: null }

const smooth = (old: number, now: number) => (old === 0 ? now : old + 0.2 * (now - old))

/**
 * A submission of `count` steps took `ms`. Where two submissions in flight are seen to end together, the first seems to
 * take the time of both; averages over two submissions correct for it.
 */
export function observe(pace: Pace, count: number, watched: boolean, ms: number): Pace {
  const before = { count, ms }
  if (!watched) {
    const two = (ms + (pace.before?.ms ?? 0)) / (count + (pace.before?.count ?? 0))
    const stepMs = pace.stepMs === 0 ? two : smooth(pace.stepMs, ms / count)
    return { ...pace, stepMs, recent: [...pace.recent, two].slice(-20), before }
  }
  if (pace.stepMs === 0) return { ...pace, before }
  return { ...pace, before, watchMs: smooth(pace.watchMs, Math.max(0, ms - count * pace.stepMs)) }
}

/** Steps of one submission; parts of one step where a step alone is too long for a submission. */
export const stepsPerSubmission = (pace: Pace): number =>
  pace.stepMs === 0 ? 1 : Math.max(1, Math.min(64, Math.floor(SUBMISSION_MS / pace.stepMs)))
export const partsPerStep = (pace: Pace): number => (pace.stepMs <= LONGEST_MS ? 1 : Math.ceil(pace.stepMs / PART_MS))

/** Milliseconds between frames: enough for their cost, and no less than the user's maximum frame rate requires. */
export const frameInterval = (pace: Pace, framesPerSecond: number): number =>
  Math.max(FASTEST_FRAME_MS, Math.min(SLOWEST_FRAME_MS, pace.watchMs / WATCH_SHARE), 1000 / framesPerSecond)

/** Median of recent steps, for the estimate of the remaining time. */
export function medianStepMs(pace: Pace): number | undefined {
  if (pace.recent.length === 0) return undefined
  return [...pace.recent].sort((a, b) => a - b)[pace.recent.length >> 1]
}
