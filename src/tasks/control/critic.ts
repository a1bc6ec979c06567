/**
 * The values that PPO learns with: those of the agent's own head, from what the agent observes and remembers, or those of a critic that
 * sees the state of the environment next to the agent's observation (MAPPO) and has no memory. Only training uses the critic. Pure.
 */
import type { Activation } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { constant, padded, persistent, type Tensor } from '../../engine/tensor'
import { mixerInput } from '../../environments/record/schema'
import { concat } from '../../layers/join/layer'
import { sharedStates } from '../../layers/records/kernels'
import { dense } from '../../networks/dense'
import { append, named } from '../../networks/kit/kit'
import { type Agent, madeOver } from './agent'
import type { ControlParts, Rollout } from './parts'

/** Whether a critic sees the state, so that the agent itself has no values. */
export const isCentral = ({ spec: { algorithm } }: ControlParts): boolean => algorithm.kind === 'ppo' && algorithm.critic !== undefined

interface Values {
  /** [time steps, rows, 1] */
  readonly value: Activation
  readonly forward: readonly Op[]
  readonly backward: readonly Op[]
}

interface Over {
  readonly name: string
  readonly mode: 'train' | 'evaluate'
  readonly records: Tensor<'f32'>
  /** The state of the environment of each row, [time steps, rows, padded words]. */
  readonly states: Tensor<'f32'>
}

/** The agent's own values. */
const ownValues = ({ graph }: Agent): Values => ({ value: graph.headOutputs[1]!, forward: [], backward: [] })

/** The values of an agent over records. @param over what a central critic is built over */
export function valuesOver(parts: ControlParts, agent: Agent, { name, mode, records, states }: Over): Values {
  if (!isCentral(parts)) return ownValues(agent)
  const { spec, shape } = parts
  const { input, kit } = madeOver(parts, { name: `${name}.critic`, mode, records, at: 'all' }, 'critic.')
  const analog = { matrices: [], convolutions: [] }
  const state: Activation = { value: states, form: 'dense', features: shape.mixer }
  const seen = append(kit, concat(kit.context, named(kit, 'seen'), input.observation, state)).outputs[0]!
  const hidden = spec.network.heads.reduce((x, units, i) => dense(kit, analog, named(kit, `value${i + 1}`), x, units, 'relu'), seen)
  const value = dense(kit, analog, named(kit, 'value'), hidden, 1)
  return {
    value,
    forward: [...input.forward, ...kit.layers.flatMap(({ forward }) => forward)],
    backward: kit.layers.toReversed().flatMap(({ backwardInput, backwardParameters }) => [...backwardInput, ...backwardParameters]),
  }
}

/** The words of the states of a rollout that a critic sees, for each agent; without a central critic nothing is computed. */
export function statesOf(parts: ControlParts, name: string, { states, records }: Rollout): { states: Tensor<'f32'>; ops: Op[] } {
  const { first, scales } = mixerInput(parts.shape)
  const [timeSteps, rows] = records.shape as readonly [number, number, number]
  const ofAgents = persistent(`${name}.agentStates`, 'f32', [timeSteps, rows, padded(scales.length)])
  const ops = isCentral(parts) ? [sharedStates({ states, ofAgents, scales: constant(`${name}.stateScales`, scales) }, { first })] : []
  return { states: ofAgents, ops }
}
