/** The canvas of the spike raster with the trace of one neuron under it. The panel around it is spike-raster.tsx. */

import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { grouped } from '../../../format'
import { columnOf, columnsOf, firedIn, livelyNeuron, type Order, orderOf, type Raster } from '../../base/columns'
import { penOf, text } from '../../base/draw'
import { newestFrame } from '../../base/frames'
import { usePainter } from '../../base/paint'
import viewCss from '../../base/style/view.module.css'
import { cursor } from '../../state/history'
import { sampleLayer, useFonts, useFrames, useMapShape } from '../../state/hooks'
import { selection } from '../../state/selection'
import { selectChannel, selectNeuron } from '../../state/shown'
import { useLab } from '../../state/store'
import { NO_SPIKES } from '../shared/layer-table'
import { pickedShort } from '../shared/select-bar'
import { useRegion } from '../shared/use-region'
import { neuronLines, traceOf } from './neuron-trace'
import css from './raster.module.css'
import { cellAt, drawRaster, placeAt, type RasterPlace, rasterPlace } from './raster-chart'
import { drawTrace } from './trace'

interface PlotProps {
  readonly layer: string | null
  readonly by: Order
  /** Every drag selects. */
  readonly selecting: boolean
  readonly canvas: { current: HTMLCanvasElement | null }
}

