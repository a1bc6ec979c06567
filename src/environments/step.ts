/** Steps all environments in one dispatch inside a scan over time steps: computes the state at t + 1 from that at t and the action. */
import type { Dispatch } from '../engine/kernel'
import { ACROBOT_SEEN } from './acrobot/schema'
import { CART_POLE_SEEN } from './cart-pole/schema'
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
import { type ByKind, type EnvironmentSpec, environmentShape } from './schema'
import { scenarioOf } from './skirmish/schema'
import { scenarioStep } from './skirmish/step'
import { SEES, spreadWords } from './spread/schema'
import { daysOf } from './switch-riddle/schema'
import { leadOf } from './t-maze/schema'

type Step = (tensors: Rollout, values: ReturnType<typeof stepValues>, draws: Draws) => Dispatch

/** Where `draws` has `given`, f32[steps, environments, 1], it is the prey's move in each step, or who is in the room after each. */
const STEPS: ByKind<EnvironmentSpec['kind'], Step> = {
  cartPole: (spec) => (tensors, values) => cartPoleStep(tensors, { ...values, seen: seenBits(CART_POLE_SEEN[spec.mask]) }),
  pendulum: (spec) => (tensors, values) => pendulumStep(tensors, { ...values, seen: seenBits(PENDULUM_SEEN[spec.mask]) }),
  acrobot: (spec) => (tensors, values) => acrobotStep(tensors, { ...values, seen: seenBits(ACROBOT_SEEN[spec.mask]) }),
  mountainCar: (spec) => (tensors, values) =>
    mountainCarStep(tensors, { ...values, asked: spec.cost === 'asked' ? 1 : 0, seen: seenBits(MOUNTAIN_CAR_SEEN[spec.mask]) }),
  catch: (spec) => (tensors, values) => catchStep(tensors, { ...values, ...endsByItself, runs: spec.runs }),
  keyToDoor: () => (tensors, values) => keyToDoorStep(tensors, { ...values, ...endsByItself }),
  tMaze: (spec) => (tensors, values) => tMazeStep(tensors, { ...values, ...endsByItself, length: spec.length, lead: leadOf(spec) }),
  memoryChain: (spec) => (tensors, values) => memoryChainStep(tensors, { ...values, ...endsByItself, length: spec.length }),
  spread: (spec) => (tensors, values) => {
    const { marks, others } = spreadWords(spec)
    const { agents, radius, localRatio, sees } = spec
    return spreadStep(tensors, { ...values, agents, marks, others, radius, localRatio }, { SEES: SEES.indexOf(sees) })
  },
  speakerListener: () => (tensors, values) => speakerListenerStep(tensors, values),
  reference: (spec) => (tensors, values) => referenceTaskStep(tensors, { ...values, localRatio: spec.localRatio }),
  switchRiddle:
    ({ agents }) =>
    (tensors, values, draws) => {
      const { tensor, constants } = givenOf(draws)
      return switchRiddleStep({ given: tensor, ...tensors }, { ...values, ...endsByItself, agents, days: daysOf(agents) }, constants)
    },
  skirmish: (spec) => (tensors, _, draws) => scenarioStep(scenarioOf(spec), tensors, draws),
  jointRecall: (spec) => (tensors, values) => jointRecallStep(tensors, { ...values, ...endsByItself, length: spec.length }),
  hunt:
    ({ agents, size, sight }) =>
    (tensors, values, draws) => {
      const { tensor, constants } = givenOf(draws)
      return huntStep({ given: tensor, ...tensors }, { ...values, agents, size, sight }, constants)
    },
}

/**
 * Reads the state at time step t, the end in the record of t, and the action in that of t + 1; writes the state at t + 1 and observation,
 * reward and end in its record.
 */
export function environmentStep(spec: EnvironmentSpec, tensors: Rollout, draws: Draws): Dispatch {
  mustFit(spec, tensors)
  return STEPS[spec.kind](spec as never)(tensors, stepValues(environmentShape(spec), draws), draws)
}

/** @throws if records or states do not have the environment's width, or there is not one row per agent. */
function mustFit(spec: EnvironmentSpec, { rollout, states }: Rollout): void {
  const shape = environmentShape(spec)
  const [rows, words] = [rollout.shape[1]!, rollout.shape[2]!]
  const [environments, stateWords] = [states.shape[1]!, states.shape[2]!]
  if (words !== recordLayout(shape).words || stateWords !== shape.state || rows !== environments * shape.agents)
    throw new Error(`${spec.kind}: a rollout [${rollout.shape}] with states [${states.shape}] does not fit`)
}
