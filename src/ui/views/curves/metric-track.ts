/** Draws one track of the history for each axis of the metrics: training faint and smoothed, evaluations bold, a second way of evaluating dashed. */
import { fixed, hundredths, minus, percent } from '../../../format'
import type { Metric } from '../../../readings/metrics'
import { lowered } from '../../../studies/metrics'
import { clipped, type Pen, styles, widthOf } from '../../base/draw'
import { metricAt, metricColumn, stepsOfRows } from '../../base/metric-series'
import { digitsIn, digitsOf, linear, logarithmic, logTicks, niceStep, type Scale, ticks } from '../../base/scale'
import { extent, quantile, rowAt, shareFloor, smoothedShown } from '../../base/series'
import { gapText, isShare, type MetricAxis, secondOf, valueText } from '../../state/labels/metric-labels'
import { gapAt, history } from '../../state/session/history'
import { drawCurve, drawDots, drawEndLabels, type EndLabel, lastOf, tickCount } from './curve'
import { drawTrack, type TimeAxis, type TracksLayout, type TracksView, type TrackText } from './tracks-frame'

/** One metric and its values. */
interface Line {
  readonly metric: Metric
  /** The label: the metric's title if several metrics share a split. */
  readonly words: string
  readonly values: Float32Array
}
interface TrainLine extends Line {
  readonly smooth: Float32Array
}
interface Lines {
  readonly train: readonly TrainLine[]
  readonly evaluated: readonly Line[]
  /** The lines of the test set, where evaluations during training use validation samples. */
  readonly reported: readonly Line[]
  /** The deciding metric, measured in a second way. */
  readonly second: Line | null
}

/** The width of the widest name of a line, with a value next to it. */
export const widestName = (pen: Pen, axes: readonly MetricAxis[]): number =>
  Math.max(
    ...axes.flatMap(({ train, evaluated }) => [train, evaluated].flatMap((all) => all.map((metric) => widthOf(pen, wordsOf(metric, all))))),
  ) +
  widthOf(pen, '−10.000') +
  34 * pen.r

const wordsOf = ({ split, title }: Metric, all: readonly Metric[]): string => (all.length > 1 ? `${split} ${lowered(title)}` : split)

function linesOf(of: MetricAxis, view: TracksView): Lines {
  const second = secondOf(view.metrics)
  const line = (metric: Metric, all: readonly Metric[], from = history.tests): Line => ({
    metric,
    words: wordsOf(metric, all),
    values: metricColumn(from, metric.name),
  })
  return {
    train: of.train.map((metric) => {
      const known = line(metric, of.train, history.curves)
      return { ...known, smooth: smoothedShown(known.values, view.halfLife) }
    }),
    evaluated: of.evaluated.map((metric) => line(metric, of.evaluated)),
    reported: of.reported.map((metric) => line(metric, of.reported)),
    second: second && of.variants.includes(second) ? line(second, of.variants) : null,
  }
}

interface AxisScale {
  readonly title: string
  readonly short?: string
  readonly place: Scale
  readonly ticks: readonly { readonly value: number; readonly text: string }[]
}

/** Shares of which more is better: from a round floor to all. */
function shareScale({ title }: MetricAxis, { train, evaluated, reported }: Lines): AxisScale {
  const floors = [
    ...train.map(({ smooth }) => shareFloor(smooth)),
    ...[...evaluated, ...reported].filter(({ values }) => values.some(Number.isFinite)).map(({ values }) => shareFloor(values)),
  ]
  const floor = Math.min(1, ...(floors.length > 0 ? floors : [0]))
  return {
    title,
    place: linear(floor - 0.04 * (1 - floor), 1.02, 0, 1),
    ticks: [floor, (1 + floor) / 2, 1].map((value, index) => ({
      value,
      text: index ? hundredths(value, Number.isInteger(1000 * value) && !Number.isInteger(100 * value) ? 1 : 0) : percent(value, 0),
    })),
  }
}

