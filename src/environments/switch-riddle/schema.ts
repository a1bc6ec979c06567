/**
 * The switch riddle (Foerster et al. 2016): each day one of several prisoners is in a room with a light, and one of them has to announce
 * when all have been there. Its settings and shape. Data, no code.
 */
import * as z from 'zod'
import { integer } from '../../schema'
import { type EnvironmentShape, STATE_HEAD } from '../record/schema'

const MAX_PRISONERS = 8
export const RIDDLE_ACTIONS = ['nothing', 'switch', 'tell'] as const

export const switchRiddleSchema = z.strictObject({
  kind: z.literal('switchRiddle'),
  agents: integer(3, MAX_PRISONERS, 3, { label: 'Prisoners', help: 'n prisoners have 4 n − 6 days.' }),
})
export type SwitchRiddleSpec = z.infer<typeof switchRiddleSchema>

export const daysOf = (agents: number): number => 4 * agents - 6
/** The random stream of visitors on the days after the first; the block is the day. */
export const VISITS = 1

/** Offsets in the state: the visitor, whether the light is on, and for each agent whether they have visited on an earlier day. */
export const RIDDLE_WORDS = { VISITOR: STATE_HEAD.own, LIGHT: STATE_HEAD.own + 1, BEEN: STATE_HEAD.own + 2 } as const

export function switchRiddleShape({ agents }: SwitchRiddleSpec): EnvironmentShape {
  const everyone = Array.from({ length: agents }, (_, i) => i)
  return {
    agents,
    observations: 2,
    action: { kind: 'discrete', count: RIDDLE_ACTIONS.length },
    state: RIDDLE_WORDS.BEEN + agents,
    available: false,
    mixer: 1 + agents,
    limit: daysOf(agents),
    wonAbove: 0,
    names: {
      observations: ['in the room', 'light on'],
      state: ['elapsed', 'episode', 'visitor', 'light', ...everyone.map((i) => `prisoner ${i + 1} visited`)],
      actions: RIDDLE_ACTIONS,
    },
    hidden: everyone.map((i) => RIDDLE_WORDS.BEEN + i),
  }
}
