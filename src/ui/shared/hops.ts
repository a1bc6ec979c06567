/** Spikes that arrive later: which spikes of one layer reach which neurons of the next, and when. Pure. */
import { counted, fixed, grouped } from '../../format'
import { wholeDelay } from '../../layers/delay/describe'
import type { DelayedSynapses } from '../../readings/layers'

/** What fired: [steps, neurons], 0 where nothing did. */
export interface Fired {
  readonly steps: number
  readonly neurons: number
  readonly spikes: ArrayLike<number>
}

/** A spike on its way from a neuron of the layer before to one of this layer. */
interface Hop {
  readonly from: number
  readonly to: number
  readonly leaves: number
  readonly arrives: number
  readonly weight: number
}

/** A spike that was picked: of the layer before, from which spikes leave, or of this layer, at which they arrive. */
export interface Picked {
  readonly end: 'before' | 'after'
  readonly neuron: number
  readonly step: number
}

export interface Hops {
  /** The largest weights come first. */
  readonly shown: readonly Hop[]
  /** How many there are in the sequence, and how many more would arrive after its last step. */
  readonly count: number
  readonly late: number
  /** The sum of all their weights. */
  readonly weight: number
}

/** The largest number of hops that are drawn. */
export const MAX_HOPS = 32

/** @param picked a spike of either layer @param before what the layer before fired, as long as the sequence */
export function hopsOf(synapses: DelayedSynapses, before: Fired, { end, neuron, step }: Picked): Hops {
  const { inputs, outputs } = synapses
  const hop = (from: number, to: number, leaves: number, lag: number): Hop => {
    const weight = synapses.weight[to * inputs + from]!
    return { from, to, leaves, arrives: leaves + lag, weight }
  }
  const lagOf = (from: number, to: number) => wholeDelay(synapses.delay[to * inputs + from]!)
  const all =
    end === 'before'
      ? Array.from({ length: outputs }, (_, to) => hop(neuron, to, step, lagOf(neuron, to)))
      : Array.from({ length: inputs }, (_, from) => hop(from, neuron, step - lagOf(from, neuron), lagOf(from, neuron))).filter(
          ({ from, leaves }) => leaves >= 0 && before.spikes[leaves * before.neurons + from]! > 0,
        )
  const inTime = all.filter(({ arrives }) => arrives < before.steps)
  const shown = inTime.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, MAX_HOPS)
  return { shown, count: inTime.length, late: all.length - inTime.length, weight: inTime.reduce((sum, { weight }) => sum + weight, 0) }
}

/** The spikes of a layer in the order of time, and of neurons within a step. */
const spikesOf = ({ steps, neurons, spikes }: Fired, end: Picked['end']): Picked[] =>
  Array.from({ length: steps * neurons }, (_, at) => at)
    .filter((at) => spikes[at]! > 0)
    .map((at) => ({ end, neuron: at % neurons, step: Math.floor(at / neurons) }))

const isSame = (a: Picked, b: Picked): boolean => a.end === b.end && a.neuron === b.neuron && a.step === b.step

/** The number of a layer's first spikes that are searched for the one with which most spikes arrive. */
const MAX_SEARCHED = 100

/** The picked spike while it is there; else that of this layer with which most spikes arrive; where it has none, the first one before it. */
export function pickedNow(picked: Picked | null, synapses: DelayedSynapses, before: Fired, after: Fired): Picked | null {
  const at = picked && (picked.end === 'before' ? before : after)
  if (at && picked.neuron < at.neurons && at.spikes[picked.step * at.neurons + picked.neuron]! > 0) return picked
  const counted = spikesOf(after, 'after')
    .slice(0, MAX_SEARCHED)
    .map((spike) => ({ spike, count: hopsOf(synapses, before, spike).count }))
  const max = counted.reduce((best, one) => (one.count > best.count ? one : best), counted[0] ?? { spike: null, count: 0 })
  return max.spike ?? spikesOf(before, 'before')[0] ?? null
}

/** The spike that many places further in the order of a layer, at most its first or last. */
export function spikeFurther(of: Fired, picked: Picked, by: number): Picked {
  const all = spikesOf(of, picked.end)
  const at = all.findIndex((spike) => isSame(spike, picked))
  return all[Math.min(all.length - 1, Math.max(0, at + by))] ?? picked
}

/** The spike of a layer that is nearest to a step and a neuron, each as a part of the whole; null if it has none. */
export function spikeNear(of: Fired, end: Picked['end'], step: number, neuron: number): Picked | null {
  const distance = (spike: Picked) => Math.hypot((spike.step - step) / of.steps, (spike.neuron - neuron) / of.neurons)
  return spikesOf(of, end).reduce<Picked | null>((best, spike) => (best && distance(best) <= distance(spike) ? best : spike), null)
}

interface Names {
  readonly before: string
  readonly after: string
  /** Of maps, channels have the place of neurons. */
  readonly channels?: true | undefined
}

/** Describes the spikes that leave or arrive with the picked spike. @param names of the layers */
export function hopsText({ end, neuron, step }: Picked, hops: Hops, names: Names): string {
  const own = `${names[end]}${names.channels ? ', channel' : ''} ${neuron}`
  const { count, late, weight, shown } = hops
  const drawn = count > shown.length ? ` The ${MAX_HOPS} of the largest weights are drawn.` : ''
  if (end === 'after')
    return `${own} fires at t = ${step + 1}; then ${count === 1 ? 'arrives 1 spike' : `arrive ${grouped(count)} spikes`}, Σ\u00a0W ${fixed(weight, 2)}.${drawn}`
  const ends = late > 0 ? `, at ${grouped(late)} more only after the last step` : ''
  return `${own} fires at t = ${step + 1}; its spike arrives at ${counted(count, names.channels ? 'channel' : 'neuron')}${ends}.${drawn}`
}
