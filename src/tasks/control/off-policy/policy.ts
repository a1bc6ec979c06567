/** The actions of an off-policy algorithm's policy, as its critics see them: probabilities, samples or the actions themselves. Pure. */
import { type Activation, activation } from '../../../engine/graph'
import type { Op } from '../../../engine/kernel'
import { type Tensor, tensor } from '../../../engine/tensor'
import { normalNoise } from '../../../layers/noise/layer'
import { takenActions } from '../../../layers/sequences/kernels'
import { drawAction, type Judged, probabilitiesOp, smoothAction } from '../../../losses/control/actor-critic'
import { forwardOps } from '../../../networks/graph'
import { type Agent, agentOver, contextOf } from '../agent'
import type { ControlParts } from '../parts'
import type { OffPolicySpec } from '../schema'
import type { Learners } from './learners'
import type { Drawn } from './sequences'

interface PolicyOver {
  readonly judged: Judged
  /** The policy's action, the action taken, and the action of the targets; absent where critics have a value for each action. */
  readonly action?: Activation
  readonly taken?: Activation
  readonly aimed?: Activation
  readonly ops: readonly Op[]
  /** Backpropagates the gradient of `action` to the agent's outputs. */
  readonly backward: readonly Op[]
}

export function policyOf(
  parts: ControlParts,
  algorithm: OffPolicySpec,
  { targetActor, temperature }: Learners,
  agent: Agent,
  { records, weights, carried }: Drawn & { readonly carried: Tensor<'f32'> },
): PolicyOver {
  const { words } = parts
  const [policyOutput, logStd] = agent.graph.headOutputs as readonly [Activation, Activation?]
  if (algorithm.kind === 'sacd') {
    const probabilities = tensor('probabilities', 'f32', policyOutput.value.shape)
    const judged = { kind: 'categorical', logits: policyOutput, probabilities, logAlpha: temperature!.logAlpha } as const
    return { judged, ops: [probabilitiesOp(records, policyOutput, words, probabilities)], backward: [] }
  }
  const [timeSteps, size] = weights.shape as readonly [number, number]
  const taken = activation('taken', [timeSteps, size, policyOutput.features], 'dense', false)
  const takes = takenActions({ records, taken: taken.value }, { action: words.action, dimensions: policyOutput.features })
  // The clock of the parts counts rollouts, that of the actor updates.
  const context = contextOf({ ...parts, clock: parts.control.clock }, 'train', timeSteps, size)
  const normals = normalNoise(context, 'action noise', policyOutput.features, { micro: parts.still, start: parts.still })
  const n = normals.outputs[0]!.value
  if (algorithm.kind === 'sac') {
    const { logAlpha } = temperature!
    const { action, logProbability, forward, backward } = drawAction('drawn', policyOutput, logStd!, n)
    const judged = { kind: 'drawn', logProbability, logAlpha } as const
    const ops = [takes, ...normals.forward, forward]
    return { judged, action, taken, aimed: action, ops, backward: backward(weights, logAlpha) }
  }
  const target = agentOver(
    { ...parts, network: targetActor! },
    { name: 'targetActor', mode: 'evaluate', records, at: 'all', carried, input: agent.input, values: false },
  )
  const smoothed = smoothAction('smoothed', target.graph.headOutputs[0]!, n, algorithm)
  const ops = [takes, ...normals.forward, ...forwardOps(target.graph, () => []), smoothed.op]
  return { judged: { kind: 'deterministic' }, action: policyOutput, taken, aimed: smoothed.action, ops, backward: [] }
}
