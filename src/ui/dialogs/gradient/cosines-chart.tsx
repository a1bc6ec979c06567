/** Cosines of gradients: a line for each other gradient, with a dot for each layer and a larger one for all of them. */
import { line, type Pen, styles, text, widthOf } from '../../base/draw'
import { linear } from '../../base/scale'
import chartCss from '../../base/style/chart.module.css'
import { Chart, type ChartTable } from '../../shared/chart'

export interface CosineRow {
  readonly title: string
  /** The cosine of each layer, then that of all layers together; null where a gradient is 0. */
  readonly values: readonly (number | null)[]
  /** Standard errors; null where there are none. */
  readonly errors: readonly (number | null)[] | null
  /** The norm of the gradient over that of the true one. */
  readonly ratios?: readonly (number | null)[]
}

interface Props {
  readonly title: string
  readonly file: string
  readonly rows: readonly CosineRow[]
  readonly columns: readonly string[]
  readonly scope: string
}

const LEGEND = 'Dots: layers, from the first one, pale, to the last. Rings: all layers together'
const ROW = 22

export function CosinesChart({ title, file, rows, columns, scope }: Props) {
  const legend = rows.some(({ errors }) => errors) ? `${LEGEND}. Bars: standard errors` : LEGEND
  return (
    <Chart
      title={title}
      term="gradientCosine"
      help="1: the same direction. 0: a right angle. A gradient that is 0 has no direction, and no dot."
      drawn={{ cosine: 'gradientCosine' }}
      file={file}
      draw={(pen) => drawRows(pen, rows)}
      inputs={[rows]}
      sentence={`${title}, of all layers, ${scope}: ${rows.map((row) => `${row.title} ${row.values.at(-1)?.toFixed(2) ?? 'unknown'}`).join(', ')}.`}
      table={() => tableOf(title, rows, columns)}
      figure={{ scope: `${scope}. ${legend}`, height: () => ROW * (rows.length + 2.5), apart: true }}
      height={ROW * (rows.length + 2.5)}
    >
      <p className={chartCss.caption}>{legend}.</p>
    </Chart>
  )
}

function tableOf(title: string, rows: readonly CosineRow[], columns: readonly string[]): ChartTable {
  const numbers = (values: readonly (number | null)[]) => values.map((value) => value ?? Number.NaN)
  const heads = (what: string) => columns.map((column) => `${column}${what}`)
  const [first] = rows
  return {
    caption: title,
    heads: ['gradient', ...columns, ...(first?.errors ? heads(' ±') : []), ...(first?.ratios ? heads(' norm') : [])],
    units: null,
    digits: 4,
    rows: rows.map(({ title: name, values, errors, ratios }) => ({
      name,
      values: [...numbers(values), ...numbers(errors ?? []), ...numbers(ratios ?? [])],
    })),
  }
}

function drawRows(pen: Pen, rows: readonly CosineRow[]): void {
  const { area, colors, r, context } = pen
  const left = Math.min(area.width / 2, Math.max(...rows.map(({ title }) => widthOf(pen, title))) + 12 * r)
  const lowest = Math.min(0, ...rows.flatMap(({ values }) => values.map((value) => value ?? 0)))
  const x = linear(Math.max(-1, Math.floor(lowest * 2) / 2), 1, left, area.width - 10 * r)
  const y = (row: number) => (row + 1) * ROW * r
  const bottom = y(rows.length - 0.5)
  for (const at of [-1, -0.5, 0, 0.5, 1].filter((tick) => x(tick) >= left)) {
    line(pen, x(at), y(-0.5), x(at), bottom, at === 0 || at === 1 ? styles(pen).rule : styles(pen).hair)
    text(pen, x(at), bottom + 14 * r, String(at).replace('-', '−'), { color: colors.ink3, align: 'center' })
  }
  text(pen, (left + area.width) / 2, bottom + 30 * r, 'cosine', { color: colors.ink3, align: 'center' })
  for (const [row, { title, values, errors }] of rows.entries()) {
    text(pen, left - 8 * r, y(row) + 4 * r, title, { color: colors.ink2, align: 'right' })
    for (const [i, value] of values.entries()) {
      if (value === null) continue
      const all = i === values.length - 1
      const error = errors?.[i] ?? 0
      if (error > 0) line(pen, x(value - error), y(row), x(value + error), y(row), { color: all ? colors.ink : colors.ink3 })
      context.save()
      context.globalAlpha = all ? 1 : 0.3 + (0.7 * (i + 1)) / values.length
      context.fillStyle = colors.u
      context.strokeStyle = colors.ink
      context.beginPath()
      context.arc(x(Math.max(-1, Math.min(1, value))), y(row), (all ? 5 : 3) * r, 0, 2 * Math.PI)
      if (all) context.stroke()
      else context.fill()
      context.restore()
    }
  }
}
