/**
 * How much to submit at once and how often to watch, from measured times: a submission of about 12 ms, and watching at
 * most a twentieth of the wall. Pure: it is told times and answers numbers.
 */
const SUBMISSION_MS = 12
const LONGEST_MS = 100
const PART_MS = 50
const WATCH_SHARE = 0.05
const FASTEST_FRAME_MS = 100
const SLOWEST_FRAME_MS = 2000

export interface Pace {
  /** Milliseconds of one bare step, smoothed; 0 until known. */
  readonly stepMs: number
  /** Milliseconds that a watched step takes beyond a bare one, smoothed. */
  readonly watchMs: number
  /** Milliseconds a step of the submissions before, each together with the one before it. */
  readonly recent: readonly number[]
  /** The last submission. */
  readonly before: { readonly count: number; readonly ms: number } | null
}

export const FIRST_PACE: Pace = { stepMs: 0, watchMs: 0, recent: [], before: null }

const smooth = (old: number, now: number) => (old === 0 ? now : old + 0.2 * (now - old))

/**
 * A submission of `count` steps took `ms`. Of two that are in flight and seen to end together the first has the time of both: what is left
 * is told from two at a time.
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

/** Milliseconds between frames: what their cost asks for, and no less than the user asks for. */
export const frameInterval = (pace: Pace, framesPerSecond: number): number =>
  Math.max(FASTEST_FRAME_MS, Math.min(SLOWEST_FRAME_MS, pace.watchMs / WATCH_SHARE), 1000 / framesPerSecond)

/** Median of recent steps, for the time that is left. */
export function medianStepMs(pace: Pace): number | undefined {
  if (pace.recent.length === 0) return undefined
  return [...pace.recent].sort((a, b) => a - b)[pace.recent.length >> 1]
}
