/** What does not fit where the values of a team are learned. Pure, no GPU. */
import { fewestMoments } from '../../layers/sequences/schema'
import { error, type Problem, warning } from '../../problem'
import { type By, type ControlSpec, rolloutSteps, shapeOf } from './schema'

export function teamProblems(e: ControlSpec, { mixer, length, capacity }: By<'team'>): Problem[] {
  const { action, agents, limit } = shapeOf(e)
  if (action.kind !== 'discrete')
    return [
      error('algorithm.kind', 'Values are learned of actions that can be counted; here they are numbers.', {
        label: 'Use PPO',
        path: 'algorithm',
        value: { kind: 'ppo' },
      }),
    ]
  const problems: Problem[] = []
  if (mixer.kind !== 'sum' && agents === 1)
    problems.push(
      error('algorithm.mixer.kind', 'One agent has nobody to be mixed with.', {
        label: 'Learn its own value',
        path: 'algorithm.mixer',
        value: { kind: 'sum' },
      }),
    )
  const fewest = Math.max(rolloutSteps(e), fewestMoments(length))
  if (capacity < fewest)
    problems.push(
      error('algorithm.capacity', `The replay has no room for a rollout, or for sequences of ${length} steps to be drawn from it.`, {
        label: `Keep ${fewest} moments`,
        path: 'algorithm.capacity',
        value: fewest,
      }),
    )
  if (length < limit)
    problems.push(
      warning('algorithm.length', `An episode may have ${limit} steps: where a sequence begins inside, the memory is empty there.`, {
        label: `Use ${Math.min(limit, MOST)} steps`,
        path: 'algorithm.length',
        value: Math.min(limit, MOST),
      }),
    )
  return problems
}
/** Of the schema. */
const MOST = 1024
