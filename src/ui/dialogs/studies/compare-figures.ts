/** A comparison as figures: the deciding metric with a dot per seed, a line at the mean and its interval; gradient-available fractions; test groups. */
import { counted, grouped, hundredths } from '../../../format'
import type { Comparison } from '../../../studies/compare'
import type { GroupTable } from '../../../studies/groups'
import { formatOf, lowered, metricHeading, metricsOf, reportedOf, valueWithoutUnit } from '../../../studies/metrics'
import type { Interval } from '../../../studies/statistics'
import type { Table } from '../../../studies/verdict'
import { crisp, line, type Pen, penOf, styles, text, widthOf } from '../../base/draw'
import { type Figure, type FigureKey, wide } from '../../base/figure'
import { colorCell, drawGrid, gridHeight } from '../../base/grid'
import { magnitude, rgb } from '../../base/magnitude'
import type { Colors } from '../../base/paint'
import { MAX_DRAWN, markOf } from '../../base/run-marks'
import { digitsOf, evenly, linear, niceStep, type Scale, ticks } from '../../base/scale'
import { summaryOf } from '../../state/labels/experiment-label'
import { capital } from '../../state/labels/metric-labels'

/** The maximum number of step columns. */
const MAX_STEPS = 12

const colorOf = (colors: Colors, variant: number): string => colors[markOf(variant % MAX_DRAWN).color]

const scopeOf = ({ base, steps, seeds }: Comparison): string =>
  `${summaryOf(base).join(', ')}; ${grouped(steps)} training steps, ${counted(seeds.length, 'seed')}`

interface Column {
  readonly variant: number
  readonly values: readonly number[]
  readonly mean: number | null
  readonly interval: Interval | null
}

const groupsOf = (tables: readonly Table[], name: string, scale: number): { time: number; columns: Column[] }[] =>
  tables.map(({ time, tests }) => ({
    time,
    columns: tests.map(({ runs, spread, interval }, variant) => ({
      variant,
      values: runs.flatMap((run) => (run?.ok && Number.isFinite(run.values[name]) ? [scale * run.values[name]!] : [])),
      mean: spread && scale * spread.mean,
      interval: interval && { low: scale * interval.low, high: scale * interval.high },
    })),
  }))

export function testsFigure(comparison: Comparison, tables: readonly Table[]): Figure {
  const metric = reportedOf(metricsOf(comparison.base))
  const groups = groupsOf(tables, metric.name, formatOf(metric).scale)
  const any = groups.some(({ columns }) => columns.some(({ values }) => values.length > 0))
  return {
    name: 'comparison',
    title: capital(metricHeading(metric)),
    scope: scopeOf(comparison),
    drawing: any ? { paint: (context, area, colors) => drawTests(penOf(context, area, colors), groups) } : null,
    empty: 'No run of the comparison has come to its end.',
    keys: (colors): FigureKey[] => [
      ...comparison.variants.map(({ title }, variant) => ({ mark: { dot: colorOf(colors, variant) }, label: title })),
      { mark: { line: { color: colors.ink2, width: 2 } }, label: 'mean over seeds, and its 95\u00a0% interval' },
    ],
    height: wide(0.4, 170),
    apart: true,
  }
}

function drawTests(pen: Pen, groups: readonly { readonly time: number; readonly columns: readonly Column[] }[]): void {
  const { area, colors, r } = pen
  const all = groups.flatMap(({ columns }) => columns.flatMap(({ values }) => values))
  const [min, max] = [Math.min(...all), Math.max(...all)]
  const pad = 0.08 * (max - min || Math.abs(max) || 1)
  const [top, bottom] = [6 * r, area.height - 20 * r]
  const y = linear(min - pad, max + pad, bottom, top)
  const marks = ticks(min - pad, max + pad, area.height / (36 * r))
  const digits = digitsOf(niceStep(max - min + 2 * pad, area.height / (36 * r)))
  const label = (value: number) => value.toFixed(digits).replace('-', '−')
  const left = Math.max(...marks.map((value) => widthOf(pen, label(value)))) + 7 * r
  for (const value of marks) {
    line(pen, left, crisp(y(value)), area.width, crisp(y(value)), styles(pen).hair)
    text(pen, left - 5 * r, y(value) + 4 * r, label(value), { color: colors.ink3, align: 'right' })
  }
  line(pen, left, crisp(bottom), area.width, crisp(bottom), styles(pen).rule)
  const width = (area.width - left) / groups.length
  groups.forEach(({ time, columns }, group) => {
    const from = left + group * width
    text(pen, from + width / 2, bottom + 14 * r, `T = ${time}`, { color: colors.ink3, align: 'center' })
    const each = Math.min(60 * r, (0.8 * width) / columns.length)
    const start = from + (width - each * columns.length) / 2
    for (const [at, column] of columns.entries()) drawColumn(pen, column, start + (at + 0.5) * each, each, y)
  })
}

