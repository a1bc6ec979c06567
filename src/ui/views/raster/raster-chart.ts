/** Draws one sample's spikes, with time down and neurons right, and locates neurons. In feature maps, a column is a channel. */

import { grouped, percent } from '../../../format'
import { columnOf, type Raster } from '../../base/columns'
import { box, crisp, line, outline, type Pen, styles, text, widthOf } from '../../base/draw'
import { marksText } from '../../state/selection/analog'
import { holds, holdsStep } from '../../state/selection/selected-counts'
import type { Selection } from '../../state/selection/selection'

export interface RasterPlace {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly rowHeight: number
  readonly height: number
}

export function rasterPlace(width: number, height: number, r: number, steps: number): RasterPlace {
  const left = 40 * r
  const top = 2 * r
  const max = Math.max(20 * r, Math.min(steps > 8 ? 0.5 * height : 0.55 * height, height - 90 * r))
  const rowHeight = Math.min(Math.max(13 * r, height / 16), max / steps)
  return { left, top, width: Math.max(20, width - left - 6 * r), rowHeight, height: rowHeight * steps }
}

/** The position in the order of the raster at an x coordinate. */
export const placeAt = (place: RasterPlace, neurons: number, x: number): number =>
  Math.min(neurons - 1, Math.max(0, Math.floor(((x - place.left) / place.width) * neurons)))

/** The channels of "#rrggbb". */
const hexColor = (hex: string): number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) || 0)

let scratch: HTMLCanvasElement | undefined

/** Draws spikes as an image, stronger where several share a pixel. */
function drawImage(pen: Pen, { layer, columns: { count }, fired, order }: Raster, place: RasterPlace, max: number): void {
  const ratio = pen.context.getTransform().a
  const columns = Math.min(count, Math.max(1, Math.round(place.width * ratio)))
  const rows = Math.min(layer.steps, Math.max(1, Math.round(place.height * ratio)))
  const sums = new Float32Array(columns * rows)
  const column = Uint32Array.from(order, (_, k) => Math.floor((k / count) * columns))
  for (let step = 0; step < layer.steps; step++) {
    const row = Math.floor((step / layer.steps) * rows)
    for (let k = 0; k < count; k++) {
      const cell = row * columns + column[k]!
      sums[cell] = sums[cell]! + fired[step * count + order[k]!]!
    }
  }
  const full = Math.max(1, max * (count / columns) * (layer.steps / rows))
  scratch ??= document.createElement('canvas')
  scratch.width = columns
  scratch.height = rows
  const context = scratch.getContext('2d')
  if (!context) return
  const image = context.createImageData(columns, rows)
  const color = hexColor(pen.colors.spk)
  for (let cell = 0; cell < sums.length; cell++) {
    if (!sums[cell]) continue
    image.data.set(color, 4 * cell)
    image.data[4 * cell + 3] = Math.round(255 * Math.min(1, 0.3 + (0.7 * sums[cell]!) / full))
  }
  context.putImageData(image, 0, 0)
  pen.context.imageSmoothingEnabled = false
  pen.context.drawImage(scratch, place.left, place.top, place.width, place.height)
  if (place.rowHeight < 6 * pen.r) return
  // If there are few steps, their rows are separated.
  pen.context.fillStyle = pen.colors.ground
  for (let step = 0; step < layer.steps; step++)
    pen.context.fillRect(place.left, place.top + (step + 1) * place.rowHeight - 2.5 * pen.r, place.width, 2.5 * pen.r)
}

/** Draws spikes as separate marks, for few steps: in a column of several neurons, the height shows how many fired. */
function drawMarks(pen: Pen, { layer, columns: { count }, fired, order }: Raster, place: RasterPlace, max: number): void {
  const { r } = pen
  const width = Math.max(1, place.width / count - 0.4)
  const full = place.rowHeight - 4 * r
  for (let step = 0; step < layer.steps; step++) {
    const bottom = place.top + (step + 1) * place.rowHeight - 2.5 * r
    for (let k = 0; k < count; k++) {
      const here = fired[step * count + order[k]!]!
      if (here === 0) continue
      const x = place.left + ((k + 0.5) / count) * place.width - width / 2
      box(pen, x, bottom, x + width, bottom - Math.max(1, (full * here) / max), pen.colors.spk)
    }
  }
}

/** How many of a column's neurons lie in a range, or are selected, at a step: [steps, columns]. */
export function litIn({ layer, columns: { count, size, start, across, within } }: Raster, selected: Exclude<Selection, null>): Uint32Array {
  const lit = new Uint32Array(layer.steps * count)
  const own = selected.kind === 'neurons' ? new Set(selected.neurons) : null
  for (let step = 0; step < layer.steps; step++) {
    if (!holdsStep(selected.steps, step)) continue
    for (let i = 0; i < size; i++)
      for (let column = 0; column < count; column++) {
        const neuron = start + column * across + i * within
        const inside = selected.kind === 'neurons' ? own!.has(neuron) : holds(selected, layer.membrane[step * layer.neurons + neuron]!)
        if (inside) lit[step * count + column] = lit[step * count + column]! + 1
      }
  }
  return lit
}

