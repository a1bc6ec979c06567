/** Which painter draws which environment. One without has its numbers as bars. */
import type { World } from '../world'
import { acrobot } from './acrobot'
import { cartPole } from './cart-pole'
import { catching } from './catch'
import { keyToDoor } from './key-to-door'
import { memoryChain } from './memory-chain'
import { mountainCar } from './mountain-car'
import type { Painter } from './painter'
import { pendulum } from './pendulum'
import { switchRiddle } from './switch-riddle'
import { tMaze } from './t-maze'

/** By the kind of the environment. */
const PAINTERS: Readonly<Record<string, Painter>> = {
  ...{ cartPole, pendulum, acrobot, mountainCar },
  ...{ catch: catching, keyToDoor, tMaze, memoryChain, switchRiddle },
}

export const painterOf = ({ spec }: Pick<World, 'spec'>): Painter | undefined => PAINTERS[spec.kind]
