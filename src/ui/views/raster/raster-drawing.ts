/** Prepares a sample for the spike raster of few steps, and draws the trace of one neuron below it. */

import type { Order, Raster, RasterLayer } from '../../base/columns'
import type { Pen } from '../../base/draw'
import type { Area } from '../../base/paint'
import { type RasterPlace, rasterPlace } from './raster-chart'
import { chosenIn, countedRaster, type RasterLook } from './raster-columns'
import { drawTraces } from './traces'

export interface RasterDrawing {
  readonly raster: Raster
  readonly place: RasterPlace
  /** The neuron whose trace is shown. */
  readonly chosen: number
}

/** Arranges a sample for drawing. */
export function drawingOf(of: RasterLayer, look: RasterLook, by: Order, { width, height, unit }: Area): RasterDrawing {
  const counted = countedRaster(of, look, by)
  return { raster: counted.raster, place: rasterPlace(width, height, unit, of.steps), chosen: chosenIn(counted, look) }
}

/** Draws the trace of one neuron below the raster, with its name in the margin. @param bottom the bottom of the canvas. */
export function drawTraceBelow(
  pen: Pen,
  layer: string | null,
  { raster: { layer: of }, place, chosen }: RasterDrawing,
  bottom: number,
  look: RasterLook,
): void {
  const { r } = pen
  const top = place.top + place.height + 20 * r
  const height = Math.max(20, bottom - top - 14 * r)
  drawTraces(pen, layer, of, chosen, { left: place.left, top, width: place.width, height }, look)
}
