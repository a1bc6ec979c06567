/** A roofline plot: how fast each kernel computes against its operations per byte, under what the device can do at best. */
import { counted, percent, si } from '../../../format'
import { type KernelProfile, type StepProfile, totalOf } from '../../../readings/profile'
import { line, type Pen, styles, text, widthOf } from '../../base/draw'
import { spread } from '../../base/scale'
import chartCss from '../../base/style/chart.module.css'
import { Chart } from '../../shared/chart'
import { dots, drawPlane } from '../../shared/plane'

const AXES = ['operations per byte', 'GFLOP/s'] as const
/** The kernels that are named in the plot. */
const NAMED = 3

const intensityOf = ({ operations, bytes }: KernelProfile): number => operations / bytes
/** The rate of a kernel's arithmetic, in 10⁹ operations a second. */
const rateOf = ({ operations, ms }: KernelProfile): number => operations / ms / 1e6

export function Roofline({ profile }: { readonly profile: StepProfile }) {
  const { kernels } = profile
  const placed = kernels.filter(({ operations, ms }) => operations > 0 && ms > 0)
  const rest = kernels.filter((kernel) => !placed.includes(kernel))
  const all = totalOf(kernels).ms
  const left =
    rest.length === 0
      ? ''
      : ` ${counted(rest.length, 'kernel')} without a product (${percent(totalOf(rest).ms / all, 0)} of the time) are in the table alone.`
  return (
    <Chart
      title="Roofline"
      term="roofline"
      help="The larger the dot, the more of the time. A kernel that skips zeros computes fewer operations than are counted, and may lie above the line."
      drawn={{ [AXES[0]]: 'roofline', [AXES[1]]: 'roofline' }}
      file="roofline"
      draw={(pen) => drawRoofline(pen, profile, placed)}
      inputs={[profile]}
      sentence={`${counted(placed.length, 'kernel')} with a product, by operations per byte and operations a second, under the device’s best rates. The table next to it has the numbers.`}
      table={() => ({
        caption: 'Kernels with a product',
        heads: ['kernel', ...AXES],
        units: null,
        digits: 'significant',
        rows: placed.map((kernel) => ({ name: kernel.kernel, values: [intensityOf(kernel), rateOf(kernel)] })),
      })}
      figure={{
        scope: 'one training step. Dots: kernels, larger with more time. Line: the device’s best',
        height: (width) => 0.75 * width,
        apart: true,
      }}
      height={260}
    >
      <p className={chartCss.caption}>Dots: kernels, larger with more time. Line: copy bandwidth, then multiply-adds.{left}</p>
    </Chart>
  )
}

/** Decades as the numbers of an axis: `low` and `high` are powers of ten, and the axis starts at 0. */
function decadesOf(values: readonly number[]) {
  const powers = values.filter((value) => value > 0 && Number.isFinite(value)).map(Math.log10)
  const [low, high] = [Math.floor(Math.min(...powers) - 0.1), Math.ceil(Math.max(...powers) + 0.1)]
  const names = Array.from({ length: high - low + 1 }, (_, i) => (low + i < 0 ? (10 ** (low + i)).toFixed(-low - i) : si(10 ** (low + i))))
  return { axis: { low: 0, high: high - low, unit: null, names }, at: (value: number) => Math.log10(value) - low }
}

function drawRoofline(pen: Pen, { rates, kernels }: StepProfile, placed: readonly KernelProfile[]): void {
  const { colors } = pen
  const roof = styles(pen).train
  const [best, slope] = [rates.operationsPerSecond / 1e9, rates.bytesPerSecond / 1e9]
  const ridge = best / slope
  const x = decadesOf([ridge, ridge / 10, ...placed.map(intensityOf)])
  const y = decadesOf([best, best / 100, ...placed.map(rateOf)])
  const plane = drawPlane(pen, { ...x.axis, title: AXES[0] }, { ...y.axis, title: AXES[1] })
  const all = totalOf(kernels).ms
  plane.inside(() => {
    const corner = [plane.x(x.at(ridge)), plane.y(y.at(best))] as const
    // Both axes are logarithmic: the bandwidth is a line of slope 1.
    line(pen, plane.x(0), plane.y(y.at(best) - x.at(ridge)), ...corner, roof)
    line(pen, ...corner, plane.x(x.axis.high), corner[1], roof)
    const points = { x: placed.map((kernel) => x.at(intensityOf(kernel))), y: placed.map((kernel) => y.at(rateOf(kernel))) }
    for (const [i, { ms }] of placed.entries())
      dots(pen, plane, { ...points, shown: [i] }, { color: colors.u, radius: 2.5 + 9 * Math.sqrt(ms / all), alpha: 0.75 })
    const names = points.y.slice(0, NAMED).map((value) => plane.y(value))
    const heights = spread(names, 14 * pen.r, plane.y(y.axis.high), plane.y(0))
    for (const [i, { kernel }] of placed.slice(0, NAMED).entries()) {
      const name = kernel.replace(/^.*\//, '')
      const at = plane.x(points.x[i]!)
      const room = at + widthOf(pen, name) + 14 * pen.r < plane.x(x.axis.high)
      text(pen, at + (room ? 14 : -14) * pen.r, heights[i]! + 4 * pen.r, name, {
        color: colors.ink2,
        align: room ? 'left' : 'right',
      })
    }
  })
}
