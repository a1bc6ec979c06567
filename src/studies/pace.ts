/** The progress of a study and the remaining time: completed work, and the measured pace. Pure. */

/** The position within a study. */
export interface Position {
  /** The current run, counted from 0. */
  readonly run: number
  readonly step: number
  /** What is done at this step besides training. */
  readonly doing?: string
}

/** Milliseconds per unit of training work, and the overhead per run for building and testing it. */
export interface Pace {
  readonly step: number
  readonly run: number
}

/** The completed and total work, where `weights` has the work of a training step of each run. */
export function progressOf(weights: readonly number[], steps: number, { run, step }: Position): { done: number; total: number } {
  const work = (of: readonly number[], taken: number) => of.reduce((sum, weight) => sum + weight * taken, 0)
  return { done: work(weights.slice(0, run), steps) + work(weights.slice(run, run + 1), step), total: work(weights, steps) }
}

/** With fewer timed steps, the pace is too uncertain. */
export const MIN_TIMED_STEPS = 20

/**
 * Measures the pace from each position, the work of a training step there and the time at which it was reached; null until it is known.
 * The first steps of a run count as building it.
 */
export function createMeasure() {
  let last: (Position & { readonly time: number }) | undefined
  let training = 0
  let timed = 0
  let work = 0
  let overhead = 0
  return (at: Position, weight: number, now: number): Pace | null => {
    const passed = last ? now - last.time : 0
    if (last && last.run === at.run && last.step > 0) {
      training += passed
      timed += at.step - last.step
      work += (at.step - last.step) * weight
    } else overhead += passed
    last = { ...at, time: now }
    return timed >= MIN_TIMED_STEPS ? { step: training / work, run: overhead / Math.max(1, at.run) } : null
  }
}

/** The duration of an amount of work in a number of runs. */
export const durationOf = ({ step, run }: Pace, work: number, runs: number): number => step * work + run * runs
