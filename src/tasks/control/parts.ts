/** What all programs of an agent share: its network, the tensors of its rollout, and how it is built over records. Pure. */

import type { Context, Mode } from '../../engine/graph'
import type { Dispatch, Op } from '../../engine/kernel'
import { createNetwork, type Network, type Parameter } from '../../engine/network'
import { scan } from '../../engine/scan'
import { padded, persistent, type Tensor, view } from '../../engine/tensor'
import type { EnvironmentShape } from '../../environments/record/schema'
import { END, recordLayout } from '../../environments/record/schema'
import { SPLITS } from '../../environments/record/step'
import { environmentStep } from '../../environments/step'
import { carry } from '../../layers/kernels'
import { statesOf } from '../../layers/memory/schema'
import { observedBy, recordInputs } from '../../layers/records/layer'
import { type ActSpec, type ActTensors, chooseAction } from '../../losses/control/act'
import type { TransitionWords } from '../../losses/control/schema'
import { type AgentGraph, type AgentParts, agentGraph } from '../../networks/agent/graph'
import { cellOf } from '../../networks/agent/schema'
import { createKit } from '../../networks/kit'
import type { Control } from '../../optimizers/optimizer'
import type { BuildOptions } from '../built'
import { policyFigures } from './metrics'
import { isOffPolicy } from './off-policy/schema'
import { type ControlSpec, shapeOf, sizeOfBatch, stepsAPass } from './schema'

/** Rows of the ring of scalars of updates. */
const UPDATE_ROWS = 4096

export interface ControlParts {
  readonly spec: ControlSpec
  readonly options: BuildOptions
  readonly shape: EnvironmentShape
  readonly words: TransitionWords
  /** Words of a record. */
  readonly width: number
  /** Numbers that an agent observes, and which of several it is. */
  readonly observed: number
  /** Agents of all environments. */
  readonly rows: number
  /** Words of an agent’s memory. */
  readonly remembered: number
  readonly network: Network
  readonly control: Control
  /** [1]: the training steps that are done. */
  readonly clock: Tensor<'u32'>
  /** [1], always 0. */
  readonly still: Tensor<'u32'>
  readonly tuningSpace: Record<string, readonly string[]>
  /** Training steps of the run, and of a pass. */
  readonly totalSteps: number
  readonly stepsPerPass: number
}

export function controlParts(spec: ControlSpec, options: BuildOptions): ControlParts {
  const shape = shapeOf(spec)
  const layout = recordLayout(shape)
  const name = options.name ?? (isOffPolicy(spec.algorithm) ? 'actor' : 'network')
  return {
    ...{ spec, options, shape, rows: spec.data.batch * shape.agents, width: layout.words },
    ...{ observed: observedBy(shape), remembered: Math.max(4, memoryStates(spec)) },
    words: { action: layout.action, reward: layout.reward, end: layout.end, available: layout.available },
    network: createNetwork(name),
    control: controlOf(name, policyFigures(spec), sizeOfBatch(spec)),
    clock: persistent('clock', 'u32', [1]),
    still: persistent('still', 'u32', [1]),
    tuningSpace: {},
    totalSteps: Math.max(1, Math.round(spec.run.epochs * stepsAPass(spec))),
    stepsPerPass: stepsAPass(spec),
  }
}

/** What a network is trained by: so many figures of each of `batch` sequences. @param halted shared by networks that halt together */
export function controlOf(name: string, figures: number, batch: number, halted = persistent(`${name}.halted`, 'u32', [4])): Control {
  return {
    clock: persistent(`${name}.clock`, 'u32', [1]),
    micro: persistent(`${name}.micro`, 'u32', [1]),
    halted,
    figures: persistent(`${name}.figures`, 'f32', [figures, batch]),
    report: persistent(`${name}.report`, 'f32', [UPDATE_ROWS, figures + 2]),
    batch,
  }
}

/** What a rollout is made in: records and states of all its moments, and the memory at its beginning and now. */
export interface Rollout {
  readonly steps: number
  readonly rows: number
  /** [steps + 1, rows, words] */
  readonly records: Tensor<'f32'>
  /** [steps + 1, environments, words] */
  readonly states: Tensor<'f32'>
  /** [rows, states of the memory] */
  readonly start: Tensor<'f32'>
  readonly now: Tensor<'f32'>
}

