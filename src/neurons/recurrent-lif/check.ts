/** Checks a recurrence against the length of a sample and the surrogate. */
import { type Problem, warning } from '../../problem'
import type { SurrogateSpec } from '../surrogate/schema'
import type { OwnRecurrence } from './schema'

export function recurrenceProblems(recurrence: OwnRecurrence | undefined, surrogate: SurrogateSpec | null, steps: number): Problem[] {
  if (!recurrence) return []
  const problems: Problem[] = []
  const longest = Math.max(1, steps - 1)
  const shorter = (path: string) => ({ label: `Use ${longest}`, path, value: longest })
  if (recurrence.kind === 'skip' && recurrence.span >= steps)
    problems.push(
      warning(
        'network.recurrence.span',
        `A sample has ${steps} steps: a skip of ${recurrence.span} steps never applies, and the recurrent weights are unused.`,
        shorter('network.recurrence.span'),
      ),
    )
  if (recurrence.kind === 'adaptive' && recurrence.spans >= steps)
    problems.push(
      warning(
        'network.recurrence.spans',
        `A sample has ${steps} steps: skips of ${steps} or more reach back before its start.`,
        shorter('network.recurrence.spans'),
      ),
    )
  if (surrogate?.kind === 'rect' && surrogate.window === 'adaptive')
    problems.push(
      warning(
        'surrogate.window',
        'The adaptive window is computed from the feed-forward input; the predicted distribution does not include recurrent input.',
      ),
    )
  return problems
}
