/** Predictions for a test set against its targets: the chart and its description. */

import { fixed, grouped } from '../../../format'
import { valueIn } from '../../../readings/metrics'
import type { RegressionDetail } from '../../../tasks/regression/detail'
import type { Evaluation } from '../../../worker/protocol'
import { line, type Pen } from '../../base/draw'
import { evenly } from '../../base/scale'
import { dots, drawPlane, mark, roundEnds } from '../../shared/plane'
import { value } from './sample-label'

/** The largest number of samples drawn; more are thinned evenly. */
const MAX_DOTS = 2000

/** @param pinned the index in the test set of the highlighted sample. */
export function drawPredictions(pen: Pen, { predictions, targets }: RegressionDetail, pinned: number | null): void {
  const { colors } = pen
  const [low, high] = roundEnds([...targets, ...predictions])
  const plane = drawPlane(pen, { low, high, title: 'target', unit: null }, { low, high, title: 'prediction', unit: null })
  plane.inside(() => {
    line(pen, plane.x(low), plane.y(low), plane.x(high), plane.y(high), { color: colors.ink2, dash: [5, 3] })
    const shown = evenly(targets.length, MAX_DOTS)
    dots(pen, plane, { x: targets, y: predictions, shown }, { color: colors.u, radius: 1.75, alpha: 0.6 })
    if (pinned !== null && pinned < targets.length) mark(pen, plane, targets[pinned]!, predictions[pinned]!, colors.u)
  })
}

/** "R² 0.934, mean absolute error 0.121" */
export const fitLabel = (report: Pick<Evaluation, 'part' | 'values'>): string =>
  `R² ${fixed(valueIn(report, 'testExplained'), 3)}, mean absolute error ${fixed(valueIn(report, 'testError'), 3)}`

/** A text alternative to the chart, for screen readers. */
export function predictionsSentence(
  report: Pick<Evaluation, 'part' | 'values' | 'step'>,
  { predictions, targets }: RegressionDetail,
): string {
  const range = (values: Float32Array) =>
    `from ${value(values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY))} to ${value(values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY))}`
  return `Predictions against targets of ${grouped(targets.length)} ${report.part} samples, batch ${grouped(report.step)}: ${fitLabel(report)}. Targets go ${range(targets)}, predictions ${range(predictions)}.`
}

/** The samples with the largest errors, the largest first. */
export function worstOf({ predictions, targets }: RegressionDetail, max: number): number[] {
  const error = (at: number) => {
    const distance = Math.abs(predictions[at]! - targets[at]!)
    return Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance
  }
  return Array.from(targets, (_, at) => at)
    .sort((a, b) => error(b) - error(a) || a - b)
    .slice(0, max)
}

export const predictionRows = ({ predictions, targets }: RegressionDetail): (string | number)[][] => [
  ['sample', 'target', 'prediction'],
  ...Array.from(targets, (target, at) => [at, target, predictions[at]!]),
]
