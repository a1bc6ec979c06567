/** Draws the softmax over skip lengths against training time, with the skip that evaluation uses as a line, and describes it in words. Also as a figure. */

import { fixed, percent, significant } from '../../../format'
import type { SpanReading } from '../../../readings/membrane'
import { crisp, field, line, type Pen, stroke, styles, text } from '../../base/draw'
import { drawingOf, type Figure, wide } from '../../base/figure'
import { inGap, isAcross, knownParts } from '../../base/gaps'
import { logPlace, magnitude, rgb } from '../../base/magnitude'
import { digitsOf, linear, niceStep, type Scale, ticks } from '../../base/scale'
import { rowAt, type Series } from '../../base/series'
import { isSettled, spanName } from '../../state/labels/experiment-label'
import { cursorStep, history, PROBABILITIES, SPAN } from '../../state/session/history'
import { trainingTime } from '../../state/session/training-time'

export interface SkipsPlace {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export const skipsPlace = (width: number, height: number, r: number): SkipsPlace => ({
  left: 46 * r,
  top: 14 * r,
  width: Math.max(20, width - 60 * r),
  height: Math.max(20, height - 36 * r),
})

/** The number of skip lengths. */
export const skipsIn = (series: Series): number => series.width - PROBABILITIES

/** The probabilities of the skip lengths at a training step; null before the first measurement, and in gaps. */
export function skipsAt(series: Series, step: number): SpanReading | null {
  const row = rowAt(series, step)
  if (row < 0 || inGap(history.gaps, step)) return null
  const values = series.data.subarray(row * series.width, (row + 1) * series.width)
  return { span: values[SPAN.span]!, temperature: values[SPAN.temperature]!, probabilities: values.subarray(PROBABILITIES) }
}

/** "skip 9, p 0.82, temperature 0.66"; while none dominates: "skips 1–21, p ≤ 0.05, temperature 1.00" */
export function skipsText(spans: SpanReading | null): string {
  if (!spans) return 'no batch was watched here'
  const { span, probabilities, temperature } = spans
  const max = `${isSettled(spans) ? '' : '≤ '}${fixed(probabilities[span - 1], 2)}`
  return `${spanName(spans)}, p ${max}, temperature ${significant(temperature)}`
}

/** The most probable skip lengths, in order; of equal ones the shorter comes first. */
export const topSkips = ({ probabilities }: SpanReading, max: number): { span: number; probability: number }[] =>
  Array.from(probabilities, (probability, k) => ({ span: k + 1, probability }))
    .sort((a, b) => b.probability - a.probability || a.span - b.span)
    .slice(0, max)

/** Skip lengths below a quarter of an equal share are not drawn. */
export const minShown = (spans: number): number => 0.25 / spans

export interface SkipsLook {
  /** Epochs on the axis. */
  readonly epochs: number
  readonly stepsPerEpoch: number
  /** The training step reached so far; that of the snapshot shown, null for the newest; and the one under the pointer, if any. */
  readonly now: number
  readonly at: number | null
  readonly hover: number | null
}

export function drawSkips(pen: Pen, series: Series, place: SkipsPlace, view: SkipsLook): void {
  const { colors, r } = pen
  const { left, top, width, height } = place
  const spans = skipsIn(series)
  const x = linear(0, view.epochs * view.stepsPerEpoch, left, left + width)
  /** The y coordinate of the center of a skip length's row. */
  const y: Scale = (span) => top + height * (1 - (span - 0.5) / spans)
  drawAxes(pen, place, view, spans, x, y)
  const now = x(view.now)
  if (series.count > 0 && now > left) {
    for (const { from, to } of knownParts(history.gaps, view.now)) {
      const columns = Math.max(1, Math.min(600, Math.round(x(to) - x(from))))
      const rows = Int32Array.from({ length: columns }, (_, column) => rowAt(series, from + ((to - from) * (column + 1)) / columns))
      const probability = (column: number, row: number) => series.data[rows[column]! * series.width + PROBABILITIES + spans - 1 - row]!
      const share = (column: number, row: number) => logPlace(probability(column, row), minShown(spans), 1, 0)
      field(pen, columns, spans, share, x(from), top, x(to) - x(from), height)
    }
    for (const style of [styles(pen).halo, { color: colors.ink, width: 1.25 }])
      stroke(pen, style, (context) => {
        for (let row = 0; row < series.count; row++) {
          const [step, next] = [series.x[row]!, row + 1 < series.count ? series.x[row + 1]! : view.now]
          const at = y(series.data[row * series.width + SPAN.span]!)
          if (row === 0 || isAcross(history.gaps, series.x[row - 1]!, step))
            context.moveTo(x(row === 0 && !inGap(history.gaps, 1) ? 0 : step), at)
          else context.lineTo(x(step), at)
          if (!isAcross(history.gaps, step, next)) context.lineTo(x(next), at)
        }
      })
  }
  for (const step of [view.at, view.hover])
    if (step !== null)
      line(pen, crisp(x(step)), top, crisp(x(step)), top + height, { color: colors.ink, ...(step === view.hover && { dash: [2, 2] }) })
  const shown = skipsAt(series, view.hover ?? view.at ?? view.now)
  if (!shown) return
  const end = Math.min(left + width, x(view.hover ?? view.at ?? view.now))
  const room = left + width - end > 60 * r
  text(pen, end + (room ? 6 : -6) * r, Math.max(top + 10 * r, y(shown.span) - 5 * r), spanName(shown), {
    color: colors.ink,
    weight: 600,
    halo: true,
    align: room ? 'left' : 'right',
  })
}

function drawAxes(pen: Pen, place: SkipsPlace, { epochs, stepsPerEpoch }: SkipsLook, spans: number, x: Scale, y: Scale): void {
  const { colors, r } = pen
  const { left, top, width, height } = place
  const style = styles(pen)
  const bottom = top + height
  for (const span of skipTicks(spans, height / (22 * r))) {
    line(pen, left, crisp(y(span)), left + width, crisp(y(span)), style.hair)
    text(pen, left - 6 * r, y(span) + 4 * r, String(span), { color: colors.ink3, align: 'right' })
  }
  line(pen, left, crisp(bottom), left + width, crisp(bottom), style.rule)
  const count = width / (64 * r)
  const digits = digitsOf(niceStep(epochs, count))
  for (const epoch of ticks(0, epochs, count)) {
    const at = x(epoch * stepsPerEpoch)
    line(pen, crisp(at), bottom, crisp(at), bottom + 4 * r, style.tick)
    text(pen, at, bottom + 15 * r, epoch === 0 ? '0' : fixed(epoch, digits), { color: colors.ink3, align: 'center' })
  }
  text(pen, 0, top - 4 * r, 'skip', { color: colors.ink3 })
  text(pen, 0, bottom + 15 * r, 'epoch', { color: colors.ink3 })
}

/** The first, and round ones that are not too near to it. */
export const skipTicks = (spans: number, count: number): number[] => {
  const round = ticks(0, spans, Math.max(1, count)).filter((span) => Number.isInteger(span) && span > 1)
  const gap = Math.max(1, niceStep(spans, Math.max(1, count)))
  return [1, ...round.filter((span) => span - 1 >= gap / 2)]
}

/** The skip lengths as a figure. @param name the layer whose skips are drawn. */
export function skipsFigure(canvas: HTMLCanvasElement | null, name: string, series: Series): Figure {
  const step = cursorStep() ?? trainingTime().now
  const shown = skipsAt(series, step)
  return {
    name: 'skip-lengths',
    title: 'Skip lengths against training time',
    scope: `${name}${shown ? `: ${skipsText(shown)}` : ''}`,
    drawing: shown ? drawingOf(canvas) : null,
    empty: 'Nothing is trained yet: press Play or Step first.',
    keys: (colors, dark) => [
      {
        mark: { colors: (part) => rgb(magnitude(part, dark)), low: percent(minShown(skipsIn(series)), 1), high: percent(1, 0) },
        label: 'softmax probability, log',
      },
      { mark: { line: { color: colors.ink, width: 1.25 } }, label: 'most probable skip' },
    ],
    height: wide(0.4, 170),
    step,
  }
}