/** The scale of a metric: for an error a log axis or one that starts at 0; otherwise the range of the values. */
function numberScale(of: MetricAxis, { train, evaluated, reported }: Lines, wantsLog: boolean, count: number): AxisScale {
  const ends = [
    ...train.map(({ smooth }) => extent(smooth)),
    ...[...evaluated, ...reported].map(({ values }) => extent(values)),
    ...train.map(({ values }) => (values.length ? ([quantile(values, 0.01), quantile(values, 0.995)] as const) : null)),
  ].filter((end) => end !== null)
  let low = Math.min(...ends.map((end) => end[0]))
  let high = Math.max(...ends.map((end) => end[1]))
  const error = of.better === 'lower'
  const log = error && wantsLog && !(low < 0)
  if (error && !log) low = Math.min(low, 0)
  if (!(high > low)) [low, high] = aroundOne(low, error, log)
  if (log) {
    low = Math.max(1e-6, low) * 0.8
    high *= 1.25
  } else if (error) high += 0.04 * Math.abs(high)
  else [low, high] = [low - 0.04 * (high - low), high + 0.04 * (high - low)]
  const scale = isShare(of) ? 100 : 1
  const digits = (value: number) => Math.max(0, log ? digitsIn(scale * value) : digitsOf(niceStep(scale * (high - low), count)))
  // Written in full, numbers far below 1 would be too wide.
  const plain = (value: number) => (log && value < 1e-3 ? minus(value.toExponential(0)) : fixed(value, digits(value)))
  const marks = log ? logTicks(low, high, Math.max(2, Math.round(count) + 1)) : ticks(low, high, count)
  return {
    // The numbers of a share have their sign.
    title: [of.title, ...(of.unit && !isShare(of) ? [of.unit] : []), ...(log ? ['log'] : [])].join(', '),
    short: of.title,
    place: log ? logarithmic(low, high, 0, 1) : linear(low, high, 0, 1),
    ticks: marks.map((value) => ({ value, text: isShare(of) ? percent(value, digits(value)) : plain(value) })),
  }
}

/** The ends of an axis with a single value, or with none yet, which is NaN. */
function aroundOne(value: number, error: boolean, log: boolean): [number, number] {
  if (!Number.isFinite(value) || (error && value <= 0)) return error ? [log ? 0.01 : 0, 3] : [0, 1]
  if (log) return [value / 2, 2 * value]
  const half = 0.5 * Math.abs(value) || 0.5
  return [value - half, value + half]
}

/** The values at the selected step, as texts. */
function textsOf(pen: Pen, { train, evaluated, second }: Lines, view: TracksView): TrackText[] {
  const { colors } = pen
  const row = rowAt(history.curves.rows, view.read)
  const at = ({ metric }: Line) => valueText(metric, metricAt(history.tests, view.read, metric.name))
  const gap = second && gapAt(view.metrics, view.read)
  return [
    ...train.map(({ metric, words, smooth }) => ({
      name: words,
      value: valueText(metric, row < 0 ? null : smooth[row]),
      color: colors.ink2,
    })),
    ...evaluated.map((line) => ({ name: line.words, value: at(line), color: colors.ink })),
    ...(!second || gap === null
      ? []
      : [
          { name: 'softmax', value: at(second), color: colors.ink2 },
          { name: 'gap', value: gapText(second.metric, gap), color: colors.ink },
        ]),
  ]
}

