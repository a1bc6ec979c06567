/** Draws statistics of spike trains, data against model: intervals, autocorrelation, cells as dots, rows of values. Stateless. */
import { fixed } from '../../../format'
import type { Compared, SpikeStatistics } from '../../../tasks/response/detail'
import { box, clipped, crisp, disc, line, type Pen, stroke, styles, text, widthOf } from '../../base/draw'
import { digitsOf, linear, niceStep, ticks } from '../../base/scale'
import { dots, drawPlane, mark, type Plane, roundEnds } from '../../shared/plane'

/** Intervals beyond this share of both are not drawn. */
const COVERED = 0.98
const [MIN_INTERVALS, MAX_INTERVALS] = [8, 40]

/** How many intervals, from 1 bin on, hold nearly all of both. */
export function shownIntervals({ data, model }: Compared<readonly number[]>): number {
  const upTo = (shares: readonly number[]) => {
    let sum = 0
    const at = shares.findIndex((share) => {
      sum += share
      return sum >= COVERED
    })
    return at < 0 ? shares.length : at + 1
  }
  return Math.min(data.length, MAX_INTERVALS, Math.max(MIN_INTERVALS, upTo(data), upTo(model)))
}

/** Data as bars, the model as a line with dots. @param bin the unit of time, "bins of 33.3 ms" */
export function drawIntervals(pen: Pen, isi: Compared<readonly number[]>, bin: string): void {
  const { colors, r } = pen
  const count = shownIntervals(isi)
  const [data, model] = [isi.data.slice(0, count), isi.model.slice(0, count)]
  const [, high] = roundEnds([0, ...data, ...model])
  const plane = drawPlane(
    pen,
    { low: 0.5, high: count + 0.5, title: 'interval', unit: bin },
    { low: 0, high, title: 'share of intervals', unit: null },
  )
  plane.inside(() => {
    const gap = Math.min(1.5 * r, 0.15 * (plane.x(2) - plane.x(1)))
    data.forEach((share, at) => {
      const [left, right] = [plane.x(at + 0.5) + gap, plane.x(at + 1.5) - gap]
      box(pen, left, plane.y(0), right, plane.y(share), colors.rule)
      line(pen, left, crisp(plane.y(share)), right, crisp(plane.y(share)), { color: colors.ink })
    })
    series(pen, plane, model, { color: colors.spk })
  })
}

/** Draws autocorrelations from lag 1 on: of the data, of the model, and the part of the data that the stimulus alone explains. */
export function drawAutocorrelogram(pen: Pen, { data, model, shift }: SpikeStatistics['autocorrelogram'], bin: string): void {
  const { colors, r } = pen
  const [, high] = roundEnds([0, 1, ...data, ...model, ...shift])
  const plane = drawPlane(
    pen,
    { low: 0, high: data.length, title: 'lag', unit: bin },
    { low: 0, high, title: 'pairs, 1 at chance', unit: null },
  )
  plane.inside(() => {
    line(pen, plane.x(0), crisp(plane.y(1)), plane.x(data.length), crisp(plane.y(1)), { color: colors.edge, dash: [1, 3] })
    series(pen, plane, shift, { color: colors.ink3, width: 1.25 * r, dash: [4 * r, 2 * r] }, 0)
    series(pen, plane, data, { color: colors.ink })
    series(pen, plane, model, { color: colors.spk })
  })
}

/** A line through values at 1, 2, ... with a dot on each. */
function series(
  pen: Pen,
  plane: Plane,
  values: readonly number[],
  style: { readonly color: string; readonly width?: number; readonly dash?: readonly number[] },
  radius = 1.75,
): void {
  const x = values.map((_, at) => at + 1)
  stroke(pen, { width: 1.5 * pen.r, ...style }, (context) => {
    values.forEach((value, at) => {
      if (at === 0) context.moveTo(plane.x(1), plane.y(value))
      else context.lineTo(plane.x(at + 1), plane.y(value))
    })
  })
  if (radius > 0) dots(pen, plane, { x, y: values, shown: x.map((_, at) => at) }, { color: style.color, radius })
}

export interface CellDots extends Compared<readonly number[]> {
  /** "Fano factor" */
  readonly what: string
  readonly unit: string | null
  /** A reference value, for example "Poisson" at 1. */
  readonly reference?: { readonly at: number; readonly words: string }
  /** The index of the highlighted cell. */
  readonly chosen: number | null
}

