/** The actions of an off-policy algorithm's policy, as its critics see them: probabilities, samples or the actions themselves. Pure. */
import type { Op } from '../../../engine/kernel'
import { padded, type Tensor, tensor } from '../../../engine/tensor'
import type { Given } from '../../../layers/linear/joined'
import { normalNoise } from '../../../layers/noise/layer'
import type { RecordInput } from '../../../layers/records/layer'
import { takenActions } from '../../../layers/sequences/kernels'
import { drawAction, type Judged, probabilitiesOp, smoothOp } from '../../../losses/control/actor-critic'
import { forwardOps } from '../../../networks/graph'
import { type Agent, agentOver, contextOf } from '../agent'
import type { ControlParts } from '../parts'
import type { OffPolicySpec } from '../schema'
import type { Learners } from './learners'
import type { Drawn } from './sequences'

interface PolicyOver {
  readonly judged: Judged
  /** The policy's action, the action taken, and the action of the targets; absent where critics have a value for each action. */
  readonly action?: Given
  readonly taken?: Given
  readonly aimed?: Given
  readonly ops: readonly Op[]
  /** Backpropagates the gradient of `action` to the agent's outputs. */
  readonly backward: readonly Op[]
}

export function policyOf(
  parts: ControlParts,
  algorithm: OffPolicySpec,
  { targetActor, temperature, criticControl }: Learners,
  agent: Agent,
  { records, weights }: Drawn,
): PolicyOver {
  const { words } = parts
  const [policyOutput, logStd] = agent.graph.headOutputs as readonly [Given, Given?]
  if (algorithm.kind === 'sacd') {
    const probabilities = tensor('probabilities', 'f32', policyOutput.value.shape)
    const judged = { kind: 'categorical', logits: policyOutput, probabilities, logAlpha: temperature!.logAlpha } as const
    return { judged, ops: [probabilitiesOp(records, policyOutput, words, probabilities)], backward: [] }
  }
  const [timeSteps, size] = weights.shape as readonly [number, number]
  const { taken, op: takes } = takenOver(parts, 'taken', records, agent.input)
  // The clock of the parts counts rollouts, that of the critics updates.
  const context = contextOf({ ...parts, clock: criticControl.clock }, 'train', timeSteps, size)
  const normals = normalNoise(context, 'action noise', policyOutput.features, { micro: parts.still, start: parts.still })
  const n = normals.outputs[0]!.value
  if (algorithm.kind === 'sac') {
    const { logAlpha } = temperature!
    const { action, logProbability, forward, backward } = drawAction('drawn', policyOutput, logStd!, n, agent.input.place)
    const judged = { kind: 'drawn', logProbability, logAlpha } as const
    const ops = [takes, ...normals.forward, forward]
    return { judged, action, taken, aimed: action, ops, backward: backward(weights, logAlpha) }
  }
  const target = agentOver(
    { ...parts, network: targetActor! },
    { name: 'targetActor', mode: 'evaluate', records, at: 'all', carried: 'empty', input: agent.input, values: false },
  )
  const aimed = target.graph.headOutputs[0]!
  const ops = [takes, ...normals.forward, ...forwardOps(target.graph, () => []), smoothOp(aimed, n, algorithm)]
  const judged = { kind: 'deterministic', ...(algorithm.judge && { by: algorithm.judge.kind }) } as const
  return { judged, action: policyOutput, taken, aimed, ops, backward: [] }
}

/** The action that was taken at each time step of records over numbers, and the op that reads it. It lies with the inputs of critics. */
export function takenOver({ shape, words }: ControlParts, name: string, records: Tensor<'f32'>, { place }: RecordInput) {
  const { size: dimensions } = shape.action as Extract<typeof shape.action, { kind: 'continuous' }>
  const [timeSteps, rows] = records.shape as readonly [number, number, number]
  const value = place(name, [timeSteps, rows, padded(dimensions)])
  const taken: Given = { value, form: 'dense', features: dimensions }
  return { taken, op: takenActions({ records, taken: value }, { action: words.action, dimensions }) }
}
