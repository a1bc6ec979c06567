/**
 * Draws one sample's spikes over a long sequence, with time right and neurons down (for feature maps one channel per row), and the strip
 * below it with the whole sequence. A pixel is stronger the more spikes it has, and none is lost.
 */

import { percent } from '../../../format'
import { type CachedImage, cachedCanvas, pixelOf } from '../../base/cached-canvas'
import { columnOf, type Raster } from '../../base/columns'
import { box, crisp, line, outline, type Pen, styles, text } from '../../base/draw'
import { drawChosenStep, drawStepAxis } from '../../base/step-axis'
import { isWhole, stepScale, stepUnder, type Viewport, visibleSteps, whole } from '../../base/viewport'
import { marksText } from '../../state/selection/analog'
import type { Selection } from '../../state/selection/selection'
import { litIn } from './raster-chart'

export interface LongRasterPlace {
  readonly left: number
  readonly width: number
  readonly raster: { readonly top: number; readonly height: number }
  readonly trace: { readonly top: number; readonly height: number }
  readonly strip: { readonly top: number; readonly height: number }
}

/** The layout from top to bottom: raster, trace, axis and strip. */
export function longRasterPlace(width: number, height: number, r: number): LongRasterPlace {
  // Room for “neuron” and “channel”.
  const left = 50 * r
  const strip = 14 * r
  const [note, axis, gap] = [14 * r, 18 * r, 4 * r]
  const room = Math.max(40 * r, height - strip - note - axis - gap - 3 * r)
  const raster = { top: 2 * r, height: 0.6 * room }
  const trace = { top: raster.top + raster.height + note, height: 0.4 * room }
  return {
    left,
    width: Math.max(20, width - left - 6 * r),
    raster,
    trace,
    strip: { top: trace.top + trace.height + axis + gap, height: strip },
  }
}

const FAINTEST = 0.35

/** The sums over the neurons and steps of each cell of `rows` x `columns`, and the sum of a full cell in which each counts 1. */
function cellSums(
  { layer, columns: { count } }: Raster,
  viewport: Viewport,
  columns: number,
  rows: number,
  at: (step: number, k: number) => number,
): { readonly sums: Float32Array; readonly full: number } {
  const [first, end] = visibleSteps(viewport, layer.steps)
  const sums = new Float32Array(columns * rows)
  const x = stepScale(viewport, 0, columns)
  for (let step = first; step < end; step++) {
    // When zoomed in, a step covers several columns; otherwise several steps share one. The same holds for rows.
    const from = Math.min(columns - 1, Math.max(0, Math.floor(x(step))))
    const to = Math.min(columns, Math.max(from + 1, Math.floor(x(step + 1))))
    for (let k = 0; k < count; k++) {
      const value = at(step, k)
      if (value === 0) continue
      const upper = Math.floor((k / count) * rows)
      const lower = Math.max(upper + 1, Math.floor(((k + 1) / count) * rows))
      for (let row = upper; row < lower; row++)
        for (let column = from; column < to; column++) sums[row * columns + column] = sums[row * columns + column]! + value
    }
  }
  return { sums, full: Math.max(1, count / rows) * Math.max(1, (viewport.to - viewport.from) / columns) }
}

/** How many neurons fired in each cell, as an opacity: 0 only if none did, and the faintest remains visible. */
export function firedCells(raster: Raster, viewport: Viewport, columns: number, rows: number): Float32Array {
  const { fired, order } = raster
  const { count } = raster.columns
  const max = fired.reduce((a, b) => Math.max(a, b), 1)
  const { sums, full } = cellSums(raster, viewport, columns, rows, (step, k) => fired[step * count + order[k]!]!)
  return sums.map((sum) => (sum > 0 ? FAINTEST + (1 - FAINTEST) * Math.min(1, sum / (max * full)) : 0))
}

/** The part of each cell that lies in the selection. */
function litCells(raster: Raster, viewport: Viewport, selected: Exclude<Selection, null>, columns: number, rows: number): Float32Array {
  const { order } = raster
  const { size, count } = raster.columns
  const lit = litIn(raster, selected)
  const { sums, full } = cellSums(raster, viewport, columns, rows, (step, k) => lit[step * count + order[k]!]! / size)
  return sums.map((sum) => Math.min(1, sum / full))
}

/** The cell under a point: a place in the order, and a step. */
export function longCellAt(place: LongRasterPlace, raster: Raster, viewport: Viewport, x: number, y: number, outside: boolean) {
  const { top, height } = place.raster
  if (!outside && (x < place.left - 4 || y < top || y > top + height + 2)) return null
  const within = (value: number, end: number) => Math.min(end - 1, Math.max(0, Math.floor(value)))
  const { count } = raster.columns
  return {
    place: within(((y - top) / height) * count, count),
    step: within(stepUnder(viewport, place.left, place.width)(x), raster.layer.steps),
  }
}

export interface LongRasterView {
  readonly viewport: Viewport
  readonly note: string
  readonly neuron: number
  readonly step: number | null
  readonly selected: Selection
  /** Cached from one painting to the next. */
  readonly images: { readonly raster: CachedImage; readonly strip: CachedImage }
}

