/** The ways of the spike that was picked in the raster, where synapses have delays: of those that arrive with it, and its own onward. */
import { synapticDelays } from '../../../layers/delay/schema'
import type { RasterLayer } from '../../base/columns'
import { clipped, type Pen } from '../../base/draw'
import { useSignal } from '../../base/signal'
import { drawHop, drawPicked } from '../../shared/draw-hop'
import { type Hops, hopsOf, hopsText, type Picked } from '../../shared/hops'
import { layerBefore } from '../../shared/layer-before'
import { firedNow, useDelays } from '../../shared/use-delays'
import { type PickedSpike, pickedSpike } from '../../state/selection/picked-spike'
import { sampleLayer, useFrames } from '../../state/session/frame-hooks'
import { store, useLab } from '../../state/store/store'
import type { RasterPlace } from './raster-chart'

/** The ways at one end of the picked spike, and how many neurons the layer at their other end has. */
interface Ways {
  readonly hops: Hops
  readonly neurons: number
}

export interface RasterHops {
  readonly picked: PickedSpike
  /** The lines from the layer before to the spike; null where it has no delays, or its input has no steps. */
  readonly into: Ways | null
  /** The lines from the spike to its arrivals in the layer behind. */
  readonly onward: Ways | null
  readonly words: string
}

/** Whether spikes have ways to show; of feature maps, the view of delays has them by channel. */
export const useHasDelays = (): boolean =>
  useLab(({ open: { network }, layers }) => synapticDelays(network) !== undefined && layers.every(({ product }) => product !== 'conv'))

/** Null where no spike of this layer is picked, or it is no longer fired. */
export function useRasterHops(layer: string | null): RasterHops | null {
  const picked = useSignal(pickedSpike)
  const delayed = useHasDelays()
  const before = useLab(({ layers }) => layerBefore(layers, layer)?.name ?? null)
  const behind = useLab(
    ({ layers }) =>
      layers.find(({ name, watchable }) => watchable.includes('membrane') && layerBefore(layers, name)?.name === layer)?.name ?? null,
  )
  const on = delayed && picked !== null && picked.layer === layer
  const intoThis = useDelays(on ? layer : null)
  const intoNext = useDelays(on ? behind : null)
  useFrames(['sample'], 500)
  const own = sampleLayer(layer)
  if (!on || !own || before === null || layer === null || !own.spikes[picked.step * own.neurons + picked.neuron]) return null
  const at = (end: Picked['end']): Picked => ({ end, neuron: picked.neuron, step: picked.step })
  const fired = intoThis && picked.neuron < intoThis.outputs ? firedNow(intoThis, before) : null
  const into = intoThis && fired ? { hops: hopsOf(intoThis, fired.before, at('after')), neurons: intoThis.inputs } : null
  const onward =
    intoNext && picked.neuron < intoNext.inputs ? { hops: hopsOf(intoNext, own, at('before')), neurons: intoNext.outputs } : null
  const words = [
    ...(into ? [hopsText(at('after'), into.hops, { before, after: layer })] : []),
    ...(onward && behind ? [hopsText(at('before'), onward.hops, { before: layer, after: behind })] : []),
  ]
  return { picked, into, onward, words: words.join(' ') }
}

/** The position of a step and of a part of a layer's neurons, from 0 to 1, in the plot. */
type Place = (step: number, part: number) => readonly [x: number, y: number]

/** The place where time runs down and neurons lie side by side. */
export const downward =
  ({ left, top, width, rowHeight }: RasterPlace): Place =>
  (step, part) => [left + part * width, top + (step + 0.5) * rowHeight]

/** @param own the part of the raster at which the picked neuron is */
export function drawRasterHops(
  pen: Pen,
  { picked, into, onward }: RasterHops,
  own: number,
  at: Place,
  inside: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
): void {
  const spike = at(picked.step, own)
  const { left, top, width, height } = inside
  const grow = 6 * pen.r
  clipped(pen, left - grow, top - grow, width + 2 * grow, height + 2 * grow, () => {
    for (const { hops, neurons } of [into, onward].filter((ways) => ways !== null)) {
      const max = hops.shown.reduce((all, { weight }) => Math.max(all, Math.abs(weight)), 0) || 1
      for (const { from, to, leaves, arrives, weight } of hops.shown.toReversed()) {
        const [start, end] = hops === into?.hops ? [at(leaves, (from + 0.5) / neurons), spike] : [spike, at(arrives, (to + 0.5) / neurons)]
        drawHop(pen, weight, Math.abs(weight) / max, start, end, hops === into?.hops ? start : end)
      }
    }
    drawPicked(pen, spike)
  })
}

/** Picks the spike of a neuron that is nearest in time; none if it has none. */
export function pickSpike(layer: string | null, of: RasterLayer, neuron: number, step: number): void {
  const [nearest] = firesAt(of, neuron).sort((a, b) => Math.abs(a - step) - Math.abs(b - step))
  pickedSpike.set(layer === null || nearest === undefined ? null : { layer, neuron, step: nearest })
}

/**
 * Handles a key: Enter picks a spike of the selected neuron, then its next one; other keys keep to that neuron while a spike is picked;
 * Escape clears the pick.
 */
export function pickByKey(key: string, layer: string | null, of: RasterLayer): void {
  const { neuron, timeStep } = store.getState()
  const picked = pickedSpike.get()
  const mine = picked?.layer === layer ? picked : null
  if (key === 'Escape') pickedSpike.set(null)
  else if (neuron === null || neuron >= of.neurons || (key !== 'Enter' && !mine)) return
  else if (key === 'Enter' && mine?.neuron === neuron) {
    const fires = firesAt(of, neuron)
    const next = fires.find((step) => step > mine.step) ?? fires[0]
    if (next !== undefined) pickSpike(layer, of, neuron, next)
  } else pickSpike(layer, of, neuron, mine?.step ?? timeStep ?? 0)
}

/** The steps at which a neuron fires. */
const firesAt = ({ steps, neurons, spikes }: RasterLayer, neuron: number): number[] =>
  Array.from({ length: steps }, (_, step) => step).filter((step) => spikes[step * neurons + neuron]! > 0)
