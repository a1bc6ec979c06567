/** The spikes of one pinned test sample in the selected layer, and the trace of one neuron. */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import { useBrush } from '../charts/brush'
import { saveCsv, savePng } from '../charts/download'
import { penOf, text } from '../charts/draw'
import { grouped } from '../charts/format'
import { layerOf, useFonts, useFrames, useShownLayer } from '../charts/hooks'
import { Head, Region, SaveMenu, Segments } from '../charts/parts'
import {
  drawRaster,
  livelyNeuron,
  type Order,
  orderOf,
  placeAt,
  type RasterLayer,
  type RasterPlace,
  rasterPlace,
  spikeCounts,
} from '../charts/raster'
import { evenly } from '../charts/scale'
import { drawTrace, type TraceView } from '../charts/trace'
import { newestFrame } from '../frames'
import { shownMembrane } from '../history'
import { usePainter } from '../paint'
import { setLab, useLab } from '../store'
import '../charts/charts.css'
import './views.css'

const rasterOf = (name: string | null): RasterLayer | undefined => newestFrame('sample')?.frame.layers.find((layer) => layer.layer === name)

/** With a momentum of 0.1 the first values of running statistics weigh under 1 % from here on. */
const WARM_UP_STEPS = 45

export function RasterPanel() {
  const layer = useShownLayer()
  const neuron = useLab((state) => state.neuron)
  const step = useLab((state) => state.step)
  const spec = useLab((state) => state.open.neuron)
  const warmingUp = useLab(
    ({ open, progress }) => open.network.normalization.kind === 'tdBatchNorm' && (progress?.step ?? 0) < WARM_UP_STEPS,
  )
  const [by, setBy] = useState<Order>('rate')
  const fonts = useFonts()
  const brush = useBrush()
  const place = useRef<{ raster: RasterPlace; order: Uint32Array; chosen: number } | null>(null)
  useFrames(['sample'], 1000)
  const sample = newestFrame('sample')?.frame
  const shown = rasterOf(layer)

  const ref = usePainter(
    ['sample', 'membrane'],
    (context, area, colors) => {
      const pen = penOf(context, area, colors)
      const raster = rasterOf(layer)
      if (!raster) {
        place.current = null
        text(pen, area.width / 2, area.height / 2, 'No sample has been shown to the network yet.', {
          color: colors.ink3,
          align: 'center',
          size: 12,
        })
        return
      }
      const r = area.unit
      const chosen = neuron !== null && neuron < raster.neurons ? neuron : livelyNeuron(raster)
      const order = orderOf(raster, by)
      const at = rasterPlace(area.width, area.height, r, raster.steps)
      place.current = { raster: at, order, chosen }
      drawRaster(pen, raster, order, at, { order: by, neuron: chosen, step, brush })
      const top = at.top + at.height + 20 * r
      const frame = layerOf(shownMembrane(), layer)
      const threshold = frame?.threshold ?? spec.threshold
      const view: TraceView = {
        decay: frame?.decay ?? (spec.kind === 'lif' ? spec.decay : 0.5),
        threshold,
        // A delayed reset is part of the next step's potential.
        after: (u) => (spec.reset === 'zero' ? spec.resetTo : spec.reset === 'subtract' ? u - threshold : u),
        resetTo: frame?.resetTo ?? null,
        window: frame && frame.windowLow.length === raster.steps ? { low: frame.windowLow, high: frame.windowHigh } : null,
        others: evenly(raster.neurons, 10).filter((other) => other !== chosen),
        step,
      }
      drawTrace(pen, raster, chosen, { left: at.left, top, width: at.width, height: Math.max(20, area.height - top - 14 * r) }, view)
      text(pen, 0, top + 7 * r, 'neuron', { color: colors.ink3 })
      text(pen, 0, top + 20 * r, String(chosen), { color: colors.ink2 })
    },
    [layer, neuron, by, step, fonts, spec, brush],
  )

  const pick = (event: PointerEvent<HTMLCanvasElement>) => {
    const raster = rasterOf(layer)
    const now = place.current
    if (!raster || !now) return
    const box = event.currentTarget.getBoundingClientRect()
    const x = event.clientX - box.left
    if (event.clientY - box.top > now.raster.top + now.raster.height + 6 || x < now.raster.left - 4) return
    setLab({ neuron: now.order[placeAt(now.raster, raster.neurons, x)]! })
  }
  const walk = (event: KeyboardEvent) => {
    const raster = rasterOf(layer)
    const now = place.current
    if (!raster || !now || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return
    const at = now.order.indexOf(now.chosen)
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: raster.neurons - 1 }[event.key]
    if (next === undefined) return
    event.preventDefault()
    event.stopPropagation()
    setLab({ neuron: now.order[Math.min(raster.neurons - 1, Math.max(0, next))]! })
  }
  const rows = () => {
    if (!shown) return []
    const out: (string | number)[][] = [['step', 'neuron', 'potential', 'spike']]
    for (let t = 0; t < shown.steps; t++)
      for (let n = 0; n < shown.neurons; n++)
        out.push([t + 1, n, shown.membrane[t * shown.neurons + n]!, shown.spikes[t * shown.neurons + n]!])
    return out
  }
  const spikes = shown ? spikeCounts(shown).reduce((sum, count) => sum + count, 0) : 0
  const words = shown
    ? `Spike raster of ${layer}, test sample ${sample?.index}: ${grouped(spikes)} spikes of ${grouped(shown.neurons)} neurons in ${shown.steps} steps. Arrow keys choose a neuron; its trace is below.`
    : 'Spike raster: nothing shown yet.'

  return (
    <Region name="Spike raster" className="view-raster">
      <Head
        title="Spike raster"
        definition="One mark for each neuron and step that fired, for one sample of the test set. Click a neuron to see its trace below."
        context={
          <>
            {layer && <b>{layer}</b>}
            {sample && (
              <span className="view-scope" title={`Sample ${sample.index} of the test set`}>
                sample {grouped(sample.index)}
              </span>
            )}
            {warmingUp && (
              <span className="view-scope" title="Samples are shown in evaluation mode, with running statistics that have not settled yet.">
                statistics warming up
              </span>
            )}
          </>
        }
      >
        <Segments
          label="Order of neurons"
          value={by}
          options={[
            { value: 'rate', text: 'by rate' },
            { value: 'index', text: 'by index' },
          ]}
          choose={setBy}
        />
        <SaveMenu
          compact
          items={[
            { text: 'Picture (PNG)', act: () => savePng(`raster-${layer}.png`, ref.current) },
            { text: 'Potentials and spikes (CSV)', act: () => saveCsv(`raster-${layer}.csv`, rows()) },
          ]}
        />
      </Head>
      <div className="view-plot">
        <canvas
          ref={ref}
          role="img"
          aria-label={words}
          tabIndex={0}
          onPointerDown={pick}
          onPointerMove={(event) => event.buttons === 1 && pick(event)}
          onKeyDown={walk}
        />
      </div>
    </Region>
  )
}
