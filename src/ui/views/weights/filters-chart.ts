/** Draws the filters of a convolution, or receptive fields, side by side, with as many in a row as fit. */
import type { Filters } from '../../../readings/layers'
import { drawImages, drawnFilters, filterImage, imagePixels, imageScale } from '../../base/bitmap'
import type { Area, Colors } from '../../base/paint'

/** The smallest side of an image, in px at a root font size of 16 px. Images are magnified by a whole number and never shrunk. */
const SIDE = { conv: 22, linear: 40 } as const
/** How much larger a filter is in a view that fills the page, if not all can be visible at once. */
const FULL = 1.75
/** The gap between images, which each have an outline. */
const GAP = 5
/** The largest height, in px, of the bitmap from which filters are drawn: as many at once as fit into it. */
const MAX_ROWS = 2048
const SCALES = [2, 3, 4, 5, 6, 8, 10, 12, 16]

/** @param room the height in which images are as large as lets all be visible, or somewhat larger otherwise; 0: as small as possible. */
export function filterGrid(across: number, unit: number, filters: Filters, room = 0) {
  const { kind, height, width } = filters
  const { images } = drawnFilters(filters)
  const gap = GAP * unit
  const side = (room > 0 ? FULL : 1) * SIDE[kind] * unit
  const min = Math.max(1, Math.round(side / Math.max(height, width)))
  const columnsOf = (scale: number) => Math.max(1, Math.floor((across + gap - 2) / (width * scale + gap)))
  const heightOf = (scale: number) => Math.ceil(images / columnsOf(scale)) * (height * scale + gap)
  const scale = SCALES.findLast((larger) => larger > min && heightOf(larger) <= room) ?? min
  return { scale, gap, columns: columnsOf(scale), height: heightOf(scale) - gap + 2 }
}

export function drawFilters(context: CanvasRenderingContext2D, area: Area, colors: Colors, filters: Filters, room = 0): void {
  const { height, width } = filters
  const { scale, gap, columns } = filterGrid(area.width, area.unit, filters, room)
  const drawn = drawnFilters(filters)
  const shape = { height, width, channels: drawn.channels }
  const reach = imageScale(filters.data).high
  const atOnce = Math.max(1, Math.floor(MAX_ROWS / height))
  for (let first = 0; first < drawn.images; first += atOnce) {
    const count = Math.min(atOnce, drawn.images - first)
    const words = new Uint32Array(count * height * width)
    const places = Array.from({ length: count }, (_, index) => {
      const image = first + index
      words.set(imagePixels(filterImage(drawn, image), shape, { low: -reach, high: reach }, area.dark), index * height * width)
      const [x, y] = [(image % columns) * (width * scale + gap), Math.floor(image / columns) * (height * scale + gap)]
      return { x: x + 1, y: y + 1, width: width * scale, height: height * scale }
    })
    context.fillStyle = colors.rule
    for (const { x, y } of places) context.fillRect(x - 1, y - 1, width * scale + 2, height * scale + 2)
    drawImages(context, words, shape, places)
  }
}
