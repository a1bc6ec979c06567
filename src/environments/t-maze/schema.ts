/** A corridor with a fork at its end: the T-mazes of Ni et al., When Do Transformers Shine in RL?, 2023. Data, and offsets. */
import * as z from 'zod'
import { flag, integer } from '../../schema'
import { around, type EnvironmentShape, STATE_HEAD } from '../record/schema'

export const tMazeSchema = z.strictObject({
  kind: z.literal('tMaze'),
  length: integer(1, 1000, 10, {
    label: 'Corridor',
    unit: 'cells',
    help: 'Steps from the start to the fork: for so long the agent has to remember on which side the goal is.',
  }),
  active: flag(false, {
    label: 'Oracle behind the start',
    help: 'When on, the goal is shown one cell left of the start, so the agent has to learn to look there first. When off, it is shown at the start.',
  }),
})
export type TMazeSpec = z.infer<typeof tMazeSchema>

/** The number of cells between the oracle and the start. */
export const leadOf = ({ active }: TMazeSpec): number => (active ? 1 : 0)
export const tMazeSteps = (spec: TMazeSpec): number => spec.length + 1 + 2 * leadOf(spec)

export const tMazeShape = (spec: TMazeSpec): EnvironmentShape => ({
  agents: 1,
  observations: 2,
  action: { kind: 'discrete', count: 4 },
  state: STATE_HEAD.own + 4,
  available: false,
  mixer: 0,
  limit: tMazeSteps(spec),
  wonAbove: 0,
  names: {
    observations: ['at the fork', 'goal, or side of the fork'],
    state: ['step', 'episode', 'x', 'y', 'goal', 'goal shown'],
    actions: ['right', 'up', 'left', 'down'],
  },
  scales: [
    { low: 0, high: spec.length + leadOf(spec), unit: 'cells' },
    around(1, 'cells'),
    around(1, null),
    { low: 0, high: 2, unit: null },
  ],
  hidden: [STATE_HEAD.own + 2, STATE_HEAD.own + 3],
})
