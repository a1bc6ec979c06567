/** The canvas of the spike raster with the trace of one neuron under it. The panel around it is spike-raster.tsx. */

import { type KeyboardEvent, type PointerEvent, type RefObject, useRef } from 'react'
import { counted, grouped } from '../../../format'
import type { Order } from '../../base/columns'
import { penOf, textOfNone } from '../../base/draw'
import { newestFrame } from '../../base/frames'
import { helpOf } from '../../base/help'
import { usePainter } from '../../base/paint'
import viewCss from '../../base/style/view.module.css'
import { useRegion } from '../../shared/use-region'
import { sampleName } from '../../state/labels/experiment-label'
import { marksText } from '../../state/selection/analog'
import { selectChannel } from '../../state/selection/select'
import { selection } from '../../state/selection/selection'
import { variableSample } from '../../state/selection/variable'
import { useFonts, useFrames } from '../../state/session/frame-hooks'
import { cursor } from '../../state/session/history'
import { HopsText } from './hops-text'
import css from './raster.module.css'
import { cellAt, drawRaster, placeAt } from './raster-chart'
import { neuronOf, noteOf, placeOf, takeColumn, useRasterLook, walkColumns } from './raster-columns'
import { drawingOf, drawTraceBelow, type RasterDrawing } from './raster-drawing'
import { downward, drawRasterHops, pickByKey, pickSpike, useHasDelays, useRasterHops } from './raster-hops'
import { NOTHING_SHOWN, wordsOfNone } from './raster-waits'

interface PlotProps {
  readonly layer: string | null
  readonly by: Order
  /** Whether every drag selects. */
  readonly selecting: boolean
  readonly canvas: { current: HTMLCanvasElement | null }
}

export function RasterPlot({ layer, by, selecting, canvas }: PlotProps) {
  const look = useRasterLook(layer)
  const { shape, neuron, channel, step, spec, variable } = look
  const hops = useRasterHops(layer)
  const delayed = useHasDelays()
  const fonts = useFonts()
  const drawn = useRef<RasterDrawing | null>(null)
  const back = useRef<HTMLButtonElement>(null)
  useFrames(['sample'], 1000)
  const shown = variableSample(layer)

  const ref = usePainter(
    ['sample', 'membrane'],
    (context, area, colors) => {
      const pen = penOf(context, area, colors)
      const of = variableSample(layer)
      if (!of) {
        drawn.current = null
        textOfNone(pen, wordsOfNone(layer))
        return
      }
      const now = drawingOf(of, look, by, area)
      const { raster, place, chosen } = now
      drawn.current = now
      drawRaster(pen, raster, place, { note: noteOf(layer, channel, by), neuron: chosen, step, selected: selection.get() })
      if (hops) drawRasterHops(pen, hops, (placeOf(raster, hops.picked.neuron) + 0.5) / raster.columns.count, downward(place), place)
      if (back.current) back.current.style.top = `${place.top + place.height}px`
      drawTraceBelow(pen, layer, now, area.height, look)
    },
    [layer, shape, channel, neuron, by, step, fonts, spec, variable, hops],
    [selection, cursor],
    canvas,
  )
  const region = useRegion({
    layer,
    raster: () => drawn.current?.raster,
    cellAt: (x, y, outside) => (drawn.current ? cellAt(drawn.current.place, drawn.current.raster, x, y, outside) : null),
    on: selecting,
    start: () => {
      const now = drawn.current
      return now && { place: Math.max(0, placeOf(now.raster, now.chosen)), step: step ?? 0 }
    },
    keys: { ArrowLeft: { place: -1 }, ArrowRight: { place: 1 }, ArrowUp: { step: -1 }, ArrowDown: { step: 1 } },
  })

  const pick = (event: PointerEvent<HTMLCanvasElement>, dragged: boolean) => {
    const now = drawn.current
    if (!now || (dragged && now.raster.columns.size > 1)) return
    const box = event.currentTarget.getBoundingClientRect()
    const x = event.clientX - box.left
    if (event.clientY - box.top > now.place.top + now.place.height + 6 || x < now.place.left - 4) return
    const column = now.raster.order[placeAt(now.place, now.raster.columns.count, x)]!
    takeColumn(now.raster, shape, column)
    const step = cellAt(now.place, now.raster, x, event.clientY - box.top, true)?.step
    if (delayed && !dragged && step !== undefined) pickSpike(layer, now.raster.layer, neuronOf(now.raster, column), step)
  }
  const walk = (event: KeyboardEvent) => {
    const now = drawn.current
    if (region.press(event) || !now) return
    walkColumns(event, now.raster, now.chosen, look, (at, count) => ({ ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: count - 1 }))
    if (delayed) pickByKey(event.key, layer, now.raster.layer)
  }
  return (
    <>
      <HopsText words={hops?.words} />
      <div className={viewCss.plot}>
        <canvas
          ref={ref}
          role="img"
          aria-label={shown ? wordsOf(layer, shown, shape !== null && channel === null, channel) : NOTHING_SHOWN}
          tabIndex={0}
          onPointerDown={(event) => region.down(event) || pick(event, false)}
          onPointerMove={(event) => region.move(event) || (event.buttons === 1 && pick(event, true))}
          onPointerUp={region.up}
          onPointerCancel={region.up}
          onKeyDown={walk}
        />
        {channel !== null && <BackToChannels element={back} channel={channel} neuron={neuron} />}
      </div>
    </>
  )
}

interface BackProps {
  readonly element: RefObject<HTMLButtonElement | null>
  readonly channel: number
  readonly neuron: number | null
}

function BackToChannels({ element, channel, neuron }: BackProps) {
  return (
    <button
      ref={element}
      type="button"
      className={css.back}
      {...helpOf(`The positions of channel ${channel} are shown next to each other. Back to a column for each channel.`)}
      onClick={() => selectChannel(null, neuron)}
    >
      ‹ all channels
    </button>
  )
}

function wordsOf(
  layer: string | null,
  { steps, neurons, spikes }: { steps: number; neurons: number; spikes: Uint8Array },
  byChannel: boolean,
  channel: number | null,
): string {
  const marks = marksText(spikes.reduce((sum, spike) => sum + spike, 0))
  const sample = sampleName(newestFrame('sample')?.frame.index ?? 0)
  const keys = byChannel
    ? 'A column is a channel, as high as many of its neurons fired. Arrow keys choose one, Enter shows its positions next to each other.'
    : `${channel === null ? '' : `The positions of channel ${channel} are shown; Escape goes back to all channels. `}Arrow keys choose a neuron; its trace is below.`
  return `Spike raster of ${layer}, ${sample}: ${marks} of ${grouped(neurons)} neurons in ${counted(steps, 'step')}. ${keys} With Shift they select.`
}
