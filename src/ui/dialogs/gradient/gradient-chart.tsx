/** Charts of the check of the gradient: derivatives against numeric ones, on the diagonal where they agree; and the loss around the weights. */
import { counted, fixed, twoDigits } from '../../../format'
import { directionText, type GradientCheck, type GradientPoint, rowsOf } from '../../../readings/gradient-check'
import type { LossCurve, LossLandscape, LossSurface } from '../../../readings/loss-landscape'
import { line, type Pen, styles } from '../../base/draw'
import { magnitude, rgb } from '../../base/magnitude'
import { niceStep } from '../../base/scale'
import chartCss from '../../base/style/chart.module.css'
import { Chart } from '../../shared/chart'
import { dots, drawPlane } from '../../shared/plane'
import { endsOf, type LossMap, paintCurve, paintMap } from './landscape-painting'

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

// ---- the loss around the weights

const CURVE_LEGEND = 'Orange: the spiking network. Blue: its smooth model. Dashed: what the gradient promises.'
const ALONG = 'distance against the gradient'
const HEIGHT = 260

export function LossCurveChart({ curve, scope }: { readonly curve: LossCurve; readonly scope: string }) {
  const { at, spiking, smooth } = curve
  return (
    <Chart
      title="Loss against the gradient"
      term="lossLandscape"
      help="0 is where the weights are now; 1 would be as far as they are long. Steps are spikes that appear or go."
      drawn={{ loss: 'lossLandscape', [ALONG]: 'lossLandscape' }}
      file="loss-curve"
      draw={(pen) => drawCurve(pen, curve)}
      inputs={[curve]}
      sentence={`Loss against the gradient, ${scope}: ${fixed(spiking[0], 3)} at ${at[0]}, ${fixed(spiking[(at.length - 1) / 2], 3)} at 0, ${fixed(spiking.at(-1), 3)} at ${at.at(-1)} of the norm of the weights.`}
      table={() => ({
        caption: `Loss against the gradient, ${scope}`,
        heads: ['distance', 'spiking', ...(smooth ? ['smooth'] : [])],
        units: null,
        digits: 4,
        rows: at.map((distance, i) => ({ name: fixed(distance, 4), values: [spiking[i]!, ...(smooth ? [smooth[i]!] : [])] })),
      })}
      figure={{ scope: `${scope}. ${CURVE_LEGEND.replace(/\.$/, '')}`, height: () => HEIGHT, apart: true }}
      height={HEIGHT}
    >
      <p className={chartCss.caption}>{CURVE_LEGEND}</p>
    </Chart>
  )
}

function drawCurve(pen: Pen, curve: LossCurve): void {
  const { at } = curve
  const [low, high] = endsOf(curve)
  const across = { low: at[0]!, high: at.at(-1)!, title: ALONG, unit: '‖w‖' }
  paintCurve(pen, drawPlane(pen, across, { low, high, title: 'loss', unit: null }), curve, [low, high])
}

const MODELS = { spiking: 'Loss of the spiking network', smooth: 'Loss of the smooth model' } as const

/** The two surfaces, on one scale. */
export function LossSurfaces({ landscape, surface }: { readonly landscape: LossLandscape; readonly surface: LossSurface }) {
  const losses = [...surface.spiking, ...(surface.smooth ?? [])].filter(Number.isFinite)
  const range = [Math.min(...losses), Math.max(...losses)] as const
  return (
    <>
      {(['spiking', 'smooth'] as const).map(
        (model) =>
          surface[model] && (
            <SurfaceChart key={model} model={model} landscape={landscape} surface={surface} range={range} losses={surface[model]} />
          ),
      )}
    </>
  )
}

interface SurfaceProps {
  readonly model: keyof typeof MODELS
  readonly landscape: LossLandscape
  readonly surface: LossSurface
  readonly losses: Float32Array
  readonly range: readonly [low: number, high: number]
}

function SurfaceChart({ model, landscape: { axes, samples }, surface, losses, range }: SurfaceProps) {
  const [low, high] = range
  const { at } = surface
  const size = at.length
  const step = niceStep(high - low, 8)
  const legend = `From ${fixed(low, 3)} to ${fixed(high, 3)}, a line every ${twoDigits(step)}. Dot: the weights.`
  const scope = `${samples} samples, ${size} × ${size} points`
  return (
    <Chart
      title={MODELS[model]}
      term="lossLandscape"
      help="Over two directions, in which each filter is as long as its weights are."
      drawn={Object.fromEntries(axes.map((axis) => [axis, 'lossLandscape']))}
      file={`loss-surface-${model}`}
      draw={(pen) => drawSurface(pen, { axes, at, losses, range, step })}
      inputs={[losses, axes]}
      sentence={`${MODELS[model]} over ${axes.join(' and ')}, ${scope}: ${legend}`}
      table={() => ({
        caption: `${MODELS[model]}: ${axes[0]} in columns, ${axes[1]} in rows`,
        heads: ['', ...at.map((x) => fixed(x, 4))],
        units: null,
        digits: 4,
        rows: at.map((y, row) => ({ name: fixed(y, 4), values: [...losses.subarray(row * size, (row + 1) * size)] })),
      })}
      figure={{
        scope: `${scope}. ${legend.replace(/\.$/, '')}`,
        keys: (_, dark) => [
          { mark: { colors: (part) => rgb(magnitude(part, dark)), low: fixed(low, 3), high: fixed(high, 3) }, label: 'loss' },
        ],
        height: (width) => Math.max(240, 0.8 * width),
        apart: true,
      }}
      height={(width) => Math.max(240, Math.min(360, 0.9 * width))}
    >
      <p className={chartCss.caption}>{legend}</p>
    </Chart>
  )
}

function drawSurface(pen: Pen, map: LossMap): void {
  const { at, axes } = map
  const [low, high] = [at[0]!, at.at(-1)!]
  paintMap(pen, drawPlane(pen, { low, high, title: axes[0], unit: null }, { low, high, title: axes[1], unit: null }), map)
}
