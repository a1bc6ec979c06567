/** Paints the raster of a long sequence with the trace below it, and handles pointer and keys. */

import { type KeyboardEvent, useRef } from 'react'
import { cachedImage } from '../../base/cached-canvas'
import type { Order, RasterLayer } from '../../base/columns'
import { type Pen, penOf } from '../../base/draw'
import { usePainter } from '../../base/paint'
import { stepScale, stepUnder, type Viewport } from '../../base/viewport'
import { useRegion } from '../../shared/use-region'
import { useViewport } from '../../shared/use-viewport'
import { selectStep } from '../../state/selection/select'
import { selection } from '../../state/selection/selection'
import { variableSample } from '../../state/selection/variable'
import { useFonts, useFrames } from '../../state/session/frame-hooks'
import { cursor } from '../../state/session/history'
import { drawLongRaster, type LongRasterPlace, longCellAt, longRasterPlace } from './long-raster'
import { neuronOf, noteOf, placeOf, type RasterLook, takeColumn, useRasterLook, walkColumns } from './raster-columns'
import { drawRasterHops, pickByKey, pickSpike, useHasDelays, useRasterHops } from './raster-hops'
import { drawTraces } from './traces'
import { useRasterCount } from './use-raster-count'

export interface LongRasterProps {
  readonly layer: string
  readonly steps: number
  readonly by: Order
  /** Whether every drag selects. */
  readonly selecting: boolean
  readonly canvas: { current: HTMLCanvasElement | null }
}

export function useLongRaster({ layer, steps, by, selecting, canvas }: LongRasterProps) {
  const look = useRasterLook(layer)
  const { shape, neuron, channel, step, spec } = look
  const hops = useRasterHops(layer)
  const delayed = useHasDelays()
  const fonts = useFonts()
  const host = useRef<HTMLDivElement>(null)
  const tools = useRef<HTMLSpanElement>(null)
  const place = useRef<LongRasterPlace | null>(null)
  const images = useRef({ raster: cachedImage(), strip: cachedImage() })
  useFrames(['sample'], 1000)
  const { latest, countedOf, chosenOf } = useRasterCount(look, by)

  const click = (x: number, y: number) => {
    const at = place.current
    const now = latest.current
    if (!at || !now || x < at.left - 4) return
    const { top, height } = at.raster
    if (y < top + height + 2) {
      const { order, columns } = now.raster
      const column = order[Math.min(columns.count - 1, Math.max(0, Math.floor(((y - top) / height) * columns.count)))]!
      takeColumn(now.raster, shape, column)
      const under = Math.floor(stepUnder(controls.viewport, at.left, at.width)(x))
      if (delayed) pickSpike(layer, now.raster.layer, neuronOf(now.raster, column), under)
    } else {
      const under = Math.min(steps - 1, Math.max(0, Math.floor(stepUnder(controls.viewport, at.left, at.width)(x))))
      selectStep(under === step ? null : under)
    }
  }
  const controls = useViewport(host, place, steps, click)
  const { viewport, press } = controls

  const ref = usePainter(
    ['sample', 'membrane'],
    (context, area, colors) => {
      const of = variableSample(layer)
      if (!of || of.steps !== steps) return
      const pen = penOf(context, area, colors)
      const now = countedOf(of)
      const chosen = chosenOf(now)
      const at = longRasterPlace(area.width, area.height, area.unit)
      place.current = at
      const note = noteOf(layer, channel, by)
      drawLongRaster(pen, now.raster, at, { viewport, note, neuron: chosen, step, selected: selection.get(), images: images.current })
      if (hops) {
        const x = stepScale(viewport, at.left, at.width)
        const { top, height } = at.raster
        const own = (placeOf(now.raster, hops.picked.neuron) + 0.5) / now.raster.columns.count
        drawRasterHops(pen, hops, own, (step, part) => [x(step + 0.5), top + part * height], {
          ...at.raster,
          left: at.left,
          width: at.width,
        })
      }
      drawLongTrace(pen, layer, of, chosen, at, look, viewport)
      if (tools.current) tools.current.style.top = `${at.raster.top + at.raster.height + 1}px`
    },
    [layer, shape, channel, neuron, by, step, fonts, spec, viewport, hops],
    [selection, cursor],
    canvas,
  )
  const stride = Math.max(1, Math.round((viewport.to - viewport.from) / 50))
  const region = useRegion({
    layer,
    raster: () => latest.current?.raster,
    cellAt: (x, y, outside) =>
      place.current && latest.current ? longCellAt(place.current, latest.current.raster, viewport, x, y, outside) : null,
    on: selecting,
    start: () => {
      const now = latest.current
      return now && { place: Math.max(0, placeOf(now.raster, chosenOf(now))), step: step ?? 0 }
    },
    keys: { ArrowUp: { place: -1 }, ArrowDown: { place: 1 }, ArrowLeft: { step: -stride }, ArrowRight: { step: stride } },
  })

  const walk = (event: KeyboardEvent) => {
    const now = latest.current
    if (region.press(event) || press(event) || !now) return
    walkColumns(event, now.raster, chosenOf(now), look, (at) => ({ ArrowUp: at - 1, ArrowDown: at + 1 }))
    if (delayed) pickByKey(event.key, layer, now.raster.layer)
  }
  return { look, hops, host, tools, ref, controls, region, walk }
}

/** Draws the trace of one neuron over the visible steps, with its name in the margin. */
function drawLongTrace(
  pen: Pen,
  layer: string,
  of: RasterLayer,
  neuron: number,
  at: LongRasterPlace,
  look: RasterLook,
  viewport: Viewport,
): void {
  const { top, height } = at.trace
  drawTraces(pen, layer, of, neuron, { left: at.left, top, width: at.width, height }, look, viewport)
}
