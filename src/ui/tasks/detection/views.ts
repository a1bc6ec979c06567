/** What the page shows of detection, for the registry. */
import { lazy } from 'react'
import type { TaskViews } from '../task-views'
import { SceneInput } from './input'
import { OutputBoxes } from './output'
import { isScene, outputWords, RECEIVED, sceneWords } from './sample'

export const detectionViews = {
  kind: 'detection',
  Inspector: lazy(async () => ({ default: (await import('./inspector')).Inspector })),
  Output: OutputBoxes,
  Input: SceneInput,
  describeSample: (frame, { outputNames }) =>
    // A frame of another experiment may still be the newest one.
    isScene(frame) ? { label: sceneWords(frame, outputNames), received: RECEIVED } : {},
  describeOutput: (reading, _, { outputNames }) => outputWords(reading, outputNames),
  describeReport: ({ values, detail }) => ({ ...values, detail }),
} satisfies TaskViews
