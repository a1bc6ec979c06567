/** A pole on a cart that is pushed left or right: CartPole-v1 of Gymnasium, with masks. Data, and offsets. */
import * as z from 'zod'
import { integer } from '../../schema'
import { mask, type Seen } from '../mask/schema'
import { around, type EnvironmentShape, STATE_HEAD } from '../record/schema'

export const cartPoleSchema = z.strictObject({
  kind: z.literal('cartPole'),
  mask,
  limit: integer(1, 10_000, 200, {
    label: 'Time limit',
    unit: 'steps',
    help: 'The clock ends an episode after this many steps. Gymnasium has 500 in version 1 and 200 in version 0.',
  }),
})
export type CartPoleSpec = z.infer<typeof cartPoleSchema>

export const CART_POLE_SEEN: Seen = { F: [0, 1, 2, 3], P: [0, 2], V: [1, 3] }
const NUMBERS = ['position', 'velocity', 'angle', 'angular velocity']

export function cartPoleShape({ mask: name, limit }: CartPoleSpec): EnvironmentShape {
  const seen = CART_POLE_SEEN[name]
  return {
    agents: 1,
    observations: seen.length,
    action: { kind: 'discrete', count: 2 },
    state: STATE_HEAD.own + NUMBERS.length,
    available: false,
    mixer: 0,
    limit,
    names: { observations: seen.map((i) => NUMBERS[i]!), state: ['step', 'episode', ...NUMBERS], actions: ['left', 'right'] },
    // An episode ends at the ends of the track, and at 12 degrees; velocities have no bound.
    scales: [around(2.4, 'm'), around(3, 'm/s'), around((12 * Math.PI) / 180, 'rad'), around(3, 'rad/s')],
    hidden: NUMBERS.flatMap((_, i) => (seen.includes(i) ? [] : [STATE_HEAD.own + i])),
  }
}
