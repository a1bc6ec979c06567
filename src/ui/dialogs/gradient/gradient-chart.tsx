/** Derivatives by backpropagation against numeric ones: on the diagonal where they agree. */
import { counted } from '../../../format'
import { directionText, type GradientCheck, type GradientPoint, rowsOf } from '../../../readings/gradient-check'
import { line, type Pen, styles } from '../../base/draw'
import chartCss from '../../base/style/chart.module.css'
import { Chart } from '../../shared/chart'
import { dots, drawPlane } from '../../shared/plane'

const LEGEND = 'Rings: on this adapter. Dots: in float64. Blue: by the input current. Orange: by a parameter. Line: equal.'
const AXES = ['numeric', 'by backpropagation'] as const

interface Placed extends GradientPoint {
  readonly layer: string
  /** Relative to the largest derivative of its layer and parameter. */
  readonly relative: Readonly<Record<'numeric' | 'analytic' | 'gpu', number>>
}

function placedOf(checks: readonly GradientCheck[]): Placed[] {
  const largest = new Map(rowsOf(checks).map((row) => [`${row.layer} ${row.parameter}`, row.largest]))
  return checks.flatMap(({ layer, points }) =>
    points.map((point) => {
      const scale = largest.get(`${layer} ${point.parameter}`) || 1
      const { numeric, analytic, gpu } = point
      return { ...point, layer, relative: { numeric: numeric / scale, analytic: analytic / scale, gpu: gpu / scale } }
    }),
  )
}

export function GradientChart({ checks }: { checks: readonly GradientCheck[] }) {
  const points = placedOf(checks)
  return (
    <Chart
      title="Derivatives against numeric ones"
      term="bptt"
      help="Each relative to the largest of its layer and parameter, so that all are seen on one scale."
      drawn={{ [AXES[0]]: 'gradientNorm', [AXES[1]]: 'bptt' }}
      file="gradient-check"
      draw={(pen) => drawPoints(pen, points)}
      inputs={[checks]}
      sentence={`${counted(points.length, 'derivative')} by backpropagation against numeric ones. The table next to it has the largest differences.`}
      table={() => ({
        caption: 'Derivatives, in three ways',
        heads: ['derivative', 'numeric', 'float64', 'adapter'],
        units: null,
        digits: 'significant',
        rows: points.map(({ layer, parameter, numeric, analytic, gpu }, at) => ({
          name: `${at + 1}: ${layer}, ${directionText(parameter)}`,
          values: [numeric, analytic, gpu],
        })),
      })}
      figure={{
        scope: `relative to the largest of a layer and parameter. ${LEGEND.replace(/\.$/, '')}`,
        height: (width) => Math.max(240, 0.9 * width),
        apart: true,
      }}
      height={280}
    >
      <p className={chartCss.caption}>{LEGEND}</p>
    </Chart>
  )
}

function drawPoints(pen: Pen, points: readonly Placed[]): void {
  const { colors } = pen
  const reach = Math.min(
    10,
    Math.max(1, ...points.flatMap(({ relative }) => Object.values(relative).map(Math.abs)).filter(Number.isFinite)),
  )
  const plane = drawPlane(
    pen,
    { low: -reach, high: reach, title: AXES[0], unit: null },
    { low: -reach, high: reach, title: AXES[1], unit: null },
  )
  const x = points.map(({ relative }) => relative.numeric)
  const of = (current: boolean) => [...points.keys()].filter((at) => (points[at]!.parameter === null) === current)
  plane.inside(() => {
    line(pen, plane.x(-reach), plane.y(-reach), plane.x(reach), plane.y(reach), styles(pen).rule)
    for (const [current, color] of [
      [true, colors.u],
      [false, colors.spk],
    ] as const) {
      const shown = of(current)
      dots(pen, plane, { x, y: points.map(({ relative }) => relative.gpu), shown }, { color, radius: 4 })
      dots(pen, plane, { x, y: points.map(({ relative }) => relative.gpu), shown }, { color: colors.ground, radius: 3 })
    }
    for (const [current, color] of [
      [true, colors.u],
      [false, colors.spk],
    ] as const)
      dots(pen, plane, { x, y: points.map(({ relative }) => relative.analytic), shown: of(current) }, { color, radius: 1.75 })
  })
}
