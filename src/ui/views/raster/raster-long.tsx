/** The spike raster of a long sequence: time right, zoomed and moved along it, with the trace of one neuron over the same steps. */

import { type KeyboardEvent, useRef } from 'react'
import { grouped } from '../../../format'
import { classesOf } from '../../base/classes'
import {
  columnOf,
  columnsOf,
  firedIn,
  livelyNeuron,
  type MapShape,
  type Order,
  orderOf,
  type Raster,
  type RasterLayer,
} from '../../base/columns'
import { penOf, text } from '../../base/draw'
import { newestFrame } from '../../base/frames'
import { keptImage } from '../../base/image'
import { usePainter } from '../../base/paint'
import { isWhole, stepUnder, whole, ZOOM } from '../../base/sight'
import viewCss from '../../base/style/view.module.css'
import { cursor } from '../../state/history'
import { sampleLayer, useFonts, useFrames, useMapShape } from '../../state/hooks'
import { selection } from '../../state/selection'
import { selectChannel, selectNeuron, selectStep } from '../../state/shown'
import { useLab } from '../../state/store'
import { pickedShort } from '../shared/select-bar'
import { useRegion } from '../shared/use-region'
import { useSight } from '../shared/use-sight'
import { drawLongRaster, type LongRasterPlace, longCellAt, longRasterPlace } from './long-raster'
import { neuronLines, traceOf } from './neuron-trace'
import css from './raster.module.css'
import { drawTrace } from './trace'

interface PlotProps {
  readonly layer: string
  readonly steps: number
  readonly by: Order
  /** Every drag selects. */
  readonly selecting: boolean
  readonly canvas: { current: HTMLCanvasElement | null }
}

interface Counted {
  readonly raster: Raster
  readonly lively: number
  readonly key: readonly [RasterLayer, MapShape | null, number | null, Order]
}

