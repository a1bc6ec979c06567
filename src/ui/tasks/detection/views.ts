/** The views of detection, for the registry. */
import { afterFirstPaint, askedPart } from '../../base/later'
import type { TaskViews } from '../task-views'
import { outputText, RECEIVED, sceneText, smallScene } from './sample'

export const detectionViews = {
  kind: 'detection',
  Inspector: afterFirstPaint(async () => (await import('./inspector')).Inspector),
  afterTraining: { text: 'See what it misses', tab: 'failures' },
  Output: askedPart(async () => (await import('./output')).OutputBoxes),
  Input: askedPart(async () => (await import('./input')).SceneInput),
  describeSample(frame, { open, outputNames }) {
    const scene = smallScene(frame, open)
    return scene ? { label: sceneText(frame, scene, outputNames), received: RECEIVED } : {}
  },
  describeOutput: (reading, _, { outputNames }) => outputText(reading, outputNames),
  describeReport: ({ values, detail }) => ({ ...values, detail }),
} satisfies TaskViews
