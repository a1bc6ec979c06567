/** The current training time for all time axes: from the newest frame, or else from the store. */
import type { TimeUnit } from '../../../readings/time-unit'
import { newestFrame } from '../../base/frames'
import { stepsOfRows } from '../../base/metric-series'
import { isEndlessRun, timeUnitOf } from '../labels/time-label'
import { store } from '../store/store'
import { history } from './history'

export interface TrainingTime {
  /** The current training step. */
  readonly now: number
  readonly epochs: number
  readonly stepsPerEpoch: number
  /** The unit in which the experiment counts training time. */
  readonly unit: TimeUnit
  /** Whether its samples have no end. */
  readonly endless?: boolean
}

export function trainingTime(): TrainingTime {
  const progress = newestFrame('state')?.progress ?? store.getState().progress
  const newest = newestFrame('membrane')?.step ?? 0
  const seen = stepsOfRows(history.curves).at(-1) ?? 0
  return {
    now: Math.max(progress?.step ?? 0, newest, seen),
    epochs: progress?.epochs ?? store.getState().open.run.epochs,
    stepsPerEpoch: Math.max(1, progress?.stepsPerEpoch ?? 600),
    unit: timeUnitOf(store.getState().open),
    endless: isEndlessRun(store.getState().open),
  }
}