function labelsOf(pen: Pen, of: MetricAxis, { train, evaluated, reported, second }: Lines, y: Scale, view: TracksView): EndLabel[] {
  const { colors } = pen
  const trained = train.map(({ smooth, words }) => ({ y: y(lastOf(smooth)), words, color: colors.ink2 }))
  const tested = [...evaluated, ...reported.filter(({ values }) => Number.isFinite(lastOf(values)))].map(({ values, words }) => ({
    y: y(lastOf(values)),
    words,
    color: colors.ink,
  }))
  return [
    ...(of.better === 'higher' ? [...trained, ...tested] : [...tested, ...trained]),
    ...(second
      ? [
          {
            y: y(lastOf(second.values)),
            words: `softmax-weighted skips, gap ${gapText(second.metric, gapAt(view.metrics) ?? 0)}`,
            short: 'softmax',
            color: colors.ink2,
          },
        ]
      : []),
  ]
}

/** Another run: training smoothed and dotted, tests dashed, behind the run that is shown. */
function drawOverlay(pen: Pen, of: MetricAxis, axis: TimeAxis, y: Scale, { overlay, halfLife }: TracksView): void {
  if (!overlay) return
  const { curves, tests } = overlay
  for (const { name } of of.train) {
    const values = metricColumn(curves, name)
    const smooth = smoothedShown(values, halfLife)
    drawCurve(pen, axis.x, y, curves.rows.x, smooth, smooth.length, styles(pen).overlay)
  }
  for (const { name } of of.evaluated) {
    const values = metricColumn(tests, name)
    drawCurve(pen, axis.x, y, tests.rows.x, values, values.length, styles(pen).snapshot)
  }
}

/** The label at the end of the overlay: at its newest test value, otherwise at its training value. */
function overlayLabels(pen: Pen, of: MetricAxis, axis: TimeAxis, y: Scale, { overlay }: TracksView): EndLabel[] {
  if (!overlay) return []
  const now = [
    ...of.evaluated.map(({ name }) => metricAt(overlay.tests, axis.now, name)),
    ...of.train.map(({ name }) => metricAt(overlay.curves, axis.now, name)),
  ].find(Number.isFinite)
  return now === undefined ? [] : [{ y: y(now), words: `A: ${overlay.name}`, short: 'A', color: pen.colors.ink2 }]
}

/** Whether the overlaid run is further ahead, so that its lines continue beyond those of the shown run. */
export const isAhead = ({ overlay }: TracksView, { now }: TimeAxis): boolean =>
  overlay !== undefined && [overlay.curves, overlay.tests].some((rows) => (stepsOfRows(rows).at(-1) ?? 0) > now)

export function drawMetrics(pen: Pen, layout: TracksLayout, index: number, of: MetricAxis, axis: TimeAxis, view: TracksView): void {
  const style = styles(pen)
  const lines = linesOf(of, view)
  const { train, evaluated, reported, second } = lines
  const scale =
    isShare(of) && of.better === 'higher' ? shareScale(of, lines) : numberScale(of, lines, view.log, tickCount(pen, layout, index))
  const y = drawTrack(pen, layout, index, { ...scale, texts: textsOf(pen, lines, view) })
  const track = layout.tracks[index]
  if (!y || !track) return
  const { curves, tests } = history
  clipped(pen, layout.left, track.top, layout.width, track.height - 1, () => {
    drawOverlay(pen, of, axis, y, view)
    for (const { values } of train) drawCurve(pen, axis.x, y, curves.rows.x, values, values.length, style.raw)
    for (const { smooth } of train) drawCurve(pen, axis.x, y, curves.rows.x, smooth, smooth.length, style.train)
    if (second) drawCurve(pen, axis.x, y, tests.rows.x, second.values, second.values.length, style.soft)
    for (const { values } of reported) drawDots(pen, axis.x, y, tests.rows.x, values)
    for (const { values } of evaluated) {
      drawCurve(pen, axis.x, y, tests.rows.x, values, values.length, style.test)
      drawDots(pen, axis.x, y, tests.rows.x, values)
    }
  })
  const labels = [...labelsOf(pen, of, lines, y, view), ...overlayLabels(pen, of, axis, y, view)]
  drawEndLabels(pen, layout, index, axis, labels, isAhead(view, axis))
}
