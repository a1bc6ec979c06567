/** What is said of runs with few training steps: their running statistics have not settled, or the learning rate has not changed all the way. Pure. */
import type { Experiment } from '../experiments/schema'
import { normalizationOf, warmUpOf } from '../networks/schema'

/** The training steps of the longest warm-up. */
export const warmUpOfAll = (experiments: readonly Experiment[]): number =>
  Math.max(0, ...experiments.map(({ network }) => warmUpOf(normalizationOf(network))))

/** A sentence about warm-up; null where all have settled by then. */
export function warmUpNote(experiments: readonly Experiment[], steps: number): string | null {
  const needed = warmUpOfAll(experiments)
  if (steps >= needed) return null
  return `Running statistics are still warming up at training step ${steps}, and tests use them: test results are not meaningful yet. Train at least ${needed} steps.`
}

/** A sentence about runs that end before the experiment, whose learning rate changes up to its end; null where there are none. */
export function scheduleNote(experiments: readonly Experiment[], steps: number, totalSteps: number): string | null {
  const whole = experiments.some(({ schedule: { kind } }) => kind === 'cosine' || kind === 'oneCycle')
  if (!whole || steps >= totalSteps) return null
  return `The learning rate changes over all ${totalSteps.toLocaleString('en-US')} training steps of the experiment: ${steps.toLocaleString('en-US')} are only the beginning. Fewer epochs shorten the schedule.`
}
