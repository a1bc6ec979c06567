/** A layer's channels as small images in a grid: the layout, and drawing the visible ones. Selects neither layer nor sample. */

import type { MapShape, RasterLayer } from '../../base/columns'
import { divergingPixels } from '../../base/diverging'
import { outline, type Pen, text } from '../../base/draw'

export type MapQuantity = 'potentials' | 'spikes'

/** The layout of a grid of maps that scrolls as a whole, in CSS pixels. */
export interface MapsLayout {
  readonly shape: MapShape
  readonly columns: number
  /** The side of one position, in px; below 1 if several positions share a pixel. */
  readonly scale: number
  readonly left: number
  readonly top: number
  /** The distance from one map to the next. */
  readonly across: number
  readonly down: number
  /** The height of the whole grid. */
  readonly height: number
}

/** @param side what a map may be long; one of fewer places is magnified by a whole number. */
export function mapsLayout(width: number, shape: MapShape, side: number, options: { gap: number; label: number }): MapsLayout {
  const longer = Math.max(shape.height, shape.width)
  const scale = longer <= side ? Math.floor(side / longer) : side / longer
  const across = shape.width * scale + options.gap
  const down = shape.height * scale + options.gap + options.label
  const columns = Math.max(1, Math.min(shape.channels, Math.floor((width - options.gap) / across)))
  const height = Math.ceil(shape.channels / columns) * down + options.gap
  return { shape, columns, scale, left: options.gap, top: options.gap, across, down, height }
}

/** The layout with the largest maps, between two side lengths, in which all are visible; if there is none, that with the smallest. */
export function fittingLayout(
  size: { width: number; height: number },
  shape: MapShape,
  [min, max]: readonly [number, number],
  options: { gap: number; label: number },
): MapsLayout {
  const longer = Math.max(shape.height, shape.width)
  for (let side = Math.floor(max / longer) * longer; side > min; side -= longer) {
    const layout = mapsLayout(size.width, shape, side, options)
    if (layout.height <= size.height) return layout
  }
  return mapsLayout(size.width, shape, min, options)
}

/** The upper left corner of a channel's map. */
export const cornerOf = ({ columns, left, top, across, down }: MapsLayout, channel: number): { x: number; y: number } => ({
  x: left + (channel % columns) * across,
  y: top + Math.floor(channel / columns) * down,
})

/** The channel and place under a point of the grid; null between maps. */
export function mapAt(layout: MapsLayout, x: number, y: number): { channel: number; row: number; column: number } | null {
  const { shape, columns, scale, left, top, across, down } = layout
  const [across0, down0] = [Math.floor((x - left) / across), Math.floor((y - top) / down)]
  const channel = down0 * columns + across0
  const column = Math.floor((x - left - across0 * across) / scale)
  const row = Math.floor((y - top - down0 * down) / scale)
  const inside = across0 >= 0 && across0 < columns && channel >= 0 && channel < shape.channels && column < shape.width && row < shape.height
  return inside ? { channel, row, column } : null
}

/** Channels whose maps a window onto the grid shows, first and one past the last. */
export function visibleChannels({ shape, columns, top, down }: MapsLayout, scrolled: number, height: number): readonly [number, number] {
  const first = Math.max(0, Math.floor((scrolled - top) / down)) * columns
  const last = Math.ceil((scrolled + height - top) / down) * columns
  return [first, Math.min(shape.channels, Math.max(first, last))]
}

/** One position's potential or spikes: at a step, or the mean over all. */
export function valueAt(
  { steps, neurons, membrane, spikes }: RasterLayer,
  neuron: number,
  quantity: MapQuantity,
  step: number | null,
): number {
  const values = quantity === 'potentials' ? membrane : spikes
  if (step !== null) return values[step * neurons + neuron]!
  let sum = 0
  for (let t = 0; t < steps; t++) sum += values[t * neurons + neuron]!
  return sum / steps
}

