/** Draws a learned parameter against training time: a band from its smallest to its largest value in the layer, and the mean as a line. */

import { fixed, significant } from '../../../format'
import { crisp, line, type Pen, stroke, styles, text, widthOf } from '../../base/draw'
import { isAcross } from '../../base/gaps'
import { digitsOf, linear, niceStep, ticks } from '../../base/scale'
import { columnOf, extent, rowAt, type Series } from '../../base/series'
import { history, LEARNED } from '../../state/session/history'

export interface LearnedLook {
  /** Training steps on the axis. */
  readonly steps: number
  readonly stepsPerEpoch: number
  /** The training step of the snapshot shown; null for the newest. */
  readonly at: number | null
}

/** The values at a training step: "mean 1.82, from 1.71 to 1.93"; "1.82" where all are equal. */
export function learnedText(series: Series, step: number): string {
  const row = rowAt(series, step)
  if (row < 0) return 'not measured yet'
  const [mean, min, max] = series.data.subarray(row * series.width, (row + 1) * series.width)
  return min === max ? significant(mean!) : `mean ${significant(mean!)}, from ${significant(min!)} to ${significant(max!)}`
}

/** Step, epoch, mean, smallest and largest value of each row. */
export const learnedRows = ({ count, width, x, data }: Series, stepsPerEpoch: number): number[][] =>
  Array.from({ length: count }, (_, row) => [x[row]!, x[row]! / stepsPerEpoch, ...data.subarray(row * width, (row + 1) * width)])

/** Rows that follow each other without a gap in what was watched. */
export function stretchesOf({ count, x }: Series): number[][] {
  const rows = Array.from({ length: count }, (_, row) => row)
  return rows.reduce<number[][]>((parts, row) => {
    if (row === 0 || isAcross(history.gaps, x[row - 1]!, x[row]!)) parts.push([row])
    else parts.at(-1)!.push(row)
    return parts
  }, [])
}

/** A constant has an axis, too. */
function axisOf(series: Series): readonly [low: number, high: number] {
  const low = extent(columnOf(series, LEARNED.min))?.[0] ?? 0
  const high = extent(columnOf(series, LEARNED.max))?.[1] ?? 1
  const margin = Math.max(0.08 * (high - low), 1e-3 * Math.max(1, Math.abs(high)))
  return [low - margin, high + margin]
}

export function drawLearned(pen: Pen, series: Series, { steps, stepsPerEpoch, at }: LearnedLook): void {
  const { area, colors, context, r } = pen
  const style = styles(pen)
  const [top, floor] = [6 * r, area.height - 18 * r]
  const [low, high] = axisOf(series)
  const marks = ticks(low, high, (floor - top) / (22 * r))
  const digits = digitsOf(niceStep(high - low, (floor - top) / (22 * r)))
  const left = Math.max(widthOf(pen, 'epoch') + 4 * r, ...marks.map((value) => widthOf(pen, fixed(value, digits)))) + 8 * r
  const x = linear(0, steps, left, area.width - 8 * r)
  const y = linear(low, high, floor, top)
  for (const value of marks) {
    line(pen, left, crisp(y(value)), area.width, crisp(y(value)), style.hair)
    text(pen, left - 6 * r, y(value) + 4 * r, fixed(value, digits), { color: colors.ink3, align: 'right' })
  }
  line(pen, left, crisp(floor), area.width, crisp(floor), style.rule)
  const count = (area.width - left) / (64 * r)
  const epochs = steps / stepsPerEpoch
  for (const epoch of ticks(0, epochs, count)) {
    const place = x(epoch * stepsPerEpoch)
    const words = epoch === 0 ? '0' : fixed(epoch, digitsOf(niceStep(epochs, count)))
    line(pen, crisp(place), floor, crisp(place), floor + 4 * r, style.tick)
    text(pen, Math.min(place, area.width - widthOf(pen, words) / 2), floor + 15 * r, words, { color: colors.ink3, align: 'center' })
  }
  text(pen, 0, floor + 15 * r, 'epoch', { color: colors.ink3 })
  const point = (row: number, column: number): [number, number] => [x(series.x[row]!), y(series.data[row * series.width + column]!)]
  for (const rows of stretchesOf(series)) {
    context.fillStyle = colors['u-fill']
    context.beginPath()
    for (const row of rows) context.lineTo(...point(row, LEARNED.max))
    for (const row of rows.toReversed()) context.lineTo(...point(row, LEARNED.min))
    context.fill()
    stroke(pen, style.potential, () => {
      for (const row of rows) context.lineTo(...point(row, LEARNED.mean))
      // A single row is drawn as a short dash.
      if (rows.length === 1) context.lineTo(point(rows[0]!, LEARNED.mean)[0] + 2 * r, point(rows[0]!, LEARNED.mean)[1])
    })
  }
  if (at !== null) line(pen, crisp(x(at)), top, crisp(x(at)), floor, { color: colors.ink })
}
