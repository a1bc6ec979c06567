/** The curves of a comparison's runs while they train: of each variant the mean over seeds, with a band from minimum to maximum. Pure. */
import { counted, fixed, grouped } from '../../../format'
import type { Metric, MetricRows, TestRow } from '../../../readings/metrics'
import type { TimeUnit } from '../../../readings/time-unit'
import type { Comparison, RunKey } from '../../../studies/compare'
import { decidingOf, metricsOf, metricText, trainingLossOf } from '../../../studies/metrics'
import { clipped, crisp, line, type Pen, stroke, styles, text, widthOf } from '../../base/draw'
import type { Colors } from '../../base/paint'
import { markOf } from '../../base/run-marks'
import { digitsOf, evenly, linear, niceStep, ticks } from '../../base/scale'
import { HALF_LIFE, smoothed } from '../../base/series'
import { axesOf, metricTitle, scaleOf } from '../../state/labels/metric-labels'
import { timeNumber } from '../../state/labels/time-label'
import { type Curve, meanCurve } from '../../state/runs/run-groups'

/** What a run has recorded so far. */
export interface RunCurves {
  readonly progress: { readonly stepsPerEpoch: number }
  readonly curves: MetricRows
  readonly tests: readonly TestRow[]
}

export interface SeedBand extends ReturnType<typeof meanCurve> {
  readonly variant: number
  /** The curve of each seed that has begun; the mean ends where the first of them does. */
  readonly seeds: readonly Curve[]
}

/** The metrics that have a curve, those of evaluations first. */
export const curveMetrics = (comparison: Comparison): Metric[] => {
  const axes = axesOf(metricsOf(comparison.base))
  return [...axes.flatMap(({ evaluated, reported }) => [...evaluated, ...reported]), ...axes.flatMap(({ train }) => train)]
}

/** The metric drawn first: where evaluations during training decide, that which is their best; else the loss, of which there is more. */
export function firstMetric({ base }: Comparison): Metric {
  const metrics = metricsOf(base)
  const deciding = decidingOf(metrics)
  const each = metrics.find(({ axis, split, ofAllEvaluations }) => axis === deciding.axis && split === deciding.split && !ofAllEvaluations)
  return deciding.ofAllEvaluations && each ? each : trainingLossOf(metrics)
}

/** The bands of all variants at one T. @param curves of each run, undefined where it has not begun */
export function bandsOf(runs: readonly RunKey[], curves: readonly (RunCurves | undefined)[], time: number, metric: Metric): SeedBand[] {
  const variants = [...new Set(runs.map(({ variant }) => variant))]
  return variants.flatMap((variant) => {
    const seeds = runs.flatMap((run, at) => {
      const own = run.variant === variant && run.time === time ? curves[at] : undefined
      const curve = own && curveOf(own, metric)
      return curve && curve.x.length > 0 ? [curve] : []
    })
    return seeds.length > 0 ? [{ variant, seeds, ...meanCurve(seeds, 'range') }] : []
  })
}

/** Of training, smoothed as learning curves are; of evaluations, as measured. Shares in percent. */
function curveOf({ curves, tests }: RunCurves, metric: Metric): Curve | undefined {
  const scaled = (values: ArrayLike<number>) => Array.from(values, (value) => scaleOf(metric) * value)
  if (metric.split === 'train') {
    const column = curves.columns[metric.name]
    return column && { x: curves.step, y: scaled(smoothed(column, HALF_LIFE)) }
  }
  const measured = tests.filter(({ values }) => Number.isFinite(values[metric.name]))
  return { x: measured.map(({ step }) => step), y: scaled(measured.map(({ values }) => values[metric.name]!)) }
}

export interface SeedChart {
  readonly bands: readonly SeedBand[]
  /** The training steps of a run, and how they count as training time. */
  readonly steps: number
  readonly stepsPerEpoch: number
  readonly time: TimeUnit
}

const timeText = ({ stepsPerEpoch, time }: SeedChart, step: number): string => timeNumber(step / stepsPerEpoch, time, 2)

export const variantColor = (colors: Colors, variant: number): string => colors[markOf(variant).color]

/** The opacity of a band, and of the curve of one seed. */
const [BAND, SEED] = [0.18, 0.5]
const [TOP, AXIS, RIGHT] = [8, 34, 8]

export function drawSeedCurves(pen: Pen, chart: SeedChart): void {
  const { area, colors, r } = pen
  const values = chart.bands.flatMap(({ seeds }) => seeds.flatMap(({ y }) => Array.from(y).filter(Number.isFinite)))
  if (values.length === 0) {
    text(pen, 0, 20 * r, 'Nothing is measured yet.', { color: colors.ink2 })
    return
  }
  const [min, max] = values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity])
  const pad = 0.05 * (max - min || Math.abs(max) || 1)
  const bottom = area.height - AXIS * r
  const y = linear(min - pad, max + pad, bottom, TOP * r)
  const count = (bottom - TOP * r) / (36 * r)
  const digits = digitsOf(niceStep(max - min + 2 * pad, count))
  const marks = ticks(min - pad, max + pad, count)
  const left = Math.max(...marks.map((value) => widthOf(pen, fixed(value, digits)))) + 8 * r
  const right = area.width - RIGHT * r
  for (const value of marks) {
    line(pen, left, crisp(y(value)), right, crisp(y(value)), styles(pen).hair)
    text(pen, left - 5 * r, y(value) + 4 * r, fixed(value, digits), { color: colors.ink3, align: 'right' })
  }
  const x = linear(0, chart.steps, left, right)
  drawTime(pen, chart, left, right, bottom)
  clipped(pen, left, 0, right - left + 2 * r, bottom + 1, () => {
    for (const band of chart.bands) drawBand(pen, band, x, y)
  })
}

