/** The main metric over the strength of a disturbance: a line for each run or group of runs, with the interval of its mean. */

import type { Metric } from '../../../../readings/metrics'
import { formatOf, lowered, testMetricLabel } from '../../../../studies/metrics'
import { csvOf, type StressCurve, type StressRow } from '../../../../studies/stress/curves'
import type { Disturbance } from '../../../../studies/stress/disturbance'
import { type Pen, stroke, styles } from '../../../base/draw'
import type { FigureKey } from '../../../base/figure'
import { MAX_DRAWN, markOf } from '../../../base/run-marks'
import { Chart } from '../../../shared/chart'
import { dots, drawPlane, roundEnds } from '../../../shared/plane'
import css from './stress.module.css'

interface Props {
  readonly disturbance: Disturbance
  readonly metric: Metric
  readonly curves: readonly StressCurve[]
  /** The strength that the slider shows. */
  readonly strength: number
}

/** Whether the undisturbed value is far from all others, as the 32 bits of an undisturbed weight are; it is then drawn as a dashed line. */
const isApart = ({ strengths, none }: Disturbance): boolean => none > 2 * Math.max(...strengths.filter((strength) => strength !== none))

const drawnRows = (disturbance: Disturbance, { rows }: StressCurve): readonly StressRow[] =>
  isApart(disturbance) ? rows.filter(({ strength }) => strength !== disturbance.none) : rows

export function StressChart(props: Props) {
  const { disturbance, metric, curves, strength } = props
  const { scale } = formatOf(metric)
  const [x, y] = [lowered(disturbance.title), testMetricLabel(metric)]
  return (
    <Chart
      title={`${metric.title} under ${x}`}
      term="stress"
      help={disturbance.help}
      drawn={{ [x]: disturbance.term, [y]: metric.term }}
      file={`stress-${disturbance.id}`}
      draw={(pen) => drawCurves(pen, props, [x, y])}
      inputs={[disturbance, curves, strength]}
      sentence={`${y} over the strength of ${x}, for ${curves.map(({ title }) => title).join('; ')}. The table has every number.`}
      table={() => ({
        caption: `${y} under ${x}`,
        heads: ['strength', ...curves.flatMap(({ title }) => [title, `${title}, low`, `${title}, high`, `${title}, firing rate`])],
        units: null,
        digits: 'significant',
        rows: [...new Set(curves.flatMap(({ rows }) => rows.map((row) => row.strength)))]
          .sort((a, b) => a - b)
          .map((at) => ({
            name: disturbance.names?.[at] ?? String(at),
            values: curves.flatMap(({ rows }) =>
              valuesOf(
                rows.find((row) => row.strength === at),
                scale,
              ),
            ),
          })),
      })}
      files={[{ text: `${metric.title} under ${x}`, name: `stress-${disturbance.id}`, rows: () => csvOf(disturbance, metric, curves) }]}
      figure={{
        scope: 'the mean over seeds, with its 95 % interval',
        keys: (colors) =>
          curves.map(({ title }, slot): FigureKey => ({ mark: { line: { color: colors[markOf(slot).color], width: 1.5 } }, label: title })),
        height: (width) => Math.max(220, 0.5 * width),
        apart: true,
      }}
      height={280}
    >
      <Legend curves={curves} />
    </Chart>
  )
}

function valuesOf(row: StressRow | undefined, scale: number): number[] {
  const { mean = Number.NaN, interval = null, rate = null } = row ?? {}
  return [scale * mean, scale * (interval?.low ?? Number.NaN), scale * (interval?.high ?? Number.NaN), rate ?? Number.NaN]
}

function Legend({ curves }: { readonly curves: readonly StressCurve[] }) {
  return (
    <ul className={css.legend}>
      {curves.slice(0, MAX_DRAWN).map(({ title }, slot) => (
        <li key={title}>
          <i className={css.mark} style={{ background: `var(--${markOf(slot).color})` }} /> {title}
        </li>
      ))}
    </ul>
  )
}

function drawCurves(pen: Pen, { disturbance, metric, curves, strength }: Props, [xTitle, yTitle]: readonly [string, string]): void {
  const { scale } = formatOf(metric)
  const { names, none } = disturbance
  const across = disturbance.unit === '%' ? 100 : 1
  const shown = curves.slice(0, MAX_DRAWN)
  const strengths = disturbance.strengths.filter((one) => !isApart(disturbance) || one !== none)
  const values = shown.flatMap(({ rows }) =>
    rows.flatMap(({ mean, interval }) => [mean, ...(interval ? [interval.low, interval.high] : [])]),
  )
  const [low, high] = metric.unit === '%' ? [0, 100] : roundEnds(values.map((value) => scale * value))
  const plane = drawPlane(
    pen,
    {
      low: across * Math.min(...strengths) - (names ? 0.5 : 0),
      high: across * Math.max(...strengths) + (names ? 0.5 : 0),
      title: xTitle,
      unit: disturbance.unit,
      ...(names && { names }),
    },
    { low, high, title: yTitle, unit: metric.unit },
  )
  const at = (row: StressRow) => [plane.x(across * row.strength), plane.y(scale * row.mean)] as const
  plane.inside(() => {
    if (strengths.includes(strength)) verticalLine(pen, plane.x(across * strength))
    for (const [slot, curve] of shown.entries()) {
      const color = pen.colors[markOf(slot).color]
      const rows = drawnRows(disturbance, curve)
      band(pen, rows, color, (row, value) => [plane.x(across * row.strength), plane.y(scale * value)])
      if (!names) path(pen, rows.map(at), { color, width: 1.5 })
      const plain = curve.rows.find((row) => row.strength === none)
      if (plain && isApart(disturbance)) {
        const level = plane.y(scale * plain.mean)
        path(
          pen,
          [
            [0, level],
            [pen.area.width, level],
          ],
          { color, width: 1, dash: [4, 3] },
        )
      }
      dots(
        pen,
        plane,
        { x: rows.map((row) => across * row.strength), y: rows.map(({ mean }) => scale * mean), shown: [...rows.keys()] },
        { color, radius: 2.5 },
      )
    }
  })
}

type Point = readonly [x: number, y: number]

const verticalLine = (pen: Pen, x: number): void =>
  path(
    pen,
    [
      [x, 0],
      [x, pen.area.height],
    ],
    styles(pen).rule,
  )

const path = (pen: Pen, points: readonly Point[], style: Parameters<typeof stroke>[1]): void =>
  stroke(pen, style, (context) => {
    for (const [i, [x, y]] of points.entries()) i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)
  })

/** The intervals of neighboring strengths as one area; a single one as a line. */
function band(pen: Pen, rows: readonly StressRow[], color: string, place: (row: StressRow, value: number) => Point): void {
  const known = rows.filter(({ interval }) => interval !== null)
  const edge = [...known.map((row) => place(row, row.interval!.high)), ...known.toReversed().map((row) => place(row, row.interval!.low))]
  const { context } = pen
  context.save()
  context.globalAlpha = 0.18
  context.fillStyle = color
  context.beginPath()
  for (const [i, [x, y]] of edge.entries()) i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)
  context.fill()
  context.restore()
}