export function drawLongRaster(pen: Pen, raster: Raster, place: LongRasterPlace, view: LongRasterView): void {
  const { colors, r, context } = pen
  const { layer, columns, fired, order } = raster
  const { viewport, step, selected, images } = view
  const { left, width } = place
  const { top, height } = place.raster
  const ratio = context.getTransform().a
  const pixels = Math.max(1, Math.round(width * ratio))
  const rows = Math.max(1, Math.round(height * ratio))
  drawStepAxis(pen, { left, width, top, bottom: place.trace.top + place.trace.height }, viewport)
  box(pen, left, top + height, left + width, place.trace.top, colors.ground)
  drawChosenStep(pen, { left, width, top, bottom: top + height }, viewport, step)
  const key = [layer, fired, order, viewport.from, viewport.to, selected, colors.spk, colors.ink]
  const image = cachedCanvas(images.raster, key, pixels, rows, (words) => {
    const color = pixelOf(colors.spk, 0)
    firedCells(raster, viewport, pixels, rows).forEach((opacity, cell) => {
      if (opacity > 0) words[cell] = (color | (Math.round(255 * opacity) << 24)) >>> 0
    })
    if (!selected) return
    const light = pixelOf(colors.ink, 0)
    litCells(raster, viewport, selected, pixels, rows).forEach((share, cell) => {
      if (share > 0 && words[cell] === 0) words[cell] = (light | (Math.round(255 * (0.25 + 0.45 * share)) << 24)) >>> 0
    })
  })
  context.imageSmoothingEnabled = false
  context.drawImage(image, left, top, width, height)
  line(pen, left, crisp(top + height), left + width, crisp(top + height), styles(pen).rule)
  const at = order.indexOf(columnOf(columns, view.neuron))
  const cell = height / columns.count
  if (at >= 0) {
    const high = Math.max(3 * r, cell + 2 * r)
    const y = crisp(top + (at + 0.5) * cell - high / 2)
    outline(pen, { x: left - 0.5, y, width: width + 1, height: Math.round(high) }, colors.ink)
  }
  text(pen, 0, top + 9 * r, columns.size > 1 ? 'channel' : 'neuron', { color: colors.ink3 })
  text(pen, left - 5 * r, top + height, String(columns.count), { color: colors.ink3, align: 'right' })
  text(
    pen,
    left,
    top + height + 11 * r,
    [view.note, firedText(raster, viewport)].filter(Boolean).join(columns.size === 1 ? ' of ' : ', '),
    {
      color: colors.ink3,
    },
  )
  drawStrip(pen, raster, place, view)
}

/** Draws the whole sequence as a strip: how many neurons fire at each step, and which part is visible. */
function drawStrip(
  pen: Pen,
  { layer, fired }: Raster,
  { left, width, strip }: LongRasterPlace,
  { viewport, images }: LongRasterView,
): void {
  const { colors, r, context } = pen
  const { steps } = layer
  const ratio = context.getTransform().a
  const columns = Math.max(1, Math.round(width * ratio))
  const rows = Math.max(1, Math.round(strip.height * ratio))
  const image = cachedCanvas(images.strip, [layer, fired, colors.spk], columns, rows, (words) => {
    const counts = firedBySteps(fired, steps, columns)
    const max = counts.reduce((a, b) => Math.max(a, b), 1)
    const color = pixelOf(colors.spk, 0.85)
    counts.forEach((count, column) => {
      const height = count > 0 ? Math.max(1, Math.round((rows * count) / max)) : 0
      for (let row = rows - height; row < rows; row++) words[row * columns + column] = color
    })
  })
  box(pen, left, strip.top, left + width, strip.top + strip.height, colors.raise)
  context.imageSmoothingEnabled = false
  context.drawImage(image, left, strip.top, width, strip.height)
  const x = stepScale(whole(steps), left, width)
  const [from, to] = [x(viewport.from), x(viewport.to)]
  if (!isWhole(viewport, steps)) {
    context.save()
    context.globalAlpha = 0.66
    box(pen, left, strip.top, from, strip.top + strip.height, colors.ground)
    box(pen, to, strip.top, left + width, strip.top + strip.height, colors.ground)
    context.restore()
  }
  const shown = {
    x: crisp(from - 0.5),
    y: crisp(strip.top - 0.5),
    width: Math.max(3, Math.round(to - from)),
    height: Math.round(strip.height),
  }
  outline(pen, shown, isWhole(viewport, steps) ? colors.edge : colors.ink)
  text(pen, left - 5 * r, strip.top + strip.height - 3 * r, `1–${steps}`, { color: colors.ink3, align: 'right' })
}

/** The largest number of neurons that fired at a step, of the steps that share a column. */
function firedBySteps(fired: Uint32Array, steps: number, columns: number): Float32Array {
  const count = fired.length / steps
  const sums = new Float32Array(steps)
  for (let at = 0; at < fired.length; at++) sums[Math.floor(at / count)] = sums[Math.floor(at / count)]! + fired[at]!
  return Float32Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column / columns) * steps)
    const to = Math.max(from + 1, Math.floor(((column + 1) / columns) * steps))
    return sums.subarray(from, to).reduce((a, b) => Math.max(a, b), 0)
  })
}

function firedText({ layer, columns, fired }: Raster, viewport: Viewport): string {
  const [first, end] = visibleSteps(viewport, layer.steps)
  const visible = fired.subarray(first * columns.count, end * columns.count)
  const where = isWhole(viewport, layer.steps) ? '' : ` in ${first + 1}–${end}`
  if (columns.size > 1)
    return `${columns.count} channels, highest ${percent(visible.reduce((a, b) => Math.max(a, b), 0) / columns.size, 0)}${where}`
  const spikes = visible.reduce((sum, count) => sum + count, 0)
  return `${marksText(spikes)}${where}${columns.every > 1 ? `, one neuron in ${columns.every}` : ''}`
}
