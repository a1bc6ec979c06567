/** Steps all environments in one dispatch inside a scan over time steps: computes the state at t + 1 from that at t and the action. */
import type { Dispatch } from '../engine/kernel'
import { ACROBOT_SEEN } from './acrobot/schema'
import { CART_POLE_SEEN } from './cart-pole/schema'
import type { HuntSpec } from './hunt/schema'
import {
  acrobotStep,
  cartPoleStep,
  catchStep,
  huntStep,
  jointRecallStep,
  keyToDoorStep,
  memoryChainStep,
  mountainCarStep,
  pendulumStep,
  referenceTaskStep,
  speakerListenerStep,
  spreadStep,
  switchRiddleStep,
  tMazeStep,
} from './kernels'
import { seenBits } from './mask/schema'
import { MOUNTAIN_CAR_SEEN } from './mountain-car/schema'
import { PENDULUM_SEEN } from './pendulum/schema'
import { recordLayout } from './record/schema'
import { type Draws, endsByItself, givenOf, type Rollout, stepValues } from './record/step'
import { type EnvironmentSpec, environmentShape } from './schema'
import { scenarioOf } from './skirmish/schema'
import { scenarioStep } from './skirmish/step'
import { SEES, type SpreadSpec, spreadWords } from './spread/schema'
import { daysOf, type SwitchRiddleSpec } from './switch-riddle/schema'
import { leadOf } from './t-maze/schema'

/**
 * Reads the state at time step t, the end in the record of t, and the action in that of t + 1; writes the state at t + 1 and observation,
 * reward and end in its record.
 */
export function environmentStep(spec: EnvironmentSpec, tensors: Rollout, draws: Draws): Dispatch {
  mustFit(spec, tensors)
  const values = stepValues(environmentShape(spec), draws)
  switch (spec.kind) {
    case 'cartPole':
      return cartPoleStep(tensors, { ...values, seen: seenBits(CART_POLE_SEEN[spec.mask]) })
    case 'pendulum':
      return pendulumStep(tensors, { ...values, seen: seenBits(PENDULUM_SEEN[spec.mask]) })
    case 'acrobot':
      return acrobotStep(tensors, { ...values, seen: seenBits(ACROBOT_SEEN[spec.mask]) })
    case 'mountainCar':
      return mountainCarStep(tensors, { ...values, asked: spec.cost === 'asked' ? 1 : 0, seen: seenBits(MOUNTAIN_CAR_SEEN[spec.mask]) })
    case 'catch':
      return catchStep(tensors, { ...values, ...endsByItself, runs: spec.runs })
    case 'keyToDoor':
      return keyToDoorStep(tensors, { ...values, ...endsByItself })
    case 'tMaze':
      return tMazeStep(tensors, { ...values, ...endsByItself, length: spec.length, lead: leadOf(spec) })
    case 'memoryChain':
      return memoryChainStep(tensors, { ...values, ...endsByItself, length: spec.length })
    case 'spread':
      return spreadDispatch(spec, tensors, values)
    case 'speakerListener':
      return speakerListenerStep(tensors, values)
    case 'reference':
      return referenceTaskStep(tensors, { ...values, localRatio: spec.localRatio })
    case 'switchRiddle':
      return switchRiddleDispatch(spec, tensors, values, draws)
    case 'skirmish':
      return scenarioStep(scenarioOf(spec), tensors, draws)
    case 'jointRecall':
      return jointRecallStep(tensors, { ...values, ...endsByItself, length: spec.length })
    case 'hunt':
      return huntDispatch(spec, tensors, values, draws)
  }
}

/** @throws if records or states do not have the environment's width, or there is not one row per agent. */
function mustFit(spec: EnvironmentSpec, { rollout, states }: Rollout): void {
  const shape = environmentShape(spec)
  const [rows, words] = [rollout.shape[1]!, rollout.shape[2]!]
  const [environments, stateWords] = [states.shape[1]!, states.shape[2]!]
  if (words !== recordLayout(shape).words || stateWords !== shape.state || rows !== environments * shape.agents)
    throw new Error(`${spec.kind}: a rollout [${rollout.shape}] with states [${states.shape}] does not fit`)
}

function spreadDispatch(spec: SpreadSpec, tensors: Rollout, values: ReturnType<typeof stepValues>): Dispatch {
  const { marks, others } = spreadWords(spec)
  const { agents, radius, localRatio, sees } = spec
  return spreadStep(tensors, { ...values, agents, marks, others, radius, localRatio }, { SEES: SEES.indexOf(sees) })
}

/** @param draws with optional `given`: the prey's move in each step, f32[steps, environments, 1]. */
function huntDispatch({ agents, size, sight }: HuntSpec, tensors: Rollout, values: ReturnType<typeof stepValues>, draws: Draws): Dispatch {
  const { tensor, constants } = givenOf(draws)
  return huntStep({ given: tensor, ...tensors }, { ...values, agents, size, sight }, constants)
}

/** @param draws with optional `given`: who is in the room after each step, f32[steps, environments, 1]. */
function switchRiddleDispatch(
  { agents }: SwitchRiddleSpec,
  tensors: Rollout,
  values: ReturnType<typeof stepValues>,
  draws: Draws,
): Dispatch {
  const { tensor, constants } = givenOf(draws)
  return switchRiddleStep({ given: tensor, ...tensors }, { ...values, ...endsByItself, agents, days: daysOf(agents) }, constants)
}
