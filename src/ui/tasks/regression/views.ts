/** The views of regression, for the registry. */
import { valueIn } from '../../../readings/metrics'
import { afterFirstPaint, askedPart } from '../../base/later'
import type { TaskViews } from '../task-views'
import { functionOf, receivedSentence, sampleLabel, value } from './sample-label'
import { predictionAt } from './streams'

export const regressionViews = {
  kind: 'regression',
  Inspector: afterFirstPaint(async () => (await import('./inspector')).Inspector),
  afterTraining: { text: 'See its predictions' },
  Output: askedPart(async () => (await import('./output')).PredictionBar),
  Input: askedPart(async () => (await import('./input')).SampleInput),
  describeSample(frame, { open }) {
    // A frame of another experiment may still be the newest one.
    if (!frame.streams.targets) return {}
    const data = functionOf(open)
    return { label: sampleLabel(frame, data), received: receivedSentence(frame, data) }
  },
  describeOutput: (reading, step) => `predicts ${value(predictionAt(reading, step))}`,
  describeReport: (report) => ({
    loss: valueIn(report, 'testLoss')!,
    error: valueIn(report, 'testError')!,
    explained: valueIn(report, 'testExplained')!,
  }),
} satisfies TaskViews
