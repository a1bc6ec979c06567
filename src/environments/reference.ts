/** The rules of every environment in float64: of those with one agent, and of those with several. */
import { acrobotRules } from './acrobot/reference'
import type { AcrobotSpec } from './acrobot/schema'
import { cartPoleRules } from './cart-pole/reference'
import type { CartPoleSpec } from './cart-pole/schema'
import { catchRules } from './catch/reference'
import type { CatchSpec } from './catch/schema'
import { huntRules } from './hunt/reference'
import type { HuntSpec } from './hunt/schema'
import { jointRecallRules } from './joint-recall/reference'
import type { JointRecallSpec } from './joint-recall/schema'
import { keyToDoorRules } from './key-to-door/reference'
import type { KeyToDoorSpec } from './key-to-door/schema'
import { memoryChainRules } from './memory-chain/reference'
import type { MemoryChainSpec } from './memory-chain/schema'
import { mountainCarRules } from './mountain-car/reference'
import type { MountainCarSpec } from './mountain-car/schema'
import { pendulumRules } from './pendulum/reference'
import type { PendulumSpec } from './pendulum/schema'
import type { Rules } from './record/reference'
import type { TeamRules } from './record/team'
import { referenceRules } from './reference/reference'
import type { ReferenceSpec } from './reference/schema'
import { skirmishRules } from './skirmish/reference'
import { type SkirmishSpec, scenarioOf } from './skirmish/schema'
import { speakerListenerRules } from './speaker-listener/reference'
import type { SpeakerListenerSpec } from './speaker-listener/schema'
import { spreadRules } from './spread/reference'
import type { SpreadSpec } from './spread/schema'
import { switchRiddleRules } from './switch-riddle/reference'
import type { SwitchRiddleSpec } from './switch-riddle/schema'
import { tMazeRules } from './t-maze/reference'
import type { TMazeSpec } from './t-maze/schema'

/** The settings of an environment with one agent. */
export type AloneSpec =
  | CartPoleSpec
  | PendulumSpec
  | AcrobotSpec
  | MountainCarSpec
  | CatchSpec
  | KeyToDoorSpec
  | TMazeSpec
  | MemoryChainSpec

export function rulesOf(spec: AloneSpec): Rules {
  switch (spec.kind) {
    case 'cartPole':
      return cartPoleRules(spec)
    case 'pendulum':
      return pendulumRules(spec)
    case 'acrobot':
      return acrobotRules(spec)
    case 'mountainCar':
      return mountainCarRules(spec)
    case 'catch':
      return catchRules(spec)
    case 'keyToDoor':
      return keyToDoorRules()
    case 'tMaze':
      return tMazeRules(spec)
    case 'memoryChain':
      return memoryChainRules(spec)
  }
}

/** The settings of an environment with several agents. */
export type TeamSpec = SpreadSpec | SpeakerListenerSpec | ReferenceSpec | SwitchRiddleSpec | SkirmishSpec | JointRecallSpec | HuntSpec

export function teamRulesOf(spec: TeamSpec): TeamRules {
  switch (spec.kind) {
    case 'spread':
      return spreadRules(spec)
    case 'speakerListener':
      return speakerListenerRules(spec)
    case 'reference':
      return referenceRules(spec)
    case 'switchRiddle':
      return switchRiddleRules(spec)
    case 'skirmish':
      return skirmishRules(scenarioOf(spec))
    case 'jointRecall':
      return jointRecallRules(spec)
    case 'hunt':
      return huntRules(spec)
  }
}
