/** A pendulum with a motor that is too weak to lift it at once: Pendulum-v1 of Gymnasium, with masks. Data, and offsets. */
import * as z from 'zod'
import { integer } from '../../schema'
import { mask, type Seen } from '../mask/schema'
import { around, type EnvironmentShape, STATE_HEAD } from '../record/schema'

export const pendulumSchema = z.strictObject({
  kind: z.literal('pendulum'),
  mask,
  limit: integer(1, 10_000, 200, {
    label: 'Time limit',
    unit: 'steps',
    help: 'The clock ends an episode after this many steps; nothing else does.',
  }),
})
export type PendulumSpec = z.infer<typeof pendulumSchema>

export const PENDULUM_SEEN: Seen = { F: [0, 1, 2], P: [0, 1], V: [2] }
const NUMBERS = ['cosine', 'sine', 'angular velocity']
const [ANGLE, SPEED] = [STATE_HEAD.own, STATE_HEAD.own + 1]

export const pendulumShape = ({ mask: name, limit }: PendulumSpec): EnvironmentShape => ({
  agents: 1,
  observations: PENDULUM_SEEN[name].length,
  action: { kind: 'continuous', size: 1 },
  state: STATE_HEAD.own + 2,
  available: false,
  mixer: 0,
  limit,
  names: {
    observations: PENDULUM_SEEN[name].map((i) => NUMBERS[i]!),
    state: ['step', 'episode', 'angle', 'angular velocity'],
    actions: ['torque'],
  },
  scales: [around(Math.PI, 'rad'), around(8, 'rad/s')],
  hidden: { F: [], P: [SPEED], V: [ANGLE] }[name],
})