export function rolloutOf({ shape, width, remembered }: ControlParts, name: string, environments: number, steps: number): Rollout {
  const rows = environments * shape.agents
  return {
    ...{ steps, rows },
    records: persistent(`${name}.records`, 'f32', [steps + 1, rows, width]),
    states: persistent(`${name}.states`, 'f32', [steps + 1, environments, shape.state]),
    start: persistent(`${name}.memory`, 'f32', [rows, remembered]),
    now: persistent(`${name}.memoryNow`, 'f32', [rows, remembered]),
  }
}

/** What the memory of a graph over sequences begins with, and what empties it before. */
export const carriedOf = ({ network, remembered }: ControlParts, name: string, rows: number): Tensor<'f32'> =>
  network.shared(`${name}.carried`, () => persistent(`${name}.carried`, 'f32', [rows, remembered]))
export function emptied(parts: ControlParts, names: readonly string[], rows: number): Op[] {
  const nothing = parts.network.shared(`nothing ${rows}`, () => persistent(`nothing ${rows}`, 'f32', [rows, parts.remembered]))
  return names.map((name) => copy(parts, nothing, carriedOf(parts, name, rows), rows))
}

const memoryStates = (spec: ControlSpec): number => statesOf(cellOf(spec.network, spec) ?? { kind: 'none' }, spec.network.units)

/** Records in which every environment begins an episode with the first step. */
export function firstRecords({ records }: Rollout, { words, width }: ControlParts): Float32Array<ArrayBuffer> {
  const values = new Float32Array(records.shape.reduce((a, b) => a * b, 1))
  const rows = records.shape[1]!
  for (let row = 0; row < rows; row++) values[row * width + words.end] = END.truncated
  return values
}

/** Copies what a memory begins with to where it walks. */
export const begins = (parts: ControlParts, { start, now, rows }: Rollout): Op => copy(parts, start, now, rows)

/** One dispatch that copies [rows, columns]. */
export function copy({ network }: ControlParts, source: Tensor<'f32'>, carried: Tensor<'f32'>, rows: number): Op {
  const never = network.shared(`never ${rows}`, () => persistent(`never ${rows}`, 'u32', [rows]))
  const columns = source.shape[1]!
  return carry({ source: view(source, [1, rows, columns]), begins: never, carried: view(carried, [1, rows, columns]) }, {})
}

// ---- the agent

export interface Agent {
  readonly graph: AgentGraph
  /** Of a policy over numbers: logs of standard deviations, [padded dimensions]. */
  readonly logDeviation: Parameter | undefined
}

/** What is built over records. */
interface Over {
  readonly name: string
  readonly mode: Mode
  readonly records: Tensor<'f32'>
  readonly at: 'all' | 'step'
  readonly carried: Tensor<'f32'>
  /** Whether it also says what a moment is worth. */
  readonly values: boolean
}

export function agentOver(parts: ControlParts, over: Over): Agent {
  const { spec, shape, network } = parts
  const { action } = shape
  const { input, kit } = madeOver(parts, over, isOffPolicy(spec.algorithm) ? 'actor.' : undefined)
  const graph = agentGraph(kit, spec.network, {
    ...{ input, carried: over.carried, surrogate: spec.surrogate, cell: cellOf(spec.network, spec) },
    heads: headsOf(spec, shape, over.values),
  })
  const logDeviation =
    spec.algorithm.kind === 'ppo' && action.kind === 'continuous'
      ? network.parameter('logDeviation', [padded(action.size)], 'weight', (of) => new Float32Array(of[0]!), action.size)
      : undefined
  return { graph, logDeviation }
}

/** Of the first weights of last layers: every action is as likely as any other at first, and worth as much. */
export const SMALL = 0.01

