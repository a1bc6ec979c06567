/** A step of all environments at once, as one dispatch inside a scan over moments: the state at t + 1 of that at t and the action. */
import type { Dispatch } from '../engine/kernel'
import { cartPoleStep } from './cart-pole/kernels'
import { CART_POLE_SEEN } from './cart-pole/schema'
import { seenBits } from './mask/schema'
import { recordLayout } from './record/schema'
import { type Draws, type Rollout, stepValues } from './record/step'
import { type EnvironmentSpec, environmentShape } from './schema'

/**
 * Reads the state at moment t, the end in the record of t, and the action in that of t + 1; writes the state at t + 1 and observation,
 * reward and end in its record.
 */
export function environmentStep(spec: EnvironmentSpec, tensors: Rollout, draws: Draws): Dispatch {
  const shape = environmentShape(spec)
  mustFit(spec, tensors)
  const values = stepValues(shape, draws)
  switch (spec.kind) {
    case 'cartPole':
      return cartPoleStep(tensors, { ...values, seen: seenBits(CART_POLE_SEEN[spec.mask]) })
  }
}

/** @throws where records or states are not as wide as the environment's, or rows are not one an agent. */
function mustFit(spec: EnvironmentSpec, { rollout, states }: Rollout): void {
  const shape = environmentShape(spec)
  const [rows, words] = [rollout.shape[1]!, rollout.shape[2]!]
  const [environments, stateWords] = [states.shape[1]!, states.shape[2]!]
  if (words !== recordLayout(shape).words || stateWords !== shape.state || rows !== environments * shape.agents)
    throw new Error(`${spec.kind}: a rollout [${rollout.shape}] with states [${states.shape}] does not fit`)
}
