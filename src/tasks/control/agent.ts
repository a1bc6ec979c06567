/** The agent of an experiment, built over all records of a rollout, or over the current one of a scan, to act. Pure. */
import type { Context, Mode } from '../../engine/graph'
import type { Dispatch, Op } from '../../engine/kernel'
import type { Parameter } from '../../engine/network'
import { scan } from '../../engine/scan'
import { padded, type Tensor, tensor } from '../../engine/tensor'
import type { EnvironmentShape } from '../../environments/record/schema'
import { SPLITS } from '../../environments/record/step'
import { environmentStep } from '../../environments/step'
import { type RecordInput, recordInputs } from '../../layers/records/layer'
import { type ActSpec, type ActTensors, chooseAction } from '../../losses/control/act'
import { type AgentGraph, type AgentParts, agentGraph } from '../../networks/agent/graph'
import { createKit } from '../../networks/kit/kit'
import { type ControlParts, cellFor, type Rollout } from './parts'
import type { ControlSpec } from './schema'
import { isOffPolicy } from './schema'

export interface Agent {
  readonly graph: AgentGraph
  readonly input: RecordInput
  /** The log standard deviations of a policy over numbers, [padded dimensions]. */
  readonly logStd: Parameter | undefined
}

/** How an agent is built over records. */
export interface Over {
  readonly name: string
  readonly mode: Mode
  readonly records: Tensor<'f32'>
  readonly at: 'all' | 'step'
  /** The memory to begin with, which the last one replaces; or it begins empty. */
  readonly carried: Tensor<'f32'> | 'empty'
  /** Whether the agent also has a value output. */
  readonly values: boolean
  /** The inputs from these records, if another graph in front of this one has made them. */
  readonly input?: RecordInput | undefined
}

export function agentOver(parts: ControlParts, over: Over): Agent {
  const { spec, shape, network } = parts
  const { action } = shape
  const { input, kit } = madeOver(parts, over, isOffPolicy(spec.algorithm) ? 'actor.' : undefined)
  const graph = agentGraph(kit, spec.network, {
    input,
    carried: memoryOver(parts, over),
    surrogate: spec.surrogate,
    cell: cellFor(spec),
    heads: headsOf(spec, shape, over.values),
  })
  const logStd =
    spec.algorithm.kind === 'ppo' && action.kind === 'continuous'
      ? network.parameter('logDeviation', [padded(action.size)], 'weight', (of) => new Float32Array(of[0]!), action.size)
      : undefined
  return { graph, input, logStd }
}

/** The scale of a last layer's initial weights: all actions start with nearly equal probabilities and values. */
export const SMALL = 0.01

function headsOf({ algorithm }: ControlSpec, { action }: EnvironmentShape, values: boolean): AgentParts['heads'] {
  const [outputs, says] = action.kind === 'discrete' ? [action.count, 'logits'] : [action.size, 'means']
  const policy = { name: 'policy', says, outputs, gain: SMALL }
  switch (algorithm.kind) {
    case 'ppo':
      return values ? [policy, { name: 'value', says: 'value', outputs: 1, gain: 1 }] : [policy]
    case 'sac':
      return [{ ...policy, outputsLie: 'apart', second: { name: 'logDeviation', says: 'log σ' } }]
    case 'td3':
      return [{ ...policy, says: 'actions', endedBy: 'tanh', outputsLie: 'with inputs' }]
    case 'sacd':
      return [policy]
    case 'team':
      return [{ ...policy, says: 'action values' }]
  }
}

/** The tensors from which a graph reads the state of its memory and to which it writes it. */
export const memoryOver = (
  { remembered }: ControlParts,
  { name, carried, records }: Pick<Over, 'name' | 'carried' | 'records'>,
): Tensor<'f32'> => (carried === 'empty' ? tensor(`${name}.carried`, 'f32', [records.shape[1]!, remembered]) : carried)

