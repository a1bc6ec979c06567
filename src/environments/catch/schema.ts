/** Catching fruit with a reward only at the very end: Delayed Catch of Raposo et al., 2021, as in pomdp-baselines. Data, and offsets. */
import * as z from 'zod'
import { integer } from '../../schema'
import { type EnvironmentShape, STATE_HEAD } from '../record/schema'

export const catchSchema = z.strictObject({
  kind: z.literal('catch'),
  runs: integer(1, 40, 5, {
    label: 'Runs',
    help: 'Fruits that fall in one episode, seven steps each. The number caught is paid with the last step, so credit has to reach back over all.',
  }),
})
export type CatchSpec = z.infer<typeof catchSchema>

const SIDE = 7
/** Columns of a run as one digit, and runs in one word, which a float32 holds exactly. */
export const RUN_CODES = 24
export const RUNS_A_WORD = 5
export const catchSteps = ({ runs }: CatchSpec): number => SIDE * runs - 1

export function catchShape(spec: CatchSpec): EnvironmentShape {
  const packs = Array.from({ length: Math.ceil(spec.runs / RUNS_A_WORD) }, (_, i) => `runs from ${RUNS_A_WORD * i + 1} on`)
  const state = ['step', 'episode', 'row of the fruit', 'column of the fruit', 'column of the basket', 'caught', ...packs]
  return {
    agents: 1,
    observations: SIDE * SIDE,
    action: { kind: 'discrete', count: 3 },
    state: state.length,
    available: false,
    mixer: 0,
    limit: catchSteps(spec),
    names: {
      observations: Array.from({ length: SIDE * SIDE }, (_, i) => `row ${Math.floor(i / SIDE) + 1}, column ${(i % SIDE) + 1}`),
      state,
      actions: ['left', 'stay', 'right'],
    },
    hidden: Array.from({ length: 1 + packs.length }, (_, i) => STATE_HEAD.own + 3 + i),
  }
}
