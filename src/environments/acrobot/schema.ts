/** Two links that hang from a joint, with a motor that turns the second: Acrobot-v1 of Gymnasium, with masks. Data, and offsets. */
import * as z from 'zod'
import { integer } from '../../schema'
import { mask, type Seen } from '../mask/schema'
import { around, type EnvironmentShape, STATE_HEAD } from '../record/schema'

export const acrobotSchema = z.strictObject({
  kind: z.literal('acrobot'),
  mask,
  limit: integer(1, 10_000, 500, { label: 'Time limit', unit: 'steps', help: 'The clock ends an episode after this many steps.' }),
})
export type AcrobotSpec = z.infer<typeof acrobotSchema>

export const ACROBOT_SEEN: Seen = { F: [0, 1, 2, 3, 4, 5], P: [0, 1, 2, 3], V: [4, 5] }
const NUMBERS = ['cosine 1', 'sine 1', 'cosine 2', 'sine 2', 'velocity 1', 'velocity 2']
const own = (...places: number[]) => places.map((place) => STATE_HEAD.own + place)

export const acrobotShape = ({ mask: name, limit }: AcrobotSpec): EnvironmentShape => ({
  agents: 1,
  observations: ACROBOT_SEEN[name].length,
  action: { kind: 'discrete', count: 3 },
  state: STATE_HEAD.own + 4,
  available: false,
  mixer: 0,
  limit,
  names: {
    observations: ACROBOT_SEEN[name].map((i) => NUMBERS[i]!),
    state: ['step', 'episode', 'angle 1', 'angle 2', 'velocity 1', 'velocity 2'],
    actions: ['torque −1', 'none', 'torque 1'],
  },
  scales: [around(Math.PI, 'rad'), around(Math.PI, 'rad'), around(4 * Math.PI, 'rad/s'), around(9 * Math.PI, 'rad/s')],
  hidden: { F: [], P: own(2, 3), V: own(0, 1) }[name],
})
