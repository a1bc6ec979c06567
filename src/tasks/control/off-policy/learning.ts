/**
 * One update from replayed experience: sequences from the buffer, the losses of two critics and of a policy, and their gradients. Actor
 * and critics each have a memory of their own, which begins empty (Ni et al., ICML 2022). Order: critics, policy, target networks, temperature.
 */
import type { Op } from '../../../engine/kernel'
import type { Network } from '../../../engine/network'
import { type Tensor, tensor } from '../../../engine/tensor'
import type { Given } from '../../../layers/linear/joined'
import { actorLoss, type Critics, criticLoss, softReturnsOp, temperatureOp } from '../../../losses/control/actor-critic'
import { type AgentGraph, agentGraph } from '../../../networks/agent/graph'
import { backwardOps, forwardOps, squaresOps } from '../../../networks/graph'
import { type LayerProbe, membraneOps, probeOf } from '../../../networks/probes'
import { type Agent, agentOver, madeOver, memoryOver, type Over, SMALL } from '../agent'
import { type ControlParts, cellFor } from '../parts'
import { type OffPolicySpec, updatesPerPolicy } from '../schema'
import type { Learners } from './learners'
import { policyOf, takenOver } from './policy'
import type { Drawn } from './sequences'

interface CriticGraph extends Critics {
  readonly graph: AgentGraph
}

/** Two critics over one memory. @param judged the actions to value; undefined: all actions */
function criticsOver(
  parts: ControlParts,
  network: Network,
  { judged, ...given }: Pick<Over, 'name' | 'mode' | 'records' | 'input'> & { readonly judged: Given | undefined },
): CriticGraph {
  const { spec, shape } = parts
  const over = { ...given, at: 'all', carried: 'empty' } as const
  const { input, kit } = madeOver({ ...parts, network }, over, 'critic.')
  const outputs = shape.action.kind === 'discrete' ? shape.action.count : 1
  const graph = agentGraph(kit, spec.network, {
    input,
    carried: memoryOver(parts, over),
    surrogate: spec.surrogate,
    cell: cellFor(spec),
    heads: ['q1', 'q2'].map((head) => ({ name: head, says: outputs > 1 ? 'action values' : 'value', outputs, gain: SMALL })),
    ...(judged && { judged }),
  })
  return { graph, q1: graph.headOutputs[0]!, q2: graph.headOutputs[1]! }
}

/** The critics' values over played records: of each action, or of the action taken. */
export function judgedBy(parts: ControlParts, critic: Network, records: Tensor<'f32'>) {
  const { shape } = parts
  const each = shape.action.kind === 'discrete'
  const over = { name: 'episode.critic', mode: 'evaluate', records } as const
  const { input } = madeOver(parts, { ...over, at: 'all', carried: 'empty' })
  const taken = each ? undefined : takenOver(parts, 'episode.taken', records, input)
  const { graph, q1, q2 } = criticsOver(parts, critic, { ...over, input, judged: taken?.taken })
  return {
    of: each ? ('each' as const) : ('taken' as const),
    values: [q1, q2],
    ops: [...input.forward, ...(taken ? [taken.op] : []), ...forwardOps(graph, () => [])],
  }
}

export interface Learning {
  readonly agent: Agent
  readonly critics: AgentGraph
  readonly probes: readonly LayerProbe[]
  /** Ops from sequences to the gradients of the critics. */
  readonly critic: readonly Op[]
  /** The same for an update without the policy: its memory is not counted. */
  readonly criticAlone: readonly Op[]
  /** Ops to the gradients of policy and temperature, in the same program after `critic`, with or without an update of the critics between. */
  readonly actor: readonly Op[]
}

export function learning(parts: ControlParts, algorithm: OffPolicySpec, learners: Learners, drawn: Drawn): Learning {
  const { spec, words, control } = parts
  const size = algorithm.batch
  const { rewardScale } = spec.algorithm
  const { records, weights } = drawn
  const agent = agentOver(parts, { name: 'learn', mode: 'train', records, at: 'all', carried: 'empty', values: false })
  const { input } = agent
  const policy = policyOf(parts, algorithm, learners, agent, drawn)
  const over = (name: 'critic' | 'aim' | 'judge') => ({ name, records, input })
  const critics = criticsOver(parts, learners.critic, { ...over('critic'), mode: 'train', judged: policy.taken })
  const aims = criticsOver(parts, learners.target, { ...over('aim'), mode: 'evaluate', judged: policy.aimed })
  const judges = criticsOver(parts, learners.critic, { ...over('judge'), mode: 'evaluate', judged: policy.action })
  const returns = tensor('aim.returns', 'f32', [weights.shape[0]! - 1, size])
  const loss = actorLoss('actor', judges, policy.judged, weights, control.metrics)
  const rows = size * algorithm.updates
  const watched = watching(
    new Map([
      [agent.graph, rows / updatesPerPolicy(algorithm)],
      [critics.graph, rows],
    ]),
  )
  const { learned } = learners.temperature ?? {}
  const toCritics = (agentForward: readonly Op[]): Op[] => [
    ...drawn.ops,
    ...agentForward,
    ...policy.ops,
    ...forwardOps(aims.graph, () => []),
    softReturnsOp('aim', aims, policy.judged, { records, returns }, words, { gamma: algorithm.gamma, rewardScale }),
    ...watched.forward(critics.graph),
    ...criticLoss(
      'critic',
      critics,
      { records, returns, weights, metrics: learners.criticControl.metrics },
      words,
      policy.judged.kind === 'categorical',
    ),
    ...watched.backward(critics.graph),
  ]
  return {
    agent,
    critics: critics.graph,
    probes: watched.probes,
    critic: toCritics(watched.forward(agent.graph)),
    criticAlone: toCritics(forwardOps(agent.graph, () => [])),
    actor: [
      ...forwardOps(judges.graph, () => []),
      ...loss.ops,
      ...(policy.action ? judges.graph.judging.toReversed().flatMap(({ backwardInput }) => backwardInput) : []),
      ...policy.backward,
      ...watched.backward(agent.graph),
      ...(learned ? [temperatureOp(loss.parts, learned.parameter, learned.entropy, learned.control.metrics)] : []),
    ],
  }
}

/** Probes of the memories of graphs, each of which runs several times over a number of rows in all. */
function watching(graphs: ReadonlyMap<AgentGraph, number>) {
  const probes = [...graphs].flatMap(([{ spiking }, rows]) => spiking.map((s) => probeOf(s, rows)))
  const of = (layer: string) => probes.filter(({ spiking }) => spiking.name === layer)
  return {
    probes,
    forward: (graph: AgentGraph) => forwardOps(graph, (layer) => of(layer).flatMap(membraneOps)),
    backward: (graph: AgentGraph) => backwardOps(graph, (s) => of(s.name).flatMap(({ squares }) => squaresOps(s, squares))),
  }
}
