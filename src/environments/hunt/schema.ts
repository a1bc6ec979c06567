/**
 * The hunt: predators who see the cells around them catch a prey if two of them stand next to it and grab in the same step, as in the stag
 * hunt of deep coordination graphs (Böhmer et al., ICML 2020), on a smaller board. Its settings and shape. Data, no code.
 */
import * as z from 'zod'
import { integer } from '../../schema'
import { type EnvironmentShape, STATE_HEAD } from '../record/schema'

export const huntSchema = z.strictObject({
  kind: z.literal('hunt'),
  agents: integer(2, 4, 3, { label: 'Predators', help: 'How many hunt the one prey. Two of them have to grab it together.' }),
  size: integer(4, 12, 7, { label: 'Board', unit: 'cells', help: 'Rows of the board, and cells in each.' }),
  sight: integer(1, 3, 2, {
    label: 'Sight',
    unit: 'cells',
    help: 'How far a predator sees to each side: with 2, five by five cells around its own.',
  }),
  limit: integer(5, 1000, 40, { label: 'Episode length', unit: 'steps', help: 'Steps after which the clock ends a hunt.' }),
})
export type HuntSpec = z.infer<typeof huntSchema>

export const HUNT_ACTIONS = ['stay', 'north', 'south', 'west', 'east', 'grab'] as const
/** The number of actions, from the first, that the prey draws from. */
export const PREY_MOVES = HUNT_ACTIONS.indexOf('grab')
/** How many have to grab, and what a step costs. */
export const NEEDED = 2
export const STEP_COST = 0.01
/** The random stream of the prey; the block is the step. */
export const STRAYS = 1
const HUNT_PLANES = ['edge', 'predator', 'prey'] as const

export function huntShape({ agents, size, sight, limit }: HuntSpec): EnvironmentShape {
  const side = 2 * sight + 1
  const predators = Array.from({ length: agents }, (_, i) => i + 1)
  const bodies = [...predators.map((i) => `predator ${i}`), 'prey']
  return {
    agents,
    observations: HUNT_PLANES.length * side * side + agents,
    action: { kind: 'discrete', count: HUNT_ACTIONS.length },
    state: STATE_HEAD.own + 2 * bodies.length,
    available: false,
    mixer: 2 * bodies.length,
    mixerScales: new Array<number>(2 * bodies.length).fill(1 / (size - 1)),
    limit,
    wonAbove: 0,
    names: {
      observations: [
        ...HUNT_PLANES.flatMap((plane) =>
          Array.from({ length: side * side }, (_, i) => `${plane}, row ${Math.floor(i / side) + 1}, column ${(i % side) + 1}`),
        ),
        ...predators.map((i) => `is predator ${i}`),
      ],
      state: ['step', 'episode', ...bodies.flatMap((name) => [`${name} row`, `${name} column`])],
      actions: HUNT_ACTIONS,
    },
    scales: bodies.flatMap(() => [0, 1].map(() => ({ low: 0, high: size - 1, unit: 'cells' }))),
    hidden: [],
  }
}