/** Highlights the selected steps of each column, as high as the selected part of the column's neurons. */
function drawLit(pen: Pen, raster: Raster, place: RasterPlace, selected: Exclude<Selection, null>): void {
  const { layer, columns, order } = raster
  const { count, size } = columns
  const lit = litIn(raster, selected)
  const width = Math.max(0.75, place.width / count)
  const full = Math.max(1, place.rowHeight - 2)
  pen.context.save()
  pen.context.fillStyle = pen.colors.ink
  pen.context.globalAlpha = 0.5
  for (let step = 0; step < layer.steps; step++) {
    const y = place.top + step * place.rowHeight
    for (let k = 0; k < count; k++) {
      const inside = lit[step * count + order[k]!]!
      const height = Math.max(1.5, (full * inside) / size)
      if (inside > 0) pen.context.fillRect(place.left + (k / count) * place.width, y + full - height, width, height)
    }
  }
  pen.context.restore()
}

export interface RasterView {
  /** The order of the neurons, written under the raster. */
  readonly note: string
  /** What was counted, if it differs from the open experiment. */
  readonly size?: string
  readonly neuron: number
  readonly step: number | null
  readonly selected: Selection
}

export function drawRaster(pen: Pen, raster: Raster, place: RasterPlace, view: RasterView): void {
  const { layer, columns, fired, order } = raster
  const { step } = view
  const { colors, r } = pen
  const { left, top, width, rowHeight } = place
  const bottom = top + place.height
  const roomy = rowHeight >= 10 * r
  if (step !== null && step < layer.steps) {
    pen.context.fillStyle = colors.raise
    pen.context.fillRect(left, top + step * rowHeight, width, Math.max(1, rowHeight - 1))
  }
  if (view.selected) drawLit(pen, raster, place, view.selected)
  if (roomy) {
    for (let t = 0; t < layer.steps; t++) {
      text(pen, 0, top + (t + 0.78) * rowHeight, t ? `${t + 1}` : 't = 1', {
        color: t === step ? colors.ink : colors.ink2,
        weight: t === step ? 600 : 400,
      })
      line(pen, left, crisp(top + (t + 1) * rowHeight - 1), left + width, crisp(top + (t + 1) * rowHeight - 1), styles(pen).hair)
    }
  } else {
    text(pen, 0, top + 9 * r, 't = 1', { color: colors.ink2 })
    text(pen, 0, bottom, String(layer.steps), { color: colors.ink2 })
    line(pen, left, crisp(bottom), left + width, crisp(bottom), styles(pen).hair)
  }
  const max = fired.reduce((a, b) => Math.max(a, b), 1)
  if (roomy && layer.steps * columns.count <= 20_000 && columns.count <= 2 * width) drawMarks(pen, raster, place, max)
  else drawImage(pen, raster, place, max)
  const at = order.indexOf(columnOf(columns, view.neuron))
  if (at >= 0) {
    const cell = width / columns.count
    const across = { x: crisp(left + at * cell - 2 * r), width: Math.max(3 * r, Math.round(cell + 3 * r)) }
    outline(pen, { ...across, y: top - 0.5, height: place.height + 1 }, colors.ink)
  }
  const taken = text(pen, left, bottom + 11 * r, view.note, { color: view.selected ? colors.ink : colors.ink3 })
  const size = view.size ?? columnsText(raster, max)
  // The note has priority over the size, which is omitted if both do not fit.
  if (taken + widthOf(pen, size) + 8 * r < width) text(pen, left + width, bottom + 11 * r, size, { color: colors.ink3, align: 'right' })
}

/** What was counted, and what part is not drawn individually. */
function columnsText({ columns, fired }: Raster, max: number): string {
  const { count, size, every } = columns
  if (size > 1) return `${count} channels, highest ${percent(max / size, 0)}`
  const spikes = fired.reduce((sum, n) => sum + n, 0)
  if (every > 1) return `${grouped(count)} neurons, one in ${every}`
  return `${marksText(spikes)}, ${grouped(count)} neurons`
}

/** The cell under a point: a place in the order, and a step. */
export function cellAt(place: RasterPlace, raster: Raster, x: number, y: number, outside: boolean): { place: number; step: number } | null {
  const isOutside = x < place.left - 4 || x > place.left + place.width + 4 || y < place.top - 2 || y > place.top + place.height
  if (isOutside && !outside) return null
  const { steps } = raster.layer
  const step = Math.min(steps - 1, Math.max(0, Math.floor((y - place.top) / place.rowHeight)))
  return { place: placeAt(place, raster.columns.count, x), step }
}
