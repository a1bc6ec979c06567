/** The rules of every environment with one agent, in float64. */
import { acrobotRules } from './acrobot/reference'
import type { AcrobotSpec } from './acrobot/schema'
import { cartPoleRules } from './cart-pole/reference'
import type { CartPoleSpec } from './cart-pole/schema'
import { catchRules } from './catch/reference'
import type { CatchSpec } from './catch/schema'
import { keyToDoorRules } from './key-to-door/reference'
import type { KeyToDoorSpec } from './key-to-door/schema'
import { memoryChainRules } from './memory-chain/reference'
import type { MemoryChainSpec } from './memory-chain/schema'
import { mountainCarRules } from './mountain-car/reference'
import type { MountainCarSpec } from './mountain-car/schema'
import { pendulumRules } from './pendulum/reference'
import type { PendulumSpec } from './pendulum/schema'
import type { Rules } from './record/reference'
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
