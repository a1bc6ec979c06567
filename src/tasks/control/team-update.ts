/** One update of a team: its target values, and from sequences of the replay buffer to the gradients of agents and mixer. */
import { type Activation, activation } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import type { NetworkCopy } from '../../engine/network'
import { constant, tensor, view } from '../../engine/tensor'
import { mixerInput } from '../../environments/record/schema'
import { initializeBias, initializeWeight } from '../../layers/initialize'
import { mixer } from '../../layers/mixer/layer'
import { drawn, type Ring, ringOf, taken } from '../../layers/sequences/replay'
import { bestValues, explorationMetric, TEAM_METRICS, takenValues, teamLoss } from '../../losses/control/team'
import { countedOp, returnsOp } from '../../losses/control/transitions'
import { backwardOps, forwardOps, squaresOps } from '../../networks/graph'
import type { LayerProbe } from '../../networks/probes'
import { agentOver, contextOf } from './agent'
import type { ControlParts, Rollout } from './parts'
import type { By } from './schema'

export interface Replay {
  readonly records: Ring
  /** The states that the mixer reads; absent where it reads none. */
  readonly states: Ring | undefined
  readonly rings: readonly Ring[]
  readonly keep: readonly Op[]
}

/** A mixer's first values are near 0, as in JaxMARL: of greater ones some seeds never learned the hunt (docs/teams.md). */
const MIXER_GAIN = 0.01

const seesState = ({ mixer }: By<'team'>): boolean => mixer.kind === 'monotonic' && mixer.state === undefined

export function replayOf({ shape, clock }: ControlParts, { records, states }: Rollout, algorithm: By<'team'>): Replay {
  const { capacity } = algorithm
  const recordRing = ringOf('replay.records', { source: records, clock }, { capacity })
  const stateRing = seesState(algorithm)
    ? ringOf('replay.states', { source: states, clock }, { capacity, first: mixerInput(shape).first })
    : undefined
  const rings = stateRing ? [recordRing, stateRing] : [recordRing]
  return { records: recordRing, states: stateRing, rings, keep: rings.map(({ keep }) => keep) }
}

interface From {
  readonly rollout: Rollout
  readonly replay: Replay
  readonly target: NetworkCopy
  readonly probes: readonly LayerProbe[]
}

/** One update. Its targets are computed by the target network from the same sequences. */
export function teamUpdate(parts: ControlParts, { rollout, replay, target, probes }: From, algorithm: By<'team'>) {
  const { shape, words, clock, control } = parts
  const { agents } = shape
  const sequences = takenFrom(parts, rollout, replay, algorithm)
  const { records, state } = sequences
  const over = { records, at: 'all', carried: 'empty', values: false } as const
  const agent = agentOver(parts, { ...over, name: 'learn', mode: 'train' })
  const from = { ...over, name: 'target', mode: 'evaluate', input: agent.input } as const
  const followed = agentOver({ ...parts, network: target }, from)
  const q = agent.graph.headOutputs[0]!
  const targetQ = followed.graph.headOutputs[0]!
  const own = takenValues('taken', records, q, agents, words)
  const best = bestValues('best', records, { q: targetQ, by: algorithm.double ? q : targetQ }, agents, words)
  const mixed = mixedBy(parts, 'mixer', own.taken, state, algorithm)
  const aimed = mixedBy({ ...parts, network: target }, 'mixer', best.best, state, algorithm)
  const groups = algorithm.sequences
  const returns = tensor('returns', 'f32', [algorithm.length, groups])
  const weights = tensor('weights', 'f32', [algorithm.length + 1, groups])
  const { gamma, lambda, rewardScale } = algorithm
  const metrics = view(control.metrics, [TEAM_METRICS.length, groups])
  const ops: Op[] = [
    ...sequences.ops,
    ...forwardOps(agent.graph, () => []),
    ...forwardOps(followed.graph, () => []),
    own.forward,
    best.op,
    ...mixed.forward,
    ...aimed.forward,
    returnsOp({ records, value: aimed.outputs[0]!.value, returns }, words, { gamma, lambda: lambda || null, rewardScale }),
    countedOp(records, weights, words),
    ...teamLoss('team', mixed.outputs[0]!, { returns, weights, metrics }, 1),
    explorationMetric(clock, control.metrics, TEAM_METRICS.length, algorithm.exploration),
    ...mixed.backwardInput,
    ...mixed.backwardParameters,
    ...own.backward,
    ...backwardOps(agent.graph, (spiking) => squaresOps(spiking, probes.find((p) => p.spiking.name === spiking.name)!.squares)),
  ]
  return { agent, ops }
}

/** Records of all agents and states of a batch of sequences: [length + 1, rows, words], [length + 1, sequences, padded words]. */
function takenFrom({ spec, shape, words, clock, control }: ControlParts, { steps }: Rollout, replay: Replay, algorithm: By<'team'>) {
  const { sequences, length } = algorithm
  const [members, end] = [shape.agents, words.end]
  const from = { records: replay.records, rolloutClock: clock, clock: control.clock }
  const { places, taken: records, op } = drawn('learn.records', from, { sequences, steps, length, members, end, seed: spec.run.seed })
  const scales = constant('learn.stateScales', mixerInput(shape).scales)
  const states = replay.states && taken('learn.states', { ring: replay.states, places, scales }, { length, members: 1 })
  const state: Activation = states
    ? { value: states.taken, form: 'dense', features: shape.mixer }
    : activation('learn.noStates', [length + 1, sequences, 1], 'dense', false)
  return { records, state, ops: [op, ...(states ? [states.op] : [])] }
}

function mixedBy(parts: ControlParts, name: string, q: Activation, state: Activation, { mixer: spec }: By<'team'>) {
  const [timeSteps, groups] = q.value.shape as readonly [number, number, number]
  const { seed } = parts.spec.run
  return mixer(contextOf(parts, q.grad ? 'train' : 'evaluate', timeSteps, groups), name, q, state, spec, (fan) => ({
    weight: initializeWeight('pytorch', fan, seed, MIXER_GAIN),
    bias: initializeBias('pytorch', fan, seed, MIXER_GAIN),
  }))
}
