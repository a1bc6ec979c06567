/** Problems of off-policy algorithms, which learn from replayed experience. Pure, no GPU. */
import { STEPS_A_PASS } from '../../../data/experience/schema'
import { error, type Problem } from '../../../problem'
import { type ControlSpec, type OffPolicySpec, rolloutSteps, shapeOf, updatesPerPolicy } from '../schema'

export const offPolicyProblems = (e: ControlSpec, algorithm: OffPolicySpec): Problem[] => [
  ...actionProblems(e, algorithm),
  ...bufferProblems(e, algorithm),
  ...randomProblems(e, algorithm),
  ...delayProblems(algorithm),
]

/** A training step ends with an update of the policy, so that its target networks have followed. */
function delayProblems(algorithm: OffPolicySpec): Problem[] {
  const { updates, target } = algorithm
  const every = updatesPerPolicy(algorithm)
  const multiple = (of: number) => every * Math.max(1, Math.round(of / every))
  if (updates % every !== 0) {
    const value = multiple(updates)
    const remedy = { label: `Use ${value}`, path: 'algorithm.updates', value }
    return [error('algorithm.updates', `The policy learns in one of ${every} updates, and ${updates} is no multiple of ${every}.`, remedy)]
  }
  if (target.kind !== 'hard' || target.every % every === 0) return []
  const value = multiple(target.every)
  const remedy = { label: `Use ${value}`, path: 'algorithm.target.every', value }
  return [
    error('algorithm.target.every', `Target networks follow behind updates of the policy, of which there is one in ${every}.`, remedy),
  ]
}

function actionProblems(e: ControlSpec, algorithm: OffPolicySpec): Problem[] {
  const { action } = shapeOf(e)
  const { kind, gamma, updates, batch, sequence, buffer, randomRollouts, target } = algorithm
  const shared = { gamma, updates, batch, sequence, buffer, randomRollouts, target, rewardScale: e.algorithm.rewardScale }
  const instead = (label: string, other: OffPolicySpec['kind']) => ({ label, path: 'algorithm', value: { kind: other, ...shared } })
  if (kind === 'sacd')
    return action.kind === 'discrete'
      ? []
      : [error('algorithm.kind', 'Actions here are numbers, and this algorithm chooses among a few.', instead('Use SAC', 'sac'))]
  if (action.kind === 'discrete')
    return [
      error('algorithm.kind', 'Actions here are a few choices, and this algorithm acts by numbers.', instead('Use discrete SAC', 'sacd')),
    ]
  if (e.network.shortcut > 0) return []
  const remedy = { label: 'Use 32', path: 'network.shortcut', value: 32 }
  return [error('network.shortcut', 'Critics see the action that they judge by the shortcut alone.', remedy)]
}

/** The time steps that hold as many different sequences as an update learns from, each with room to begin with an episode. */
const needed = (e: ControlSpec, { sequence, batch }: OffPolicySpec): number =>
  2 * sequence + 1 + Math.ceil(batch / (e.data.batch * shapeOf(e).agents))

function bufferProblems(e: ControlSpec, algorithm: OffPolicySpec): Problem[] {
  const minimum = Math.max(needed(e, algorithm), rolloutSteps(e))
  if (algorithm.buffer >= minimum) return []
  const why =
    minimum > needed(e, algorithm)
      ? `A rollout of ${minimum} time steps does not fit into it.`
      : `${algorithm.batch} different sequences of ${algorithm.sequence} transitions take ${minimum} time steps.`
  return [error('algorithm.buffer', why, { label: `Use ${minimum}`, path: 'algorithm.buffer', value: minimum })]
}

function randomProblems(e: ControlSpec, algorithm: OffPolicySpec): Problem[] {
  const { randomRollouts } = algorithm
  const steps = rolloutSteps(e)
  const minimum = Math.max(1, Math.ceil(needed(e, algorithm) / steps) - 1)
  if (randomRollouts < minimum)
    return [
      error(
        'algorithm.randomRollouts',
        `The first update would find fewer sequences than it learns from: ${(randomRollouts + 1) * steps} time steps are collected by then, and ${needed(e, algorithm)} are needed.`,
        {
          label: `Use ${minimum}`,
          path: 'algorithm.randomRollouts',
          value: minimum,
        },
      ),
    ]
  const passes = (randomRollouts * steps * e.data.batch) / STEPS_A_PASS
  if (passes < e.run.epochs) return []
  const value = Math.ceil(10 * passes)
  return [
    error('run.epochs', 'The run is over before anything is learned: all its rollouts are random.', {
      label: `Use ${value}`,
      path: 'run.epochs',
      value,
    }),
  ]
}
