/** Problems of control experiments. Pure, no GPU. */
import { hasNeurons, isBlind } from '../../layers/memory/describe'
import { minTimeSteps } from '../../layers/sequences/schema'
import { descriptionOf } from '../../neurons/descriptions'
import { windowProblems } from '../../neurons/surrogate/check'
import { scheduleProblems } from '../../optimizers/check'
import { error, type Problem, warning } from '../../problem'
import { offPolicyProblems } from './off-policy/check'
import { type By, type ControlSpec, rolloutSteps, shapeOf, USUAL_NEURON } from './schema'

export function problemsOf(e: ControlSpec): Problem[] {
  const { network, surrogate, schedule, run } = e
  const spikes = hasNeurons(network.memory)
  return [
    ...memoryProblems(e),
    ...(spikes ? [...neuronProblems(e), ...windowProblems(surrogate, false, false)] : []),
    ...algorithmProblems(e),
    ...discountProblems(e),
    ...scheduleProblems(schedule, run.epochs),
  ]
}

function memoryProblems({ network }: ControlSpec): Problem[] {
  const { memory } = network
  if (network.observation + network.action + network.reward === 0)
    return [
      error('network.observation', 'The memory is given nothing: all three embeddings are 0.', {
        label: 'Embed the observation',
        path: 'network.observation',
        value: 32,
      }),
    ]
  if (isBlind(memory))
    return [
      error('network.memory.projection', 'Gates that see spikes alone let nothing of the input in without an input projection.', {
        label: 'Add the projection',
        path: 'network.memory.projection',
        value: true,
      }),
    ]
  return []
}

/** Neurons of a memory scale their input by 1 - β, and have resets through which gradients pass. */
function neuronProblems({ neuron }: ControlSpec): Problem[] {
  const { outputs, rule, problems: ownProblems } = descriptionOf(neuron)
  if (outputs !== 'spikes')
    return [
      error('neuron.kind', 'The memory’s neurons are LIF, or PLIF where each learns its decay.', {
        label: 'Use LIF',
        path: 'neuron',
        value: USUAL_NEURON,
      }),
    ]
  const { decay } = rule
  const problems: Problem[] = []
  if (Math.abs(rule.inputGain - (1 - decay)) > 1e-6)
    problems.push(
      error('neuron.inputGain', `A memory’s neurons scale their input by 1 − β, ${(1 - decay).toPrecision(3)} here.`, {
        label: 'Use 1 − β',
        path: 'neuron.inputGain',
        value: 1 - decay,
      }),
    )
  if (rule.reset !== 'zero' && rule.reset !== 'subtract')
    problems.push(
      error('neuron.reset', 'A memory’s neurons have a hard or a soft reset.', {
        label: 'Soft reset',
        path: 'neuron.reset',
        value: 'subtract',
      }),
    )
  if (rule.resetTo !== 0)
    problems.push(error('neuron.resetTo', 'A memory’s neurons are reset to 0.', { label: 'Use 0', path: 'neuron.resetTo', value: 0 }))
  if (rule.detachReset)
    problems.push(
      error('neuron.detachReset', 'Gradients pass through the reset of a memory’s neurons.', {
        label: 'Do not detach',
        path: 'neuron.detachReset',
        value: false,
      }),
    )
  return [...problems, ...ownProblems()]
}

function algorithmProblems(e: ControlSpec): Problem[] {
  const { algorithm } = e
  if (algorithm.kind === 'ppo') return rolloutProblems(e, algorithm)
  return algorithm.kind === 'team' ? teamProblems(e, algorithm) : offPolicyProblems(e, algorithm)
}

function rolloutProblems(e: ControlSpec, algorithm: By<'ppo'>): Problem[] {
  return [...minibatchProblems(e, algorithm), ...criticProblems(e, algorithm)]
}

function criticProblems(e: ControlSpec, { critic }: By<'ppo'>): Problem[] {
  if (!critic || shapeOf(e).mixer > 0) return []
  return [
    error('algorithm.critic', 'A critic sees the state of environments with several agents; here one agent acts.', {
      label: 'Use the agent’s own values',
      path: 'algorithm.critic',
      value: undefined,
    }),
  ]
}

function minibatchProblems({ data }: ControlSpec, { minibatches }: By<'ppo'>): Problem[] {
  if (data.batch % minibatches === 0) return []
  const fits = largestDivisor(data.batch, minibatches)
  return [
    error('algorithm.minibatches', `${data.batch} environments cannot be dealt into ${minibatches} equal minibatches.`, {
      label: `Use ${fits}`,
      path: 'algorithm.minibatches',
      value: fits,
    }),
  ]
}

function largestDivisor(n: number, max: number): number {
  let found = Math.min(n, max)
  while (n % found !== 0) found--
  return found
}

function teamProblems(e: ControlSpec, { mixer, length, capacity }: By<'team'>): Problem[] {
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
  const minimum = Math.max(rolloutSteps(e), minTimeSteps(length))
  if (capacity < minimum)
    problems.push(
      error('algorithm.capacity', `The replay has no room for a rollout, or for sequences of ${length} steps to be drawn from it.`, {
        label: `Keep ${minimum} time steps`,
        path: 'algorithm.capacity',
        value: minimum,
      }),
    )
  if (length < limit)
    problems.push(
      warning('algorithm.length', `An episode may have ${limit} steps: where a sequence begins inside, the memory is empty there.`, {
        label: `Use ${Math.min(limit, MAX_LENGTH)} steps`,
        path: 'algorithm.length',
        value: Math.min(limit, MAX_LENGTH),
      }),
    )
  return problems
}
/** The maximum length of a sequence in the schema. */
const MAX_LENGTH = 1024

/** With a discount of 1, the sum of rewards may not converge. */
function discountProblems(e: ControlSpec): Problem[] {
  const { gamma } = e.algorithm
  const waits = 'lambda' in e.algorithm && e.algorithm.lambda >= 1
  if (gamma < 1) return []
  const remedy = { label: 'Use 0.99', path: 'algorithm.gamma', value: 0.99 }
  return waits && rolloutSteps(e) < shapeOf(e).limit
    ? [error('algorithm.gamma', 'A discount of 1 has no end: values grow with the episode, and nothing bounds them.', remedy)]
    : [warning('algorithm.gamma', 'With a discount of 1 the value of a state grows with the length of the episode.', remedy)]
}
