/** What does not fit between a recurrence, the length of a sample and the surrogate. */
import { type Problem, warning } from '../../problem'
import type { SurrogateSpec } from '../surrogate/schema'
import type { RecurrenceSpec } from './schema'

/** Spans against the sequence they look back in. */
export function recurrenceProblems(recurrence: RecurrenceSpec, surrogate: SurrogateSpec, steps: number): Problem[] {
  const problems: Problem[] = []
  const most = Math.max(1, steps - 1)
  const shorter = (path: string) => ({ label: `Use ${most}`, path, value: most })
  if (recurrence.kind === 'skip' && recurrence.span >= steps)
    problems.push(
      warning(
        'network.recurrence.span',
        `A sample has ${steps} steps: nobody hears what was ${recurrence.span} steps ago, and the recurrent weights are never used.`,
        shorter('network.recurrence.span'),
      ),
    )
  if (recurrence.kind === 'adaptive' && recurrence.spans >= steps)
    problems.push(
      warning(
        'network.recurrence.spans',
        `A sample has ${steps} steps: spans from ${steps} on reach back to before it began.`,
        shorter('network.recurrence.spans'),
      ),
    )
  if (recurrence.kind !== 'none' && surrogate.kind === 'rect' && surrogate.window === 'adaptive')
    problems.push(
      warning(
        'surrogate.window',
        'The adaptive window follows what comes from the layer before; what a layer receives of its own spikes is not in its predicted distribution.',
      ),
    )
  return problems
}
