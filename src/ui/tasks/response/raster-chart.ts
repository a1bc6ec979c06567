/** Draws recorded trials above sampled ones on one time axis, and mean rates and a retina's slow state below them. Stateless. */
import { mean } from '../../../readings/spike-trains/moments'
import type { Bins } from '../../../readings/spike-trains/trains'
import { box, clipped, crisp, fill, line, type Pen, staircase, stroke, styles, text, widthOf } from '../../base/draw'
import { linear, niceStep, type Scale } from '../../base/scale'
import { drawStepAxis } from '../../base/step-axis'
import { groupsOf, stepScale, type Viewport } from '../../base/viewport'
import type { Rates, Rows } from './raster-rows'

interface Band {
  readonly top: number
  readonly height: number
}

export interface RasterPlace {
  readonly left: number
  readonly width: number
  readonly data: Band
  readonly model: Band
  readonly rate: Band
  readonly slow: Band | null
  readonly bottom: number
}

export interface RasterDrawing {
  readonly rows: Rows
  readonly rates: Rates
  /** The visible bins of the movie. */
  readonly viewport: Viewport
  /** The number of bins at the start that are not scored. */
  readonly unscored: number
  /** Whether the true rates of a simulated retina are overlaid. */
  readonly truth: boolean
  readonly slow: boolean
  /** The highlighted row. */
  readonly row: number | null
  /** Headings of the plots, for example "30 trials". */
  readonly heads: { readonly data: string; readonly model: string; readonly rate: string }
}

/** Sizes in px at a root font size of 16 px. */
const HEAD = 17
/** The height of the rate plot, in a narrow chart and in a wide one. */
const RATE = [62, 92] as const
/** The width from which a chart counts as wide. */
const WIDE = 480
const SLOW = 40
const AXIS = 19
const GAP = 3
const MARGIN = 30
const NAMES = 46
/** The smallest height of a row that has room for its name. */
const NAMED = 11.5

const rateHeight = (width: number): number => RATE[width < WIDE ? 0 : 1]

/** The height of everything but the rows, for a width. */
const otherHeight = (width: number, slow: boolean): number => 2 * (HEAD + GAP) + HEAD + rateHeight(width) + (slow ? HEAD + SLOW : 0) + AXIS

/** The height for these rows: few rows stay legible, many rows stay compact, and in a wide chart rows have room for names. */
export function rasterHeight(width: number, rows: Rows, slow: boolean): number {
  const [all, min, max] = width < WIDE ? [100, 2, 8] : [290, 5, 16]
  const { data, model } = countsOf(rows)
  return otherHeight(width, slow) + (data + model) * Math.min(max, Math.max(min, all / Math.max(data, model)))
}

/** The number of rows to leave room for: at least one. */
const countsOf = ({ data, model }: Rows) => ({ data: Math.max(1, data.length), model: Math.max(1, model.length) })

export function rasterPlace(pen: Pen, { rows, slow, rates }: RasterDrawing): RasterPlace {
  const { area, r } = pen
  const counts = countsOf(rows)
  const shown = slow && rates.slow !== null
  const height = Math.max(1, (area.height - otherHeight(area.width / r, shown) * r) / (counts.data + counts.model))
  const left = (rows.names && height >= NAMED * r ? NAMES : MARGIN) * r
  const data = { top: HEAD * r, height: counts.data * height }
  const model = { top: data.top + data.height + (GAP + HEAD) * r, height: counts.model * height }
  const rate = { top: model.top + model.height + (GAP + HEAD) * r, height: rateHeight(area.width / r) * r }
  const below = rate.top + rate.height
  const strip = shown ? { top: below + HEAD * r, height: SLOW * r } : null
  return { left, width: Math.max(20, area.width - left - 4 * r), data, model, rate, slow: strip, bottom: area.height - AXIS * r }
}

/** The row under a y coordinate in either raster; null outside both. */
export function rowUnder(place: RasterPlace, rows: Rows, y: number): number | null {
  const counts = countsOf(rows)
  for (const of of ['data', 'model'] as const) {
    const { top, height } = place[of]
    if (y >= top && y < top + height) return Math.floor(((y - top) / height) * counts[of])
  }
  return null
}

export function drawRasters(pen: Pen, drawing: RasterDrawing, place: RasterPlace): void {
  const { colors, r } = pen
  const { rows, viewport, unscored, heads, row } = drawing
  const { left, width, bottom } = place
  const x = stepScale(viewport, left, width)
  if (unscored > 0) {
    const end = x(viewport.from + unscored)
    for (const { top, height } of [place.data, place.model, place.rate]) {
      box(pen, left, top, end, top + height, colors.raise)
      if (unscored < viewport.to - viewport.from)
        line(pen, crisp(end), top, crisp(end), top + height, { ...styles(pen).rule, dash: [2, 2] })
    }
  }
  drawStepAxis(pen, { left, width, top: bottom, bottom }, viewport)
  head(pen, place.data, { color: colors.ink, name: 'data', words: heads.data })
  drawRows(pen, place, place.data, rows.data, { names: rows.names, row, color: colors.ink })
  head(pen, place.model, { color: colors.spk, name: 'model', words: heads.model })
  drawRows(pen, place, place.model, rows.model, { names: rows.names, row, color: colors.spk })
  head(pen, place.rate, { color: colors.ink, name: 'rate', words: heads.rate })
  drawRates(pen, drawing, place)
  if (place.slow && drawing.rates.slow) {
    head(pen, place.slow, { color: colors.win, name: 'slow state', words: 'truth, without a unit' })
    const y = axisOf(pen, place, place.slow, mostOf([drawing.rates.slow]))
    stroke(pen, { color: colors.win, width: 1.5 * r }, (context) => trace(context, drawing.rates.slow!, place, y))
  }
  if (unscored > 0 && x(viewport.from + unscored) - left > widthOf(pen, 'not scored') + 6 * r)
    text(pen, left + 3 * r, place.rate.top + 11 * r, 'not scored', { color: colors.ink3 })
}

