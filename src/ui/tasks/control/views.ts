/** The views of control, for the registry. */
import { valueIn } from '../../../readings/metrics'
import type { ControlDetail } from '../../../tasks/control/detail'
import { afterFirstPaint, askedPart } from '../../base/later'
import type { TaskViews } from '../task-views'
import { choiceText, environmentOfReading, receivedText, rowLabel } from './sample'

export const controlViews = {
  kind: 'control',
  Inspector: afterFirstPaint(async () => (await import('./inspector')).Inspector),
  afterTraining: { text: 'Watch an episode', tab: 'episode' },
  Output: askedPart(async () => (await import('./output')).OutputPolicy),
  OutputNames: askedPart(async () => (await import('./output')).OutputNames),
  Input: askedPart(async () => (await import('./input')).ObservationInput),
  describeSample(frame, { open }) {
    const environment = environmentOfReading(frame, open)
    return environment ? { label: rowLabel(frame, environment), received: receivedText(environment) } : {}
  },
  describeOutput(reading, step, { open }) {
    const environment = environmentOfReading(reading, open)
    return environment ? choiceText(reading, step, environment) : ''
  },
  describeReport(report) {
    const { returns, lengths, wins } = report.detail as ControlDetail
    const [last, length, best] = ['testReturn', 'testLength', 'testBest'].map((name) => valueIn(report, name)!)
    const [winRate, bestWinRate] = ['testWinRate', 'testBestWinRate'].map((name) => valueIn(report, name))
    return {
      return: last!,
      length: length!,
      best: best!,
      returns,
      lengths,
      ...(wins && { winRate: winRate!, bestWinRate: bestWinRate!, wins }),
    }
  },
} satisfies TaskViews
