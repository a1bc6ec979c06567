/** A car in a valley, too weak to drive straight up: MountainCarContinuous-v0 of Gymnasium, with masks. Data, and offsets. */
import * as z from 'zod'
import { choice, integer } from '../../schema'
import { mask, type Seen } from '../mask/schema'
import { around, type EnvironmentShape, STATE_HEAD } from '../record/schema'

export const mountainCarSchema = z.strictObject({
  kind: z.literal('mountainCar'),
  mask,
  limit: integer(1, 10_000, 999, { label: 'Time limit', unit: 'steps', help: 'The clock ends an episode after this many steps.' }),
  cost: choice(['applied', 'asked'], 'applied', {
    label: 'Cost of',
    help: 'A step costs a tenth of the square of the action: of what was applied, within [−1, 1], or of what was asked for, as in Gymnasium.',
    choices: { applied: 'what was applied', asked: 'what was asked for' },
    rare: true,
  }),
})
export type MountainCarSpec = z.infer<typeof mountainCarSchema>

export const MOUNTAIN_CAR_SEEN: Seen = { F: [0, 1], P: [0], V: [1] }
const NUMBERS = ['position', 'velocity']

export function mountainCarShape({ mask: name, limit }: MountainCarSpec): EnvironmentShape {
  const seen = MOUNTAIN_CAR_SEEN[name]
  return {
    agents: 1,
    observations: seen.length,
    action: { kind: 'continuous', size: 1 },
    state: STATE_HEAD.own + NUMBERS.length,
    available: false,
    mixer: 0,
    limit,
    names: { observations: seen.map((i) => NUMBERS[i]!), state: ['step', 'episode', ...NUMBERS], actions: ['force'] },
    scales: [{ low: -1.2, high: 0.6, unit: null }, around(0.07, null)],
    hidden: NUMBERS.flatMap((_, i) => (seen.includes(i) ? [] : [STATE_HEAD.own + i])),
  }
}
