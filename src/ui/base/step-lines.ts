/** Draws values against the steps of a long sequence, one line each, with names at their ends. Knows no data. */
import { box, clipped, crisp, disc, type LineStyle, line, type Pen, SMALLEST, stroke, styles, type TextStyle, text, widthOf } from './draw'
import { type Scale, spread } from './scale'
import { type AxisPlace, drawChosenStep, drawStepAxis } from './step-axis'
import { stepScale, whole } from './viewport'

export interface StepLine {
  readonly values: ArrayLike<number>
  readonly style: LineStyle
  /** The label at the right end of the line, in the margin. */
  readonly name?: string
  /** The label at the left end of the line, on the plot. */
  readonly sign?: string
}

/** An area between two curves. */
export interface StepBand {
  readonly low: ArrayLike<number>
  readonly high: ArrayLike<number>
  readonly color: string
  readonly alpha?: number
  /** The label at its right end, in the margin. */
  readonly name?: string
}

export interface StepLines {
  readonly steps: number
  /** Drawn behind the lines. */
  readonly bands?: readonly StepBand[]
  /** The lines in drawing order: later ones cover earlier ones. */
  readonly lines: readonly StepLine[]
  /** Maps a value to a position from 0, the bottom, to 1; NaN leaves a gap. */
  readonly place: Scale
  readonly ticks: readonly { readonly place: number; readonly text: string }[]
  /** The positions between which the axis is broken. */
  readonly broken?: readonly [number, number] | null
  /** Formats a value at the pointer. */
  readonly show: (value: number) => string
}

export interface StepLinesPlace extends AxisPlace {
  readonly y: Scale
}

export function stepLinesPlace(pen: Pen, { lines, bands = [], ticks, place }: StepLines): StepLinesPlace {
  const { r, area } = pen
  const left = Math.max(...ticks.map((tick) => widthOf(pen, tick.text)), 0) + 8 * r
  const names = Math.max(...[...lines, ...bands].map((item) => widthOf(pen, item.name ?? '', SMALLEST, 600)), 0)
  const [top, bottom] = [6 * r, area.height - 17 * r]
  return {
    left,
    width: Math.max(20, area.width - left - (names > 0 ? names + 8 * r : 4 * r)),
    top,
    bottom,
    y: (value) => bottom - 3 * r - place(value) * (bottom - top - 6 * r),
  }
}

function trace(context: CanvasRenderingContext2D, values: ArrayLike<number>, x: Scale, y: Scale): void {
  let open = false
  for (let step = 0; step < values.length; step++) {
    const at = y(values[step]!)
    if (Number.isNaN(at)) open = false
    else if (open) context.lineTo(x(step + 0.5), at)
    else {
      // A value between two gaps is drawn as a dot.
      context.moveTo(x(step + 0.5) - 0.5, at)
      context.lineTo(x(step + 0.5), at)
      open = true
    }
  }
}

function fillBand({ context }: Pen, { low, high, color, alpha }: StepBand, x: Scale, y: Scale): void {
  context.save()
  context.fillStyle = color
  context.globalAlpha = alpha ?? 1
  context.beginPath()
  for (let step = 0; step < high.length; step++) context.lineTo(x(step + 0.5), y(high[step]!))
  for (let step = low.length - 1; step >= 0; step--) context.lineTo(x(step + 0.5), y(low[step]!))
  context.fill()
  context.restore()
}

const firstFinite = (values: ArrayLike<number>, y: Scale): number => y(Array.from(values).find((value) => !Number.isNaN(y(value))) ?? 0)
const lastFinite = (values: ArrayLike<number>, y: Scale): number => y(Array.from(values).findLast((value) => !Number.isNaN(y(value))) ?? 0)

