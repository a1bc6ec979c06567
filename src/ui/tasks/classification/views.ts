/** The views of classification, for the registry. */
import { dataShape } from '../../../data/datasets/schema'
import { percent } from '../../../format'
import { valueIn } from '../../../readings/metrics'
import type { ClassificationCall, ClassificationDetail } from '../../../tasks/classification/detail'
import { afterFirstPaint, askedPart } from '../../base/later'
import type { TaskViews } from '../task-views'
import { classNamesOf } from './class-names'
import { classProbabilitiesOf, predictedClass, probability } from './class-probabilities'
import { imageIn, labelOf } from './streams'

export const classificationViews = {
  kind: 'classification',
  Inspector: afterFirstPaint(async () => (await import('./inspector')).Inspector),
  afterTraining: { text: 'See what it gets wrong', tab: 'test set' },
  Output: askedPart(async () => (await import('./output')).ProbabilityBars),
  Input: askedPart(async () => (await import('./input')).InputFrames),
  describeSample(frame, named) {
    const label = labelOf(frame)
    return { image: imageIn(frame), ...(label !== undefined && { label: classNamesOf(named).is(label) }) }
  },
  describeOutput(reading, step, named) {
    const probabilities = classProbabilitiesOf(reading)
    const answer = predictedClass(probabilities, step)
    return answer === null
      ? 'no prediction yet'
      : `predicts ${classNamesOf(named).of(answer)}, ${percent(probability(probabilities, step, answer), 0)}`
  },
  callOf: (image, watched) => ({ ask: 'predict', image, watched }) satisfies ClassificationCall,
  attribution: {
    View: askedPart(async () => (await import('./attribution-view')).AttributionView),
    applies: ({ data }) => !dataShape(data).pictures,
  },
  chanceAccuracyOf: ({ data }) => 1 / dataShape(data).classes,
  describeReport(report) {
    const { classes, confusion } = report.detail as ClassificationDetail
    const rows = Array.from({ length: classes }, (_, label) => [...confusion.subarray(label * classes, (label + 1) * classes)])
    return { loss: valueIn(report, 'testLoss')!, accuracy: valueIn(report, 'testAccuracy')!, confusion: rows }
  },
} satisfies TaskViews