interface Headed {
  readonly color: string
  readonly name: string
  readonly words: string
}

function head(pen: Pen, { top }: Band, { color, name, words }: Headed): void {
  const { r, colors, area } = pen
  const end = text(pen, 0, top - 5 * r, name, { color, weight: 600 })
  if (end + widthOf(pen, words) + 8 * r <= area.width)
    text(pen, area.width - 4 * r, top - 5 * r, words, { color: colors.ink2, align: 'right' })
}

interface RowStyle {
  readonly names: readonly string[] | null
  readonly row: number | null
  readonly color: string
}

/** Draws one mark per spike. */
function drawRows(pen: Pen, { left, width }: RasterPlace, band: Band, rows: readonly Bins[], { names, row, color }: RowStyle): void {
  const { r, colors } = pen
  const high = band.height / Math.max(1, rows.length)
  line(pen, left, crisp(band.top + band.height), left + width, crisp(band.top + band.height), styles(pen).hair)
  rows.forEach((bins, index) => {
    const top = band.top + index * high
    if (index === row) box(pen, left, top, left + width, top + high, colors.raise)
    if (names && high >= NAMED * r)
      text(pen, left - 4 * r, top + high / 2 + 4 * r, names[index]!, {
        color: index === row ? colors.ink : colors.ink3,
        align: 'right',
        weight: index === row ? 600 : 400,
      })
    const wide = width / bins.length
    const mark = Math.max(1.25 * r, Math.min(wide - 0.5, 3 * r))
    const space = high > 4 * r ? r : 0
    for (let bin = 0; bin < bins.length; bin++) {
      if (bins[bin] === 0) continue
      const at = left + (bin + 0.5) * wide - mark / 2
      box(pen, at, top + space / 2, at + mark, top + high - space / 2, color)
    }
  })
  if (row !== null && row < rows.length && high < NAMED * r) {
    const y = band.top + (row + 0.5) * high
    box(pen, left - 4 * r, y - 2 * r, left - r, y + 2 * r, colors.ink)
  }
}

/** Draws the data as a filled staircase, with the model and the true rate as lines over it. */
function drawRates(pen: Pen, { rates, truth }: RasterDrawing, place: RasterPlace): void {
  const { colors, r } = pen
  const { left, width, rate } = place
  const over = truth ? rates.truth : null
  const y = axisOf(pen, place, rate, mostOf([rates.data, rates.model, ...(over ? [over] : [])]))
  clipped(pen, left, rate.top - r, width, rate.height + 2 * r, () => {
    const data = thinned(rates.data, width)
    const wide = width / data.length
    fill(pen, colors.rule, (path) => {
      path.moveTo(left, y(0))
      staircase(path, data, (edge) => left + edge * wide, y)
      path.lineTo(left + width, y(0))
    })
    stroke(pen, { color: colors.spk, width: 1.5 * r }, (path) => trace(path, rates.model, place, y))
    if (over) stroke(pen, { color: colors.fix, width: 1.25 * r, dash: [4 * r, 2 * r] }, (path) => trace(path, over, place, y))
  })
}

const mostOf = (curves: readonly ArrayLike<number>[]): number =>
  Math.max(0, ...curves.flatMap((values) => Array.from(values).filter(Number.isFinite))) || 1

/** Draws an axis from 0 to a round number, labels both ends at the left, and returns its scale. */
function axisOf(pen: Pen, { left, width }: RasterPlace, { top, height }: Band, max: number): Scale {
  const { colors, r } = pen
  const step = niceStep(max, 4) / 2
  const high = Number((step * Math.ceil(max / step - 1e-9)).toPrecision(6))
  const y = linear(0, high, top + height, top)
  line(pen, left, crisp(top), left + width, crisp(top), styles(pen).hair)
  line(pen, left, crisp(top + height), left + width, crisp(top + height), styles(pen).rule)
  text(pen, left - 4 * r, top + 8 * r, String(high), { color: colors.ink3, align: 'right' })
  text(pen, left - 4 * r, top + height, '0', { color: colors.ink3, align: 'right' })
  return y
}

/** Means over the neighbors that share a pixel. */
export function thinned(values: Float64Array, width: number): Float64Array {
  const groups = groupsOf(values.length, Math.max(1, Math.floor(width)))
  return Float64Array.from(groups, ({ from, to }) => mean(values.subarray(from, to)))
}

function trace(context: CanvasRenderingContext2D, values: Float64Array, { left, width }: RasterPlace, y: Scale): void {
  const shown = thinned(values, width)
  shown.forEach((value, at) => {
    const x = left + ((at + 0.5) / shown.length) * width
    if (at === 0) context.moveTo(x, y(value))
    else context.lineTo(x, y(value))
  })
}

/** A line at a bin, counted from the first that is shown, through all that has this time axis. */
export function drawPlayhead(
  pen: Pen,
  { left, width }: { readonly left: number; readonly width: number },
  bands: readonly Band[],
  bins: number,
  bin: number,
): void {
  const at = crisp(left + ((bin + 0.5) / bins) * width - 0.5)
  for (const { top, height } of bands) {
    line(pen, at, top, at, top + height, styles(pen).halo)
    line(pen, at, top, at, top + height, { color: pen.colors.focus, width: 1.5 })
  }
}

export const bandsOf = ({ data, model, rate, slow }: RasterPlace): Band[] => [data, model, rate, ...(slow ? [slow] : [])]
