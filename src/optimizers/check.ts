/** Checks a schedule against the length of a run. */
import { type Problem, warning } from '../problem'
import type { ScheduleSpec } from './schema'

export const scheduleProblems = (schedule: ScheduleSpec, epochs: number): Problem[] =>
  schedule.kind === 'oneCycleByEpoch' && epochs <= 1
    ? [
        warning(
          'schedule.kind',
          'One cycle updated each epoch changes the learning rate only between epochs: in a single epoch it stays at its small initial value.',
          { label: 'Update it at every step', path: 'schedule', value: { kind: 'oneCycle' } },
        ),
      ]
    : []