/** A dot for each cell, data to the right and model up. */
export function drawCellDots(pen: Pen, { data, model, what, unit, reference, chosen }: CellDots): void {
  const { colors, r } = pen
  const [, high] = roundEnds([0, ...data, ...model, ...(reference ? [reference.at] : [])])
  // The unit of a rate says that it is one.
  const titleOf = (of: string) => (unit === null ? `${what}, ${of}` : of)
  const plane = drawPlane(pen, { low: 0, high, title: titleOf('data'), unit }, { low: 0, high, title: titleOf('model'), unit })
  plane.inside(() => {
    line(pen, plane.x(0), plane.y(0), plane.x(high), plane.y(high), { color: colors.ink2, dash: [5 * r, 3 * r] })
    if (reference) {
      const y = crisp(plane.y(reference.at))
      line(pen, plane.x(0), y, plane.x(high), y, { color: colors.edge, dash: [1, 3] })
      text(pen, plane.x(0) + 4 * r, y + 12 * r, reference.words, { color: colors.ink3 })
    }
    const all = data.map((_, at) => at)
    dots(pen, plane, { x: data, y: model, shown: all }, { color: colors.spk, radius: 2.25, alpha: 0.75 })
    if (chosen !== null && Number.isFinite(data[chosen]) && Number.isFinite(model[chosen]))
      mark(pen, plane, data[chosen]!, model[chosen]!, colors.spk)
  })
}

export interface ValueRow {
  readonly name: string
  /** The value of the data, drawn as a ring. */
  readonly data?: number
  /** The value of the model, drawn as a dot. */
  readonly model: number
  /** The single values of which the model's value is the mean, drawn faintly. */
  readonly each?: readonly number[]
}

export interface ValueRows {
  readonly rows: readonly ValueRow[]
  readonly reference: { readonly at: number; readonly words: string }
}

/** Sizes in px at a root font size of 16 px. */
const ROW = 24
const AXIS = 30
export const valueRowsHeight = (rows: number): number => rows * ROW + AXIS + 14

/** Draws one row per statistic: its values on a common axis, and the numbers at the right. */
export function drawValueRows(pen: Pen, { rows, reference }: ValueRows): void {
  const { area, colors, r } = pen
  const values = rows.flatMap(({ data, model, each = [] }) => [model, ...(data === undefined ? [] : [data]), ...each])
  const [low, high] = roundEnds([reference.at, reference.at === 1 && values.every((value) => !(value < 0.5)) ? 0.75 : 0, ...values])
  const names = Math.max(...rows.map(({ name }) => widthOf(pen, name))) + 8 * r
  const numbers = Math.max(...rows.map((row) => widthOf(pen, numbersOf(row)))) + 8 * r
  const [left, right, top] = [names, area.width - numbers, 14 * r]
  const bottom = area.height - AXIS * r
  const x = linear(low, high, left, right)
  const step = niceStep(high - low, (right - left) / (40 * r))
  for (const at of ticks(low, high, (right - left) / (40 * r))) {
    line(pen, crisp(x(at)), top, crisp(x(at)), bottom + 3 * r, styles(pen).hair)
    text(pen, x(at), bottom + 15 * r, fixed(at, digitsOf(step)), { color: colors.ink3, align: 'center' })
  }
  const at = crisp(x(reference.at))
  line(pen, at, top - 2 * r, at, bottom, { color: colors.ink, width: 1.25, dash: [5 * r, 3 * r] })
  const half = widthOf(pen, reference.words) / 2
  text(pen, Math.min(right - half, Math.max(left + half, at)), top - 5 * r, reference.words, { color: colors.ink2, align: 'center' })
  const pitch = (bottom - top) / rows.length
  rows.forEach((row, index) => {
    const y = top + (index + 0.5) * pitch
    text(pen, 0, y + 4 * r, row.name, { color: colors.ink2 })
    text(pen, area.width, y + 4 * r, numbersOf(row), { color: colors.ink, align: 'right' })
    clipped(pen, left - 5 * r, top, right - left + 10 * r, bottom - top, () => drawValues(pen, row, y, x))
  })
  line(pen, left, crisp(bottom), right, crisp(bottom), styles(pen).rule)
}

/** "1.30 → 0.92" */
const numbersOf = ({ data, model }: ValueRow): string => (data === undefined ? fixed(model, 2) : `${fixed(data, 2)} → ${fixed(model, 2)}`)

function drawValues(pen: Pen, { data, model, each = [] }: ValueRow, y: number, x: (value: number) => number): void {
  const { context, colors, r } = pen
  context.globalAlpha = 0.5
  for (const value of each.filter(Number.isFinite)) disc(pen, x(value), y, 1.75 * r, colors.spk)
  context.globalAlpha = 1
  if (data !== undefined && Number.isFinite(data) && Number.isFinite(model)) {
    line(pen, x(data), y, x(model), y, { color: colors.edge, width: 1.5 * r })
    stroke(pen, { color: colors.ink, width: 1.75 * r }, (path) => path.arc(x(data), y, 4 * r, 0, 2 * Math.PI))
  }
  if (each.length > 0) line(pen, x(model), y - 8 * r, x(model), y + 8 * r, { color: colors.spk, width: 2.5 * r })
  else if (Number.isFinite(model)) disc(pen, x(model), y, 4 * r, colors.spk)
}
