/** The rules of every environment in float64: of those with one agent, and of those with several. */
import { acrobotRules } from './acrobot/reference'
import { cartPoleRules } from './cart-pole/reference'
import { catchRules } from './catch/reference'
import { huntRules } from './hunt/reference'
import { jointRecallRules } from './joint-recall/reference'
import { keyToDoorRules } from './key-to-door/reference'
import { memoryChainRules } from './memory-chain/reference'
import { mountainCarRules } from './mountain-car/reference'
import { pendulumRules } from './pendulum/reference'
import type { Rules } from './record/reference'
import type { TeamRules } from './record/team'
import { referenceRules } from './reference/reference'
import type { ByKind, EnvironmentSpec } from './schema'
import { skirmishRules } from './skirmish/reference'
import { scenarioOf } from './skirmish/schema'
import { speakerListenerRules } from './speaker-listener/reference'
import { spreadRules } from './spread/reference'
import { switchRiddleRules } from './switch-riddle/reference'
import { tMazeRules } from './t-maze/reference'

type TeamKind = 'spread' | 'speakerListener' | 'reference' | 'switchRiddle' | 'skirmish' | 'jointRecall' | 'hunt'
/** The settings of an environment with several agents. */
export type TeamSpec = Extract<EnvironmentSpec, { kind: TeamKind }>
/** The settings of an environment with one agent. */
export type AloneSpec = Exclude<EnvironmentSpec, TeamSpec>

const RULES: ByKind<AloneSpec['kind'], Rules> = {
  cartPole: cartPoleRules,
  pendulum: pendulumRules,
  acrobot: acrobotRules,
  mountainCar: mountainCarRules,
  catch: catchRules,
  keyToDoor: keyToDoorRules,
  tMaze: tMazeRules,
  memoryChain: memoryChainRules,
}
export const rulesOf = (spec: AloneSpec): Rules => RULES[spec.kind](spec as never)

const TEAM_RULES: ByKind<TeamKind, TeamRules> = {
  spread: spreadRules,
  speakerListener: speakerListenerRules,
  reference: referenceRules,
  switchRiddle: switchRiddleRules,
  skirmish: (spec) => skirmishRules(scenarioOf(spec)),
  jointRecall: jointRecallRules,
  hunt: huntRules,
}
export const teamRulesOf = (spec: TeamSpec): TeamRules => TEAM_RULES[spec.kind](spec as never)
