/** A key, apples in between, and a door: Key-to-Door of Hung et al., 2019, as in pomdp-baselines. Data, and offsets. */
import * as z from 'zod'
import { type EnvironmentShape, STATE_HEAD } from '../record/schema'

export const keyToDoorSchema = z.strictObject({ kind: z.literal('keyToDoor') })

/** The number of steps after which each room is left: the key's, the apples', the door's. */
export const LEFT_AFTER = [15, 75, 85] as const
/** The number of places for apples: every second of the room's 45 cells; the one at the agent's start never has one. */
export const APPLE_PLACES = 23
export const THINGS = ['wall', 'key', 'apple', 'door', 'mark', 'agent'] as const
/** The number of cells that are visible to each side of the agent. */
export const REACH = 2
const SIDE = 2 * REACH + 1

const STATE = ['step', 'episode', 'row', 'column', 'key', 'place of the key', 'mark']
const apples = Array.from({ length: APPLE_PLACES }, (_, i) => `apple ${i + 1}`)

export const keyToDoorShape = (): EnvironmentShape => ({
  agents: 1,
  observations: THINGS.length * SIDE * SIDE,
  action: { kind: 'discrete', count: 4 },
  state: STATE.length + APPLE_PLACES,
  available: false,
  mixer: 0,
  limit: LEFT_AFTER[2],
  names: {
    observations: THINGS.flatMap((thing) =>
      Array.from({ length: SIDE * SIDE }, (_, i) => `${thing}, row ${Math.floor(i / SIDE) + 1}, column ${(i % SIDE) + 1}`),
    ),
    state: [...STATE, ...apples],
    actions: ['north', 'south', 'west', 'east'],
  },
  hidden: [STATE_HEAD.own + 2],
})