function headsOf({ algorithm }: ControlSpec, { action }: EnvironmentShape, values: boolean): AgentParts['heads'] {
  const [outputs, says] = action.kind === 'discrete' ? [action.count, 'logits'] : [action.size, 'means']
  const policy = { name: 'policy', says, outputs, gain: SMALL }
  switch (algorithm.kind) {
    case 'ppo':
      return values ? [policy, { name: 'value', says: 'value', outputs: 1, gain: 1 }] : [policy]
    case 'sac':
      return [{ ...policy, beside: { name: 'logDeviation', says: 'log σ' } }]
    case 'td3':
      return [{ ...policy, says: 'actions', last: 'tanh' }]
    case 'sacd':
      return [policy]
    case 'team':
      return [{ ...policy, says: 'action values' }]
  }
}

/** What graphs over records begin with: their inputs, and a kit. @param prefix in front of the names of layers, where there are several networks */
export function madeOver(
  parts: ControlParts,
  { name, mode, records, at }: Pick<Over, 'name' | 'mode' | 'records' | 'at'>,
  prefix?: string,
) {
  const { spec, shape, words, options, still } = parts
  const { action } = shape
  const input = recordInputs(
    `${name}.input`,
    records,
    {
      ...{ observations: shape.observations, actions: action.kind === 'discrete' ? action.count : action.size },
      ...{ discrete: action.kind === 'discrete', action: words.action, reward: words.reward, end: words.end },
      ...{ agents: shape.agents, rewardScale: spec.algorithm.rewardScale },
    },
    at,
  )
  const kit = createKit(contextOf(parts, mode, input.starts.shape[0]!, records.shape[1]!), {
    ...{ neuron: spec.neuron, surrogate: spec.surrogate, normalization: { kind: 'none' }, bias: true, initialization: 'orthogonal' },
    ...{ seed: spec.run.seed, micro: still, mostSpiking: 1 },
    ...(prefix !== undefined && { prefix }),
    ...(options.smooth !== undefined && { smooth: options.smooth }),
  })
  return { input, kit }
}

export function contextOf({ spec, network, clock, options, tuningSpace }: ControlParts, mode: Mode, steps: number, batch: number): Context {
  return {
    ...{ mode, network, steps, batch, random: { seed: spec.run.seed, clock } },
    profile: options.profile ?? 'gpu',
    tunedVariants: options.tunedVariants ?? {},
    ...(mode === 'train' && {
      onVariant: (key: string, variants: readonly string[], taken: string) => {
        tuningSpace[key] = [taken, ...variants.filter((variant) => variant !== taken)]
      },
    }),
  }
}

// ---- acting

/** So many steps of all environments, each: what is seen, the network, an action, the environment. Begins with the memory that is `now`. */
export function acting(parts: ControlParts, name: string, rollout: Rollout, split: keyof typeof SPLITS, greedy: boolean): Op {
  const { spec, words, clock } = parts
  const { records, states, now, steps } = rollout
  const agent = agentOver(parts, { name, mode: 'evaluate', records, at: 'step', carried: now, values: false })
  const { graph } = agent
  const { logDeviation, ...how } = choiceOf(spec, agent)
  const choice = chooseAction(
    { policy: graph.says[0]!, clock, records, ...(logDeviation && { logDeviation }) },
    words,
    { ...how, greedy },
    { seed: spec.run.seed, split: SPLITS[split] },
  )
  const step = environmentStep(spec.data.environment, { rollout: records, states }, { seed: spec.run.seed, split: SPLITS[split] })
  return scan(steps, [...graph.forward.map(dispatched), choice, step])
}

/** How what a policy says becomes an action. */
function choiceOf({ algorithm }: ControlSpec, { graph, logDeviation }: Agent): Omit<ActSpec, 'greedy'> & Pick<ActTensors, 'logDeviation'> {
  switch (algorithm.kind) {
    case 'ppo':
      return logDeviation ? { kind: 'gaussian', logDeviation: logDeviation.value } : { kind: 'categorical' }
    case 'team':
      return { kind: 'epsilonGreedy', noise: algorithm.exploration }
    case 'sacd':
      return { kind: 'categorical', warmUp: algorithm.randomRollouts }
    case 'sac':
      return { kind: 'tanhGaussian', warmUp: algorithm.randomRollouts, logDeviation: graph.says[1]!.value }
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