export interface MapsView {
  readonly quantity: MapQuantity
  readonly step: number | null
  readonly threshold: number
  /** The distance from the threshold at which the color ends. */
  readonly reach: number
  readonly selected: number | null
  readonly pointed: number | null
  readonly scrolled: number
  readonly labels: boolean
  /** Whether a neuron is in the selection: others are drawn faintly. Null if nothing is selected. */
  readonly lit: ((neuron: number) => boolean) | null
}

let scratch: HTMLCanvasElement | undefined

/** Draws the visible maps. */
export function drawMaps(pen: Pen, layer: RasterLayer, layout: MapsLayout, view: MapsView): void {
  const { shape, scale } = layout
  const [first, end] = visibleChannels(layout, view.scrolled, pen.area.height)
  if (end <= first) return
  // If there are many positions, a pixel is the mean of a square of them.
  const block = Math.max(1, Math.floor(1 / scale))
  const [height, width] = [Math.ceil(shape.height / block), Math.ceil(shape.width / block)]
  scratch ??= document.createElement('canvas')
  if (scratch.width < width) scratch.width = width
  if (scratch.height < height * (end - first)) scratch.height = height * (end - first)
  const context = scratch.getContext('2d')
  if (!context) return
  const image = context.createImageData(width, height * (end - first))
  const words = new Uint32Array(image.data.buffer)
  const word = view.quantity === 'potentials' ? potentialPixels(pen, view) : spikePixels(pen)
  for (let channel = first; channel < end; channel++)
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++)
        words[((channel - first) * height + row) * width + column] =
          word(meanOf(layer, shape, channel, row, column, block, view)) &
          (isLit(shape, channel, row, column, block, view) ? 0xffffffff : FAINT)
  context.putImageData(image, 0, 0)
  pen.context.imageSmoothingEnabled = false
  const [w, h] = [shape.width * scale, shape.height * scale]
  for (let channel = first; channel < end; channel++) {
    const { x, y } = cornerOf(layout, channel)
    const top = y - view.scrolled
    pen.context.drawImage(scratch, 0, (channel - first) * height, width, height, x, top, w, h)
    const color = channel === view.selected ? pen.colors.ink : channel === view.pointed ? pen.colors.focus : pen.colors.hair
    const thick = channel === view.selected ? 2 : 1
    outline(pen, { x, y: top, width: w, height: h }, color, thick / 2, thick)
    if (view.labels)
      text(pen, x, top + h + 11 * pen.r, String(channel), { color: channel === view.selected ? pen.colors.ink : pen.colors.ink3 })
  }
}

function meanOf(layer: RasterLayer, shape: MapShape, channel: number, row: number, column: number, block: number, view: MapsView): number {
  const at = (y: number, x: number) => valueAt(layer, (y * shape.width + x) * shape.channels + channel, view.quantity, view.step)
  if (block === 1) return at(row, column)
  let sum = 0
  let count = 0
  for (let y = row * block; y < Math.min(shape.height, (row + 1) * block); y++)
    for (let x = column * block; x < Math.min(shape.width, (column + 1) * block); x++) {
      sum += at(y, x)
      count++
    }
  return sum / count
}

/** A mask that preserves the color of an RGBA word and reduces its opacity. */
const FAINT = 0x38ffffff

/** Whether any position that shares the pixel is selected. */
function isLit(shape: MapShape, channel: number, row: number, column: number, block: number, { lit }: MapsView): boolean {
  if (!lit) return true
  for (let y = row * block; y < Math.min(shape.height, (row + 1) * block); y++)
    for (let x = column * block; x < Math.min(shape.width, (column + 1) * block); x++)
      if (lit((y * shape.width + x) * shape.channels + channel)) return true
  return false
}

function potentialPixels(pen: Pen, { threshold, reach }: MapsView): (u: number) => number {
  const word = divergingPixels(pen.area.dark)
  return (u) => word((u - threshold) / reach)
}

/** The color between background and ink for a share of steps with a spike. */
function spikePixels(pen: Pen): (share: number) => number {
  const [r, g, b] = pen.area.dark ? [236, 238, 240] : [21, 24, 27]
  return (share) => ((Math.round(255 * share) << 24) | (b << 16) | (g << 8) | r) >>> 0
}