export function RasterPlot({ layer, by, selecting, canvas }: PlotProps) {
  const shape = useMapShape(layer)
  const neuron = useLab((state) => state.neuron)
  const channel = useLab((state) => (shape && state.channel !== null && state.channel < shape.channels ? state.channel : null))
  const step = useLab((state) => state.step)
  const spec = useLab((state) => state.open.neuron)
  const fonts = useFonts()
  const drawn = useRef<{ raster: Raster; place: RasterPlace; chosen: number } | null>(null)
  const back = useRef<HTMLButtonElement>(null)
  useFrames(['sample'], 1000)
  const shown = sampleLayer(layer)

  const ref = usePainter(
    ['sample', 'membrane'],
    (context, area, colors) => {
      canvas.current = ref.current
      const pen = penOf(context, area, colors)
      const of = sampleLayer(layer)
      if (!of) {
        drawn.current = null
        text(pen, area.width / 2, area.height / 2, wordsOfNone(layer), { color: colors.ink3, align: 'center', size: 12 })
        return
      }
      const r = area.unit
      const columns = columnsOf(of, shape, channel)
      const known = neuron !== null && neuron < of.neurons && columnOf(columns, neuron) >= 0
      const chosen = known ? neuron : livelyNeuron(of, columns)
      const fired = firedIn(of, columns)
      const raster = { layer: of, columns, fired, order: orderOf(fired, columns.count, by) }
      const place = rasterPlace(area.width, area.height, r, of.steps)
      drawn.current = { raster, place, chosen }
      const note = pickedShort(layer) ?? (channel !== null ? '' : by === 'rate' ? 'most active first' : 'by index')
      drawRaster(pen, raster, place, { note, neuron: chosen, step, selected: selection.get() })
      if (back.current) back.current.style.top = `${place.top + place.height}px`
      const top = place.top + place.height + 20 * r
      const height = Math.max(20, area.height - top - 14 * r)
      drawTrace(
        pen,
        of,
        chosen,
        { left: place.left, top, width: place.width, height },
        { ...traceOf(layer, of, shape, chosen, spec), step },
      )
      neuronLines(chosen, shape).forEach((line, index) => {
        text(pen, 0, top + (7 + 13 * index) * r, line, { color: index === 0 ? colors.ink2 : colors.ink3 })
      })
    },
    [layer, shape, channel, neuron, by, step, fonts, spec],
    [selection, cursor],
  )
  const region = useRegion({
    layer,
    raster: () => drawn.current?.raster,
    cellAt: (x, y, outside) => (drawn.current ? cellAt(drawn.current.place, drawn.current.raster, x, y, outside) : null),
    on: selecting,
    start: () => {
      const now = drawn.current
      return now && { place: Math.max(0, now.raster.order.indexOf(columnOf(now.raster.columns, now.chosen))), step: step ?? 0 }
    },
    keys: { ArrowLeft: { place: -1 }, ArrowRight: { place: 1 }, ArrowUp: { step: -1 }, ArrowDown: { step: 1 } },
  })

  /** A column of one neuron shows its trace; one of a channel opens the channel. */
  const take = ({ columns, layer: of }: Raster, column: number) => {
    if (columns.size === 1) selectNeuron(columns.start + column * columns.across)
    else selectChannel(column, livelyNeuron(of, columnsOf(of, shape, column)))
  }
  const pick = (event: PointerEvent<HTMLCanvasElement>, dragged: boolean) => {
    const now = drawn.current
    if (!now || (dragged && now.raster.columns.size > 1)) return
    const box = event.currentTarget.getBoundingClientRect()
    const x = event.clientX - box.left
    if (event.clientY - box.top > now.place.top + now.place.height + 6 || x < now.place.left - 4) return
    take(now.raster, now.raster.order[placeAt(now.place, now.raster.columns.count, x)]!)
  }
  const walk = (event: KeyboardEvent) => {
    const now = drawn.current
    if (region.press(event) || !now || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return
    const { columns, order, layer: of } = now.raster
    const at = order.indexOf(columnOf(columns, now.chosen))
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: columns.count - 1 }[event.key]
    if (next === undefined && event.key !== 'Enter' && event.key !== 'Escape') return
    if (event.key === 'Escape' && channel === null) return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape') return selectChannel(null, now.chosen)
    const column = order[Math.min(columns.count - 1, Math.max(0, next ?? at))]!
    if (columns.size === 1 || event.key === 'Enter') take(now.raster, column)
    else selectNeuron(livelyNeuron(of, columnsOf(of, shape, column)))
  }
  return (
    <div className={viewCss.plot}>
      <canvas
        ref={ref}
        role="img"
        aria-label={shown ? wordsOf(layer, shown, shape !== null && channel === null, channel) : 'Spike raster: nothing shown yet.'}
        tabIndex={0}
        onPointerDown={(event) => region.down(event) || pick(event, false)}
        onPointerMove={(event) => region.move(event) || (event.buttons === 1 && pick(event, true))}
        onPointerUp={region.up}
        onPointerCancel={region.up}
        onKeyDown={walk}
      />
      {channel !== null && (
        <button
          ref={back}
          type="button"
          className={css.back}
          title={`The positions of channel ${channel} are shown next to each other. Back to a column for each channel.`}
          onClick={() => selectChannel(null, neuron)}
        >
          ‹ all channels
        </button>
      )}
    </div>
  )
}

const wordsOfNone = (layer: string | null): string => {
  if (!newestFrame('sample')) return 'No sample has been shown to the network yet.'
  return layer === null ? NO_SPIKES : `${layer} comes with the next sample.`
}

function wordsOf(
  layer: string | null,
  { steps, neurons, spikes }: { steps: number; neurons: number; spikes: Uint8Array },
  byChannel: boolean,
  channel: number | null,
): string {
  const count = grouped(spikes.reduce((sum, spike) => sum + spike, 0))
  const index = newestFrame('sample')?.frame.index
  const keys = byChannel
    ? 'A column is a channel, as high as many of its neurons fired. Arrow keys choose one, Enter shows its positions next to each other.'
    : `${channel === null ? '' : `The places of channel ${channel} are shown; Escape goes back to all channels. `}Arrow keys choose a neuron; its trace is below.`
  return `Spike raster of ${layer}, test sample ${index}: ${count} spikes of ${grouped(neurons)} neurons in ${steps} steps. ${keys} With Shift they select.`
}