export function LongRasterPlot({ layer, steps, by, selecting, canvas }: PlotProps) {
  const shape = useMapShape(layer)
  const neuron = useLab((state) => state.neuron)
  const channel = useLab((state) => (shape && state.channel !== null && state.channel < shape.channels ? state.channel : null))
  const step = useLab((state) => state.step)
  const spec = useLab((state) => state.open.neuron)
  const fonts = useFonts()
  const host = useRef<HTMLDivElement>(null)
  const tools = useRef<HTMLSpanElement>(null)
  const place = useRef<LongRasterPlace | null>(null)
  const counted = useRef<Counted | null>(null)
  const images = useRef({ raster: keptImage(), strip: keptImage() })
  useFrames(['sample'], 1000)

  /** What is drawn of a sample is counted once. */
  const countedOf = (of: RasterLayer): Counted => {
    const key = [of, shape, channel, by] as const
    if (counted.current?.key.every((part, index) => part === key[index])) return counted.current
    const columns = columnsOf(of, shape, channel)
    const fired = firedIn(of, columns)
    const raster = { layer: of, columns, fired, order: orderOf(fired, columns.count, by) }
    counted.current = { raster, lively: livelyNeuron(of, columns), key }
    return counted.current
  }
  const chosenOf = ({ raster: { layer: of, columns }, lively }: Counted): number =>
    neuron !== null && neuron < of.neurons && columnOf(columns, neuron) >= 0 ? neuron : lively

  /** A row of one neuron shows its trace; one of a channel opens the channel. */
  const take = ({ columns, layer: of }: Raster, column: number) => {
    if (columns.size === 1) selectNeuron(columns.start + column * columns.across)
    else selectChannel(column, livelyNeuron(of, columnsOf(of, shape, column)))
  }
  const { sight, show, zoom, pointer, press } = useSight(host, place, steps, (x, y) => {
    const at = place.current
    const now = counted.current
    if (!at || !now || x < at.left - 4) return
    const { top, height } = at.raster
    if (y < top + height + 2) {
      const { order, columns } = now.raster
      take(now.raster, order[Math.min(columns.count - 1, Math.max(0, Math.floor(((y - top) / height) * columns.count)))]!)
    } else {
      const under = Math.min(steps - 1, Math.max(0, Math.floor(stepUnder(sight, at.left, at.width)(x))))
      selectStep(under === step ? null : under)
    }
  })

  const ref = usePainter(
    ['sample', 'membrane'],
    (context, area, colors) => {
      canvas.current = ref.current
      const of = sampleLayer(layer)
      if (!of || of.steps !== steps) return
      const pen = penOf(context, area, colors)
      const now = countedOf(of)
      const chosen = chosenOf(now)
      const at = longRasterPlace(area.width, area.height, area.unit)
      place.current = at
      const note = pickedShort(layer) ?? (channel !== null ? '' : by === 'rate' ? 'most active first' : 'by index')
      drawLongRaster(pen, now.raster, at, { sight, note, neuron: chosen, step, selected: selection.get(), images: images.current })
      const { top, height } = at.trace
      drawTrace(
        pen,
        of,
        chosen,
        { left: at.left, top, width: at.width, height },
        { ...traceOf(layer, of, shape, chosen, spec), step, sight },
      )
      neuronLines(chosen, shape).forEach((words, index) => {
        text(pen, 0, top + (1 + 12 * index) * area.unit, words, { color: index === 0 ? colors.ink2 : colors.ink3 })
      })
      if (tools.current) tools.current.style.top = `${at.raster.top + at.raster.height + 1}px`
    },
    [layer, shape, channel, neuron, by, step, fonts, spec, sight],
    [selection, cursor],
  )
  const region = useRegion({
    layer,
    raster: () => counted.current?.raster,
    cellAt: (x, y, outside) =>
      place.current && counted.current ? longCellAt(place.current, counted.current.raster, sight, x, y, outside) : null,
    on: selecting,
    start: () => {
      const now = counted.current
      return now && { place: Math.max(0, now.raster.order.indexOf(columnOf(now.raster.columns, chosenOf(now)))), step: step ?? 0 }
    },
    keys: {
      ArrowUp: { place: -1 },
      ArrowDown: { place: 1 },
      ArrowLeft: { step: -Math.max(1, Math.round((sight.to - sight.from) / 50)) },
      ArrowRight: { step: Math.max(1, Math.round((sight.to - sight.from) / 50)) },
    },
  })

  const walk = (event: KeyboardEvent) => {
    const now = counted.current
    if (region.press(event) || press(event) || !now || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return
    const { columns, order, layer: of } = now.raster
    const at = order.indexOf(columnOf(columns, chosenOf(now)))
    const next = { ArrowUp: at - 1, ArrowDown: at + 1 }[event.key]
    if (next === undefined && event.key !== 'Enter' && event.key !== 'Escape') return
    if (event.key === 'Escape' && channel === null) return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape') return selectChannel(null, chosenOf(now))
    const column = order[Math.min(columns.count - 1, Math.max(0, next ?? at))]!
    if (columns.size === 1 || event.key === 'Enter') take(now.raster, column)
    else selectNeuron(livelyNeuron(of, columnsOf(of, shape, column)))
  }
  const all = isWhole(sight, steps)
  return (
    <div ref={host} className={classesOf(viewCss.plot, css.sight)}>
      <canvas
        ref={ref}
        role="img"
        aria-label={wordsOf(layer, channel, shape !== null)}
        tabIndex={0}
        onKeyDown={walk}
        onPointerDown={(event) => region.down(event) || pointer.onPointerDown(event)}
        onPointerMove={(event) => region.move(event) || pointer.onPointerMove(event)}
        onPointerUp={(event) => region.up() || pointer.onPointerUp(event)}
        onPointerCancel={(event) => region.up() || pointer.onPointerCancel(event)}
      />
      <span ref={tools} className={css.zoom}>
        {channel !== null && (
          <button type="button" title="Back to a row for each channel" onClick={() => selectChannel(null, neuron)}>
            ‹ channels
          </button>
        )}
        <button type="button" aria-label="Zoom out" title="Zoom out (−)" disabled={all} onClick={() => zoom(ZOOM)}>
          −
        </button>
        <button type="button" aria-label="Zoom in" title="Zoom in (+, or the wheel)" onClick={() => zoom(1 / ZOOM)}>
          +
        </button>
        <button type="button" title="The whole sequence (0)" disabled={all} onClick={() => show(whole(steps))}>
          all
        </button>
      </span>
    </div>
  )
}

function wordsOf(layer: string, channel: number | null, map: boolean): string {
  const of = sampleLayer(layer)
  if (!of) return 'Spike raster: nothing shown yet.'
  const count = grouped(of.spikes.reduce((sum, spike) => sum + spike, 0))
  const rows = map ? (channel === null ? ' A row is a channel; Enter opens it.' : ` Channel ${channel}; Escape goes back to all.`) : ''
  return (
    `Spike raster of ${layer}, test sample ${newestFrame('sample')?.frame.index}: ${count} spikes of ${grouped(of.neurons)} neurons in ${grouped(of.steps)} steps.${rows}` +
    ' Up and down arrows choose a row, its trace is below; plus and minus zoom along time, left and right arrows move, 0 shows all; with Shift arrow keys select.'
  )
}