function drawTime(pen: Pen, chart: SeedChart, left: number, right: number, bottom: number): void {
  const { colors, r } = pen
  line(pen, left, crisp(bottom), right, crisp(bottom), styles(pen).rule)
  const end = (chart.steps / chart.stepsPerEpoch) * chart.time.inEpoch
  const count = (right - left) / (90 * r)
  const digits = digitsOf(niceStep(end, count))
  for (const value of ticks(0, end, count)) {
    const at = left + (value / end) * (right - left)
    line(pen, crisp(at), bottom, crisp(at), bottom + 3 * r, styles(pen).tick)
    const label = chart.time.inEpoch > 1 ? grouped(value) : fixed(value, digits)
    const half = widthOf(pen, label) / 2
    text(pen, Math.min(right - half, Math.max(left + half, at)), bottom + 14 * r, label, { color: colors.ink3, align: 'center' })
  }
  text(pen, (left + right) / 2, bottom + 29 * r, chart.time.names, { color: colors.ink2, align: 'center' })
}

/** The band below, then each seed, then the mean; a mean of one evaluation is a dot. */
function drawBand(
  pen: Pen,
  { variant, seeds, x: steps, mean, low, high }: SeedBand,
  x: (step: number) => number,
  y: (value: number) => number,
) {
  const { context, r } = pen
  const color = variantColor(pen.colors, variant)
  context.save()
  context.fillStyle = color
  context.globalAlpha = BAND
  context.beginPath()
  steps.forEach((step, at) => {
    if (at === 0) context.moveTo(x(step), y(high[at]!))
    else context.lineTo(x(step), y(high[at]!))
  })
  for (let at = steps.length - 1; at >= 0; at--) context.lineTo(x(steps[at]!), y(low[at]!))
  context.fill()
  context.restore()
  const path = (at: ArrayLike<number>, values: ArrayLike<number>) => (trace: CanvasRenderingContext2D) => {
    for (let i = 0; i < at.length; i++) trace[i === 0 ? 'moveTo' : 'lineTo'](x(at[i]!), y(values[i]!))
    if (at.length === 1) trace.arc(x(at[0]!), y(values[0]!), 1.5 * r, 0, 2 * Math.PI)
  }
  for (const seed of seeds) stroke(pen, { color, width: r, alpha: SEED }, path(seed.x, seed.y))
  if (seeds.length > 1) stroke(pen, { color, width: 2.25 * r }, path(steps, mean))
}

/** "Test win rate over training. “unchanged”: 93.00 % on average over 3 seeds, from 90.00 % to 95.00 %, at 40,960 environment steps." */
export function seedCurvesSentence(comparison: Comparison, metric: Metric, chart: SeedChart): string {
  const said = chart.bands.map(({ variant, seeds, x, mean, low, high }) => {
    const last = x.length - 1
    const name = `“${comparison.variants[variant]!.title}”`
    if (last < 0) return `${name}: ${counted(seeds.length, 'seed')}, of which no step is common yet.`
    const show = (values: readonly number[]) => metricText(metric, values[last]! / scaleOf(metric))
    const range = seeds.length > 1 ? ` on average over ${seeds.length} seeds, from ${show(low)} to ${show(high)},` : ' with one seed'
    return `${name}: ${show(mean)}${range} after ${timeText(chart, x[last]!)} ${chart.time.names}.`
  })
  return `${metricTitle(metric)} over training. ${said.length > 0 ? said.join(' ') : 'Nothing is measured yet.'}`
}

/** The most rows of a table; of more, evenly spaced ones. */
const MAX_ROWS = 100

/** One row per step, and per variant the mean, the minimum, the maximum and the number of seeds. */
export function seedCurvesTable(comparison: Comparison, chart: SeedChart) {
  const steps = [...new Set(chart.bands.flatMap(({ x }) => x))].sort((a, b) => a - b)
  const columns = chart.bands.map(({ variant, seeds, x, mean, low, high }) => ({
    title: comparison.variants[variant]!.title,
    seeds: seeds.length,
    at: new Map(x.map((step, i) => [step, [mean[i]!, low[i]!, high[i]!] as const])),
  }))
  return {
    heads: [
      'batch',
      chart.time.names,
      ...columns.flatMap(({ title, seeds }) => ['mean', 'least', 'largest'].map((what) => `${title}, ${what} of ${seeds}`)),
    ],
    rows: evenly(steps.length, MAX_ROWS).map((i) => ({
      step: steps[i]!,
      time: timeText(chart, steps[i]!),
      values: columns.flatMap(({ at }) => at.get(steps[i]!) ?? [Number.NaN, Number.NaN, Number.NaN]),
    })),
  }
}
