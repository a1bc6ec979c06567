/** How far a study is and how long it will take: the work that is done, and the pace measured on the way. Pure. */

/** Where a study stands. */
export interface Position {
  /** The run under way, counted from 0. */
  readonly run: number
  readonly step: number
}

/** In milliseconds: a training step, for each unit of its work; and what a run takes besides, to be built and tested. */
export interface Pace {
  readonly step: number
  readonly run: number
}

/** How much of the work is done, `weights` being that of one training step of each run. */
export function progressOf(weights: readonly number[], steps: number, { run, step }: Position): { done: number; total: number } {
  const work = (of: readonly number[], taken: number) => of.reduce((sum, weight) => sum + weight * taken, 0)
  return { done: work(weights.slice(0, run), steps) + work(weights.slice(run, run + 1), step), total: work(weights, steps) }
}

/** Fewer timed steps say little of those to come. */
export const LEAST_TIMED_STEPS = 20

/**
 * Takes every position, the work of a step there and when it was reached; returns the pace once it is known. The first steps of a run
 * count as building it.
 */
export function createMeasure() {
  let last: (Position & { readonly time: number }) | undefined
  let training = 0
  let timed = 0
  let work = 0
  let beside = 0
  return (at: Position, weight: number, now: number): Pace | null => {
    const passed = last ? now - last.time : 0
    if (last && last.run === at.run && last.step > 0) {
      training += passed
      timed += at.step - last.step
      work += (at.step - last.step) * weight
    } else beside += passed
    last = { ...at, time: now }
    return timed >= LEAST_TIMED_STEPS ? { step: training / work, run: beside / Math.max(1, at.run) } : null
  }
}

/** Of so much work in so many runs. */
export const durationOf = ({ step, run }: Pace, work: number, runs: number): number => step * work + run * runs
