/** What does not fit between a schedule and the length of a run. */
import { type Problem, warning } from '../problem'
import type { ScheduleSpec } from './schema'

export const scheduleProblems = (schedule: ScheduleSpec, epochs: number): Problem[] =>
  schedule.kind === 'oneCycleByEpoch' && epochs <= 1
    ? [
        warning(
          'schedule.kind',
          'A cycle by epoch changes the rate at the end of each epoch: in a single one it is tiny from the first step to the last.',
          { label: 'Change it at every step', path: 'schedule', value: { kind: 'oneCycle' } },
        ),
      ]
    : []
