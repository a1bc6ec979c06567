/** The views of detection, for the registry. */
import { lazy } from 'react'
import { firstPaint } from '../../base/first-paint'
import { askedPart } from '../../base/later'
import type { TaskViews } from '../task-views'
import { outputText, RECEIVED, sceneText, smallScene } from './sample'

export const detectionViews = {
  kind: 'detection',
  Inspector: lazy(async () => {
    await firstPaint()
    return { default: (await import('./inspector')).Inspector }
  }),
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
