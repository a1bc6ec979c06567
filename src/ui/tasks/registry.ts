/** The views of every kind of experiment. A new kind needs a folder next to this file and a line here. */
import { useCallback } from 'react'
import type { Experiment } from '../../experiments/schema'
import type { SampleFrame, SampleReading } from '../../readings/sample'
import { useLab } from '../state/store/store'
import { classificationViews } from './classification/views'
import { controlViews } from './control/views'
import { detectionViews } from './detection/views'
import { regressionViews } from './regression/views'
import { responseViews } from './response/views'
import type { TaskViews } from './task-views'

const VIEWS = [classificationViews, regressionViews, responseViews, detectionViews, controlViews] as const satisfies readonly TaskViews[]

/** The result of `window.lab.evaluate()`. */
export type LabReport = ReturnType<(typeof VIEWS)[number]['describeReport']>

export function viewsOf(experiment: Experiment): TaskViews {
  const found = (VIEWS as readonly TaskViews[]).find(({ kind }) => kind === experiment.task)
  if (!found) throw new Error(`The page has no views of ${experiment.task}.`)
  return found
}

/** Whether the output for its samples can be attributed to the input. */
export const hasAttribution = (experiment: Experiment): boolean => viewsOf(experiment).attribution?.applies(experiment) ?? false

/** Describes a sample of the shown experiment for views that do not depend on its task. */
export function useDescribeSample(): (frame: SampleFrame) => ReturnType<TaskViews['describeSample']> {
  const open = useLab((state) => state.open)
  const outputNames = useLab((state) => state.outputNames)
  return useCallback((frame) => viewsOf(open).describeSample(frame, { open, outputNames }), [open, outputNames])
}

/** Describes the network's output for a sample after a step. */
export function useDescribeOutput(): (reading: SampleReading, step: number) => string {
  const open = useLab((state) => state.open)
  const outputNames = useLab((state) => state.outputNames)
  return (reading, step) => viewsOf(open).describeOutput(reading, step, { open, outputNames })
}
