/**
 * The inputs of an agent from records: its observation, its index among several agents, its previous action and the reward for it, and
 * where an episode starts. No layer in front learns. The layout of a record is passed in.
 */
import { type Activation, type Layer, layer } from '../../engine/graph'
import { arena, type Place, padded, type Tensor, tensor } from '../../engine/tensor'
import { forwardBindings, joinedLinears, type Linear } from '../linear/joined'
import { recordInput, recordInputStep } from './kernels'

/** Offsets and sizes of the parts of a record, in words. */
export interface RecordParts {
  readonly observations: number
  /** The number of discrete actions, or the dimensions of a continuous action. */
  readonly actions: number
  readonly discrete: boolean
  readonly action: number
  readonly reward: number
  readonly end: number
  /** The number of agents in a group, whose rows are consecutive. If there are several, they share weights and receive their index. */
  readonly agents: number
  /** The factor of rewards. */
  readonly rewardScale: number
  /** Whether the first time step counts as the start of an episode for the memory, which then begins empty. */
  readonly startsEmpty: boolean
}

export interface RecordInput extends Layer {
  readonly observation: Activation
  readonly action: Activation
  readonly reward: Activation
  /** [steps, rows]: 1 where the memory is emptied, as an episode starts. */
  readonly starts: Tensor<'f32'>
  /** Makes tensors that lie next to observation, action and reward. */
  readonly place: Place
  /** The layers that read nothing but these inputs. At a step of a scan they read the records themselves, and the inputs are not stored. */
  readonly embedded: (together: readonly Linear[]) => Layer[]
}

/** The number of values that an agent receives as its observation. */
export const observedBy = ({ observations, agents }: Pick<RecordParts, 'observations' | 'agents'>): number =>
  observations + (agents > 1 ? agents : 0)

/** @param at all time steps of `records` [timeSteps, rows, words], or the current one of a scan. */
export function recordInputs(name: string, records: Tensor<'f32'>, parts: RecordParts, at: 'all' | 'step'): RecordInput {
  const [timeSteps, rows] = records.shape as readonly [number, number, number]
  const steps = at === 'all' ? timeSteps : 1
  const place = arena(name)
  const made = (what: string, features: number): Activation => ({
    value: place(`${name}.${what}`, [steps, rows, padded(features)]),
    form: 'dense',
    features,
  })
  const observation = made('observation', observedBy(parts))
  const action = { ...made('action', parts.actions), form: parts.discrete ? ('sparse' as const) : ('dense' as const) }
  const reward = made('reward', 1)
  const starts = tensor(`${name}.starts`, 'f32', [steps, rows])
  const { discrete, agents, startsEmpty, ...rest } = parts
  const params = { ...rest, agents: agents > 1 ? agents : 0 }
  const written = { observation: observation.value, action: action.value, reward: reward.value, starts }
  const DISCRETE = Number(discrete)
  const inputs: readonly Activation[] = [observation, action, reward]
  const read = ({ inputs: [given] }: Linear) => [inputs.indexOf(given!), given!.features]
  const stepOp = (together: readonly Linear[]) =>
    recordInputStep({ records, ...forwardBindings(together, read), starts }, params, { DISCRETE })
  return {
    ...layer(name, {
      outputs: inputs,
      forward: at === 'all' ? [recordInput({ records, ...written }, params, { DISCRETE, EMPTY: Number(startsEmpty) })] : [],
      visible: { observation: observation.value, starts },
    }),
    observation,
    action,
    reward,
    starts,
    place,
    embedded: (together) => joinedLinears(together, at === 'all' ? undefined : stepOp),
  }
}
