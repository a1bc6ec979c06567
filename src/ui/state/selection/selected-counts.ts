/** Counts the neurons, potentials and spikes of one sample that lie in a selection. Pure; stores no selection. */
import type { MembraneReading } from '../../../readings/membrane'
import { hasThreshold } from '../../../readings/variables'
import type { Columns, MapShape, Raster, RasterLayer } from '../../base/columns'
import type { Group } from '../../base/viewport'
import type { NeuronSet, PotentialRange, Selection } from './selection'
import { edgesAt, type Trial } from './window-trial'

export const holds = ({ low, high }: Pick<PotentialRange, 'low' | 'high'>, u: number): boolean => u >= low && u < high

export const holdsStep = (steps: Group | null, step: number): boolean => steps === null || (step >= steps.from && step < steps.to)

/** The steps of a selection that exist in the layer. */
const within = (steps: Group | null, all: number): readonly [from: number, to: number] =>
  steps === null ? [0, all] : [Math.max(0, steps.from), Math.min(all, steps.to)]

export interface Inside {
  /** The number of neurons with at least one potential in the range. */
  readonly neurons: number
  readonly potentials: number
  readonly spikes: number
}

/** Counts the potentials inside a range. */
export function insideRange(layer: RasterLayer, range: PotentialRange): Inside {
  const { neurons, membrane, spikes } = layer
  const found = new Uint8Array(neurons)
  const [from, to] = within(range.steps, layer.steps)
  let [potentials, fired] = [0, 0]
  for (let at = from * neurons; at < to * neurons; at++) {
    if (!holds(range, membrane[at]!)) continue
    found[at % neurons] = 1
    potentials++
    if (spikes[at]) fired++
  }
  return { neurons: found.reduce((sum, one) => sum + one, 0), potentials, spikes: fired }
}

/** Whether a neuron is selected, or has a potential in the range, at a step or at any. */
export function litNeuron(layer: RasterLayer, selected: Exclude<Selection, null>, step: number | null): (neuron: number) => boolean {
  if (step !== null && !holdsStep(selected.steps, step)) return () => false
  if (selected.kind === 'neurons') {
    const chosen = new Set(selected.neurons)
    return (neuron) => chosen.has(neuron)
  }
  const [from, to] = step === null ? within(selected.steps, layer.steps) : [step, step + 1]
  return (neuron) => {
    for (let t = from; t < to; t++) if (holds(selected, layer.membrane[t * layer.neurons + neuron]!)) return true
    return false
  }
}

export interface OfNeurons extends Inside {
  readonly below: number
  readonly inWindow: number
  readonly above: number
}

/** The potentials and spikes of neurons at the selected steps, and how many lie in the window in use or on trial. */
export function ofNeurons(layer: RasterLayer, { neurons, steps }: NeuronSet, frame: MembraneReading, trial: Trial | null): OfNeurons {
  const [from, to] = within(steps, Math.min(layer.steps, frame.windowLow.length))
  const sum = { potentials: 0, spikes: 0, below: 0, inWindow: 0, above: 0 }
  for (let step = from; step < to; step++) {
    const [low, high] = edgesAt(frame, step, trial)
    for (const neuron of neurons) {
      const u = layer.membrane[step * layer.neurons + neuron]!
      sum.potentials++
      if (layer.spikes[step * layer.neurons + neuron]) sum.spikes++
      if (u > low && u < high) sum.inWindow++
      else if (u <= low) sum.below++
      else if (u >= high) sum.above++
    }
  }
  return { neurons: neurons.length, ...sum }
}

/**
 * The potentials of neurons at one step, on a frame's bins; values off the axis are in the first and the last bin. Null at a step that is
 * not selected.
 */
export function histogramOf(layer: RasterLayer, { neurons, steps }: NeuronSet, frame: MembraneReading, step: number): Uint32Array | null {
  if (!holdsStep(steps, step) || step >= layer.steps) return null
  const { low, high, bins } = frame
  const counts = new Uint32Array(bins)
  for (const neuron of neurons) {
    const u = layer.membrane[step * layer.neurons + neuron]!
    if (Number.isNaN(u)) continue
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(((u - low) / (high - low)) * bins)))
    counts[bin] = counts[bin]! + 1
  }
  return counts
}

/** The neurons in a range of columns, by position in the raster's order. */
function neuronsIn({ columns, order }: Pick<Raster, 'columns' | 'order'>, from: number, to: number): Uint32Array {
  const { start, across, within: apart, size } = columns
  const found: number[] = []
  for (let k = from; k < to; k++) for (let i = 0; i < size; i++) found.push(start + order[k]! * across + i * apart)
  return Uint32Array.from(found).sort()
}

/** A rectangle of the raster: a range of positions in its order, and a range of time steps. */
export interface Region {
  readonly places: Group
  readonly steps: Group
}

/** The rectangle between two cells, both included. */
export function regionBetween(a: { place: number; step: number }, b: { place: number; step: number }): Region {
  const span = (one: number, other: number): Group => ({ from: Math.min(one, other), to: Math.max(one, other) + 1 })
  return { places: span(a.place, b.place), steps: span(a.step, b.step) }
}

/** The neurons of a rectangle as a selection. */
export function setOfRegion(layer: string, raster: Raster, { places, steps }: Region): NeuronSet {
  const neurons = neuronsIn(raster, places.from, places.to)
  return { kind: 'neurons', layer, neurons, steps, words: nameOf(raster.columns, raster.order, places, neurons.length) }
}

/** All neurons of a channel as a selection, at one step or all. */
export function setOfChannel(
  layer: string,
  { steps, neurons }: RasterLayer,
  { channels }: MapShape,
  channel: number,
  step: number | null,
): NeuronSet {
  const neuronsOfChannel = Uint32Array.from({ length: neurons / channels }, (_, place) => place * channels + channel)
  return {
    kind: 'neurons',
    layer,
    neurons: neuronsOfChannel,
    steps: step === null ? { from: 0, to: steps } : { from: step, to: step + 1 },
    words: `channel ${channel}`,
  }
}

function nameOf({ size }: Columns, order: ArrayLike<number>, { from, to }: Group, neurons: number): string {
  if (size > 1) return to - from === 1 ? `channel ${order[from]}` : `${to - from} channels`
  return neurons === 1 ? '1 neuron' : `${neurons} neurons`
}

/** A potential as displayed and typed, rounded to about a hundredth of the axis, so that the displayed value is the one that is counted. */
export function roundedPotential(u: number, { low, high }: Pick<MembraneReading, 'low' | 'high'>): number {
  const digits = Math.max(0, 2 - Math.floor(Math.log10((high - low) / 10)))
  return Number(u.toFixed(Math.min(6, digits)))
}

/** The range that a selection starts with: the window, or a standard deviation on either side of the mean where there is none. */
export function firstRange(frame: MembraneReading, step: number): readonly [low: number, high: number] {
  const [mean, deviation] = [frame.mean[step]!, frame.standardDeviation[step]! || (frame.high - frame.low) / frame.bins]
  const [low, high] = hasThreshold(frame) ? edgesAt(frame, step, null) : [mean - deviation, mean + deviation]
  return [roundedPotential(low, frame), roundedPotential(high, frame)]
}
