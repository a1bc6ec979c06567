/** Marks of settings changed while the run trained: on the ruler, as a line through every track, and in words at the pointer. */
import type { Experiment } from '../../../experiments/schema'
import { crisp, cutTo, type LineStyle, line, type Pen, polygon, text, widthOf } from '../../base/draw'
import type { Colors } from '../../base/paint'
import { changeText } from '../../state/labels/change-label'
import { capital } from '../../state/labels/metric-labels'
import type { ChangeMark, TimeAxis, TracksLayout } from './tracks-frame'

/** The distance from a mark within which the pointer shows the change, in px at a root font size of 16 px. */
const NEAR = 7

export const changeLine = (colors: Colors): LineStyle => ({ color: colors.ink2, dash: [3, 3] })

export const marksOf = (experiment: Experiment): readonly ChangeMark[] =>
  (experiment.changes ?? []).map((change) => ({ step: change.step, words: capital(changeText(change, experiment)) }))

export function drawChanges(pen: Pen, layout: TracksLayout, axis: TimeAxis, marks: readonly ChangeMark[]): void {
  const { colors, r } = pen
  const size = 3.5 * r
  for (const { step } of marks) {
    const x = axis.x(step)
    line(pen, crisp(x), layout.ruler, crisp(x), pen.area.height - layout.foot, changeLine(colors))
    polygon(pen, colors.ink2, [x - size, layout.ruler - 2 * size], [x + size, layout.ruler - 2 * size], [x, layout.ruler])
  }
}

/** Describes the change nearest to the training step under the pointer, if it is close. */
export function drawChangeAt(pen: Pen, layout: TracksLayout, axis: TimeAxis, marks: readonly ChangeMark[], hover: number): void {
  const away = ({ step }: ChangeMark) => Math.abs(axis.x(step) - axis.x(hover))
  const nearest = marks.toSorted((a, b) => away(a) - away(b))[0]
  if (nearest && away(nearest) <= NEAR * pen.r) drawWords(pen, layout, axis.x(nearest.step), nearest.words)
}

/** Drawn over the curves, on the side of the mark with more room. */
function drawWords(pen: Pen, layout: TracksLayout, x: number, words: string): void {
  const { area, colors, context, r } = pen
  const gap = 6 * r
  const behind = area.width - x > x
  const cut = cutTo(pen, words, (behind ? area.width - x : x) - 3 * gap)
  const width = widthOf(pen, cut)
  const left = behind ? x + gap : x - gap - width
  context.fillStyle = colors.ground
  context.fillRect(left - gap / 2, layout.ruler + 2 * r, width + gap, 17 * r)
  text(pen, left, layout.ruler + 15 * r, cut, { color: colors.ink })
}
