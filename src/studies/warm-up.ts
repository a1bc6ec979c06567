/** Studies with too few training steps for meaningful tests, which use running statistics that have not settled. Pure. */
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
