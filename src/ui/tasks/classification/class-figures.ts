/** Class probabilities by step and the confusion of an evaluation, as figures. */

import { fixed, grouped, percent } from '../../../format'
import { valueIn } from '../../../readings/metrics'
import type { ClassificationDetail } from '../../../tasks/classification/detail'
import { penOf } from '../../base/draw'
import type { Figure, FigureKey } from '../../base/figure'
import type { FrameOf } from '../../base/frames'
import { colorCell, drawGrid, gridHeight, plainCell } from '../../base/grid'
import { magnitude, rgb } from '../../base/magnitude'
import { evenly } from '../../base/scale'
import type { ClassNames } from './class-names'
import { type ClassProbabilities, probability, rowName, shownClasses } from './class-probabilities'

/** The largest number of rows in a table. */
const MAX_ROWS = 24

const colorKey = (low: string, high: string, words: string, dark: boolean): FigureKey => ({
  mark: { colors: (part) => rgb(magnitude(part, dark)), low, high },
  label: words,
})

/** @param subject names what was shown to the network. */
export function probabilityFigure(shown: ClassProbabilities, names: ClassNames, subject: string, atOnce: boolean): Figure {
  const classes = shownClasses(shown)
  const rows = evenly(shown.steps, MAX_ROWS)
  return {
    name: 'class-probabilities',
    title: 'Class probability by step, %',
    scope: subject,
    drawing: {
      paint: (context, area, colors) =>
        drawGrid(penOf(context, area, colors), {
          corner: 'step',
          heads: classes.map((label) => names.of(label)),
          rows: rows.map((step) => rowName(step, atOnce)),
          cell: (pen, row, column, place) => {
            const p = probability(shown, rows[row]!, classes[column]!)
            colorCell(pen, place, magnitude(p, area.dark), String(Math.round(100 * p)))
          },
        }),
    },
    keys: (_, dark) => [colorKey('0', '100', '%', dark)],
    height: () => gridHeight(rows.length),
  }
}

export function confusionFigure(report: FrameOf<'report'>, names: ClassNames): Figure {
  const { part, detail, step } = report
  const { classes, confusion } = detail as ClassificationDetail
  const labels = Array.from({ length: classes }, (_, label) => label)
  const count = (label: number, predicted: number) => confusion[label * classes + predicted] ?? 0
  const wrong = labels.flatMap((label) => labels.filter((other) => other !== label).map((other) => count(label, other)))
  const largest = wrong.reduce((a, b) => Math.max(a, b), 1)
  return {
    name: 'confusion',
    title: 'Confusion matrix: true class in rows, predicted class in columns',
    scope: `${part} set, ${percent(valueIn(report, 'testAccuracy'), 2)} correct, loss ${fixed(valueIn(report, 'testLoss'), 3)}`,
    drawing: {
      paint: (context, area, colors) =>
        drawGrid(penOf(context, area, colors), {
          corner: 'true',
          heads: labels.map((label) => names.of(label)),
          rows: labels.map((label) => names.of(label)),
          cell: (pen, row, column, place) => {
            const words = String(count(row, column))
            if (row === column) return plainCell(pen, place, words)
            colorCell(pen, place, magnitude(count(row, column) / largest, area.dark), words)
          },
        }),
    },
    keys: (_, dark) => [colorKey('0', grouped(largest), 'wrongly predicted', dark)],
    height: () => gridHeight(classes),
    step,
  }
}