export function drawStepLines(pen: Pen, spec: StepLines, place: StepLinesPlace, step: number | null, hover: number | null): void {
  const { colors, r } = pen
  const { left, width, top, bottom, y } = place
  const viewport = whole(spec.steps)
  const x = stepScale(viewport, left, width)
  const height = (at: number) => bottom - 3 * r - at * (bottom - top - 6 * r)
  for (const tick of spec.ticks) {
    line(pen, left, crisp(height(tick.place)), left + width, crisp(height(tick.place)), styles(pen).hair)
    text(pen, left - 5 * r, height(tick.place) + 4 * r, tick.text, { color: colors.ink3, align: 'right' })
  }
  drawStepAxis(pen, place, viewport)
  drawChosenStep(pen, place, viewport, step)
  if (spec.broken) {
    const middle = height((spec.broken[0] + spec.broken[1]) / 2)
    for (const side of [-1.5, 1.5])
      line(pen, left - 3 * r, middle + (side + 2) * r, left + 4 * r, middle + (side - 2) * r, styles(pen).tick)
    line(pen, left, crisp(middle), left + width, crisp(middle), { ...styles(pen).rule, dash: [1, 3] })
  }
  clipped(pen, left, top - 3 * r, width, bottom - top + 4 * r, () => {
    for (const band of spec.bands ?? []) fillBand(pen, band, x, y)
    for (const item of spec.lines) stroke(pen, item.style, (context) => trace(context, item.values, x, y))
  })
  const named = [
    ...spec.lines.map(({ name, values, style }) => ({ name, color: style.color, end: lastFinite(values, y) })),
    ...(spec.bands ?? []).map(({ name, low, high, color }) => ({ name, color, end: (lastFinite(low, y) + lastFinite(high, y)) / 2 })),
  ].filter((item) => item.name)
  const ends = spread(
    named.map((item) => item.end),
    11.5 * r,
    top + 4 * r,
    bottom - 2 * r,
  )
  named.forEach((item, index) => {
    text(pen, left + width + 6 * r, ends[index]! + 4 * r, item.name!, { color: item.color })
  })
  const signed = spec.lines.filter((item) => item.sign)
  const starts = spread(
    signed.map((item) => firstFinite(item.values, y)),
    11.5 * r,
    top + 6 * r,
    bottom - 6 * r,
  )
  signed.forEach((item, index) => {
    label(pen, left + 3 * r, starts[index]! + 4 * r, item.sign!, { color: item.style.color, weight: 600 })
  })
  const read = hover ?? step
  if (read !== null && read < spec.steps) drawReading(pen, spec, place, read)
}

/** The values at a step, on the side of it with more room. */
function drawReading(pen: Pen, spec: StepLines, { left, width, top, bottom, y }: StepLinesPlace, step: number): void {
  const { colors, r } = pen
  const x = stepScale(whole(spec.steps), left, width)(step + 0.5)
  line(pen, crisp(x - 0.5), top, crisp(x - 0.5), bottom, { color: colors.ink3, dash: [2, 2] })
  const known = spec.lines.filter((item) => Number.isFinite(y(item.values[step] ?? Number.NaN)))
  for (const item of known) disc(pen, x, y(item.values[step]!), 2.5 * r, item.style.color)
  const places = spread(
    known.map((item) => y(item.values[step]!)),
    11.5 * r,
    top + 18 * r,
    bottom - 4 * r,
  )
  const [at, align] = x < left + width / 2 ? [x + 7 * r, 'left' as const] : [x - 7 * r, 'right' as const]
  label(pen, at, top + 6 * r, `t = ${step + 1}`, { color: colors.ink, align, weight: 600 })
  known.forEach((item, index) => {
    const sign = item.sign ? `${item.sign}: ` : ''
    label(pen, at, places[index]! + 4 * r, `${sign}${spec.show(item.values[step]!)}`, { color: item.style.color, align })
  })
}

/** Draws a label over lines, with its own background. */
function label(pen: Pen, x: number, y: number, content: string, style: TextStyle): void {
  const { context, r, colors } = pen
  const width = widthOf(pen, content, SMALLEST, style.weight)
  const left = style.align === 'right' ? x - width : x
  context.save()
  context.globalAlpha = 0.85
  box(pen, left - 2 * r, y - 9 * r, left + width + 2 * r, y + 2.5 * r, colors.ground)
  context.restore()
  text(pen, x, y, content, style)
}
