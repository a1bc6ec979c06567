/** The networks that off-policy algorithms train besides the actor: critics, target networks, a temperature. All halt together. Pure. */
import { copyOf, createNetwork, type Network, type NetworkCopy, type Parameter } from '../../../engine/network'
import { persistent, type Tensor } from '../../../engine/tensor'
import { CRITIC_METRICS, TEMPERATURE_METRICS, targetEntropy } from '../../../losses/control/actor-critic'
import type { Control } from '../../../optimizers/optimizer'
import { type ControlParts, controlOf } from '../parts'
import type { OffPolicySpec } from '../schema'

export interface Learners {
  readonly critic: Network
  readonly criticControl: Control
  readonly target: NetworkCopy
  /** The target network of the actor, for algorithms that have one. */
  readonly targetActor: NetworkCopy | undefined
  readonly temperature: Temperature | undefined
}

interface Temperature {
  /** [4], the log of the temperature first. */
  readonly logAlpha: Tensor<'f32'>
  readonly learned?: { readonly network: Network; readonly control: Control; readonly parameter: Parameter; readonly entropy: number }
}

export function learnersOf(parts: ControlParts, algorithm: OffPolicySpec): Learners {
  const { network, control, options } = parts
  const name = options.name ? `${options.name}.critic` : 'critic'
  const critic = createNetwork(name)
  return {
    critic,
    target: copyOf(critic, 'target'),
    criticControl: controlOf(name, CRITIC_METRICS.length, control.batch, control.halted),
    targetActor: algorithm.kind === 'td3' ? copyOf(network, 'target') : undefined,
    temperature: 'temperature' in algorithm ? temperatureOf(parts, algorithm.temperature) : undefined,
  }
}

function temperatureOf(
  { shape: { action }, control, options }: ControlParts,
  spec: Extract<OffPolicySpec, { kind: 'sac' | 'sacd' }>['temperature'],
): Temperature {
  const of = (alpha: number) => Float32Array.of(Math.log(alpha), 0, 0, 0)
  if (spec.kind === 'fixed') return { logAlpha: persistent('logAlpha', 'f32', [4], of(spec.alpha)) }
  const name = options.name ? `${options.name}.temperature` : 'temperature'
  const network = createNetwork(name)
  const parameter = network.parameter('logAlpha', [4], 'weight', () => of(spec.initial), 1)
  const entropy = targetEntropy(spec, action.kind === 'discrete' ? action.count : action.size)!
  const made = controlOf(name, TEMPERATURE_METRICS.length, 1, control.halted)
  return { logAlpha: parameter.value, learned: { network, control: made, parameter, entropy } }
}