/** The inputs and kit for graphs over records. @param prefix of the layers' names, where there are several networks */
export function madeOver(
  parts: ControlParts,
  {
    name,
    mode,
    records,
    at,
    carried,
    input: made,
  }: Pick<Over, 'name' | 'mode' | 'records' | 'at' | 'input'> & Partial<Pick<Over, 'carried'>>,
  prefix?: string,
) {
  const { spec, shape, words, options, still } = parts
  const { action } = shape
  const own = () =>
    recordInputs(
      `${name}.input`,
      records,
      {
        observations: shape.observations,
        actions: action.kind === 'discrete' ? action.count : action.size,
        discrete: action.kind === 'discrete',
        action: words.action,
        reward: words.reward,
        end: words.end,
        agents: shape.agents,
        rewardScale: spec.algorithm.rewardScale,
        startsEmpty: carried === 'empty',
      },
      at,
    )
  const input = made ? { ...made, name: `${name}.input`, forward: [] } : own()
  const kit = createKit(contextOf(parts, mode, input.starts.shape[0]!, records.shape[1]!), {
    neuron: spec.neuron,
    surrogate: spec.surrogate,
    normalization: { kind: 'none' },
    bias: true,
    initialization: 'orthogonal',
    seed: spec.run.seed,
    micro: still,
    maxSpiking: 1,
    ...(prefix !== undefined && { prefix }),
    ...(options.smooth !== undefined && { smooth: options.smooth }),
  })
  return { input, kit }
}

export function contextOf({ spec, network, clock, options, tuningSpace }: ControlParts, mode: Mode, steps: number, batch: number): Context {
  return {
    mode,
    network,
    steps,
    batch,
    random: { seed: spec.run.seed, clock },
    profile: options.profile ?? 'gpu',
    subgroups: options.subgroups,
    tunedVariants: options.tunedVariants ?? {},
    ...(mode === 'train' && {
      onVariant: (key: string, variants: readonly string[], taken: string) => {
        tuningSpace[key] = [taken, ...variants.filter((variant) => variant !== taken)]
      },
    }),
  }
}

// ---- acting

/** The steps of a rollout in all environments, starting with the memory in `now`: each step runs the network, chooses an action and steps the environment. */
export function acting(parts: ControlParts, name: string, rollout: Rollout, split: keyof typeof SPLITS, greedy: boolean): Op {
  const { spec, words, clock } = parts
  const { records, states, now, steps } = rollout
  const agent = agentOver(parts, { name, mode: 'evaluate', records, at: 'step', carried: now, values: false })
  const { graph } = agent
  const { logStd, ...how } = choiceOf(spec, agent)
  const choice = chooseAction(
    { policy: graph.headOutputs[0]!, clock, records, ...(logStd && { logStd }) },
    words,
    { ...how, greedy },
    { seed: spec.run.seed, split: SPLITS[split] },
  )
  const step = environmentStep(spec.data.environment, { rollout: records, states }, { seed: spec.run.seed, split: SPLITS[split] })
  return scan(steps, [...graph.forward.map(dispatched), choice, step])
}

/** How the outputs of a policy are converted to an action. */
function choiceOf({ algorithm }: ControlSpec, { graph, logStd }: Agent): Omit<ActSpec, 'greedy'> & Pick<ActTensors, 'logStd'> {
  switch (algorithm.kind) {
    case 'ppo':
      return logStd ? { kind: 'gaussian', logStd: logStd.value } : { kind: 'categorical' }
    case 'team':
      return { kind: 'epsilonGreedy', noise: algorithm.exploration }
    case 'sacd':
      return { kind: 'categorical', warmUp: algorithm.randomRollouts }
    case 'sac':
      return { kind: 'tanhGaussian', warmUp: algorithm.randomRollouts, logStd: graph.headOutputs[1]!.value }
    case 'td3': {
      const noise = { start: algorithm.explorationNoise, end: algorithm.explorationNoise, over: 0 }
      return { kind: 'deterministic', warmUp: algorithm.randomRollouts, noise }
    }
  }
}

function dispatched(op: Op): Dispatch {
  if (op.kind !== 'dispatch') throw new Error('A step of an agent has no loop over time inside')
  return op
}
