/** The canvas of the spikes of two layers, and what leaves or arrives with one that is picked by a click or by keys. */
import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import type { DelayedSynapses } from '../../../readings/layers'
import { penOf } from '../../base/draw'
import { usePainter } from '../../base/paint'
import { useSignal } from '../../base/signal'
import viewCss from '../../base/style/view.module.css'
import { hopsOf, hopsText, type Picked, pickedNow, spikeFurther, spikeNear } from '../../shared/hops'
import { firedNow } from '../../shared/use-delays'
import { type PickedSpike, pickedSpike } from '../../state/selection/picked-spike'
import { selectNeuron } from '../../state/selection/select'
import { sampleLayer, useFonts, useFrames } from '../../state/session/frame-hooks'
import { drawHops, type HopsPlace, hopsPlace, spikeAt } from './hops-chart'

interface PlotProps {
  readonly synapses: DelayedSynapses
  /** The name of the layer from which spikes come. */
  readonly before: string
  readonly canvas: { current: HTMLCanvasElement | null }
}

const NO_SPIKES = 'The sample has no spike here yet.'
const POOLED = 'A pooling lies between these layers: averages leave it, and no spikes. Show the delays of another layer.'
const CONSTANT = 'The input is the same current at every step: no spikes leave it. Show the delays of a later layer.'

export function HopsPlot({ synapses, before: from, canvas }: PlotProps) {
  const fonts = useFonts()
  const chosen = useSignal(pickedSpike)
  const place = useRef<HopsPlace | null>(null)
  useFrames(['sample'], 250)
  const layers = firedNow(synapses, from)
  const names = { before: from, after: synapses.layer, channels: synapses.channels }
  const pickedBy = (spike: PickedSpike | null) => layers && pickedNow(endOf(spike, names), synapses, layers.before, layers.after)
  const picked = pickedBy(chosen)
  const hops = layers && picked && hopsOf(synapses, layers.before, picked)
  const ref = usePainter(
    [],
    (context, area, colors) => {
      if (!layers) return
      place.current = hopsPlace(area.width, area.height, area.unit, layers)
      drawHops(penOf(context, area, colors), place.current, { ...layers, names, picked, hops })
    },
    [synapses, layers?.before.spikes, layers?.after.spikes, picked, fonts],
    [],
    canvas,
  )
  const source = sampleLayer(from)
  if (!layers) return <p className={viewCss.empty}>{source && source.neurons !== synapses.inputs ? POOLED : CONSTANT}</p>
  const take = (next: Picked | null) => {
    if (!next) return
    pickedSpike.set({ layer: names[next.end], neuron: next.neuron, step: next.step })
    if (next.end === 'after' && !synapses.channels) selectNeuron(next.neuron)
  }
  const pick = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    if (place.current) take(spikeAt(place.current, layers, event.clientX - box.left, event.clientY - box.top))
  }
  const walk = (event: KeyboardEvent) => {
    // A second key may come before the view has followed the first.
    const picked = pickedBy(pickedSpike.get())
    if (!picked || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return
    const by = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key]
    const end = { ArrowUp: 'before', ArrowDown: 'after' }[event.key] as Picked['end'] | undefined
    if (by !== undefined) take(spikeFurther(layers[picked.end], picked, by))
    else if (end) take(spikeNear(layers[end], end, picked.step, (picked.neuron * layers[end].neurons) / layers[picked.end].neurons))
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const words = picked && hops ? hopsText(picked, hops, names) : NO_SPIKES
  return (
    <>
      <p className={viewCss.sentence} aria-live="polite">
        {words}
      </p>
      <div className={viewCss.plot}>
        <canvas
          ref={ref}
          role="img"
          aria-label={`Spikes of ${from} and ${synapses.layer} in one sample, with the ways of those that belong to the picked one: ${words} Left and right pick another spike in the order of time, up and down one of the other layer.`}
          tabIndex={0}
          onPointerDown={pick}
          onKeyDown={walk}
        />
      </div>
    </>
  )
}

/** The spike at the end of these delays that its layer is; null if it is of another one. */
function endOf(chosen: PickedSpike | null, names: { readonly before: string; readonly after: string }): Picked | null {
  const end = (['before', 'after'] as const).find((one) => names[one] === chosen?.layer)
  return chosen && end ? { end, neuron: chosen.neuron, step: chosen.step } : null
}