/** Seeds are drawn next to each other, so that equal values stay visible. */
function drawColumn(pen: Pen, { variant, values, mean, interval }: Column, x: number, width: number, y: Scale): void {
  const { context, colors, r } = pen
  const apart = Math.min(8 * r, (0.7 * width) / Math.max(1, values.length))
  if (mean !== null) line(pen, x - 0.35 * width, y(mean), x + 0.35 * width, y(mean), { color: colors.ink2, width: 2 })
  if (interval) line(pen, x, y(interval.low), x, y(interval.high), { color: colors.ink2, width: 1 })
  context.fillStyle = colorOf(colors, variant)
  values.forEach((value, seed) => {
    context.beginPath()
    context.arc(x + (seed - (values.length - 1) / 2) * apart, y(value), 3 * r, 0, 2 * Math.PI)
    context.fill()
  })
}

/** Layers and variants in rows, time steps in columns. */
export function fractionsFigure(comparison: Comparison, { time, layers }: Table): Figure {
  const steps = evenly(time, MAX_STEPS)
  const rows = layers.flatMap(({ layer, variants }) =>
    variants.map(({ available }, variant) => ({ name: `${layer}, ${comparison.variants[variant]!.title}`, available })),
  )
  const means = rows.flatMap(({ available }) => steps.map((t) => available[t]?.mean ?? 0))
  const top = Math.max(0.01, ...means)
  return {
    name: `comparison-fractions-${time}`,
    title: `Gradient-available fraction, %, T = ${time}`,
    scope: scopeOf(comparison),
    drawing:
      rows.length === 0
        ? null
        : {
            paint: (context, area, colors) =>
              drawGrid(penOf(context, area, colors), {
                corner: 'step',
                heads: steps.map((t) => String(t + 1)),
                rows: rows.map(({ name }) => name),
                cell: (pen, row, column, place) => {
                  const spread = rows[row]!.available[steps[column]!]
                  if (spread) colorCell(pen, place, magnitude(spread.mean / top, area.dark), hundredths(spread.mean))
                },
              }),
          },
    empty: 'No run of the comparison has come to its end.',
    keys: (_, dark) => [
      {
        mark: { colors: (part) => rgb(magnitude(part, dark)), low: '0', high: valueWithoutUnit({ unit: '%' }, top) },
        label: '%, mean over seeds',
      },
    ],
    height: () => gridHeight(rows.length),
    apart: true,
  }
}

/** Variants in rows; in columns the values of each group of the test set: each light, each position, each part of a class. */
export function groupsFigure(comparison: Comparison, time: number, groups: readonly GroupTable[]): Figure {
  const metric = reportedOf(metricsOf(comparison.base))
  const columns = groups.flatMap(({ parts, rows }) => parts.map((part, at) => ({ part, spreads: rows.map((cells) => cells[at]!) })))
  const means = columns.flatMap(({ spreads }) => spreads.flatMap((spread) => (spread ? [spread.mean] : [])))
  const [min, max] = [Math.min(...means), Math.max(...means)]
  const share = (value: number) => (max > min ? (value - min) / (max - min) : 1)
  return {
    name: `comparison-groups-${time}`,
    title: `${capital(metricHeading(metric))}, by ${groups.map(({ title }) => lowered(title)).join(', ')}, T = ${time}`,
    scope: scopeOf(comparison),
    drawing:
      means.length === 0
        ? null
        : {
            paint: (context, area, colors) =>
              drawGrid(penOf(context, area, colors), {
                corner: '',
                heads: columns.map(({ part }) => part.among!.part),
                rows: comparison.variants.map(({ title }) => title),
                cell: (pen, row, column, place) => {
                  const { part, spreads } = columns[column]!
                  const spread = spreads[row]
                  if (spread) colorCell(pen, place, magnitude(share(spread.mean), area.dark), valueWithoutUnit(part, spread.mean))
                },
              }),
          },
    empty: 'No run of the comparison has measured a part of the test set by itself.',
    keys: (_, dark) => [
      {
        mark: { colors: (part) => rgb(magnitude(part, dark)), low: valueWithoutUnit(metric, min), high: valueWithoutUnit(metric, max) },
        label: 'mean over seeds',
      },
    ],
    height: () => gridHeight(comparison.variants.length),
    apart: true,
  }
}
