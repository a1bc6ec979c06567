/** The delays of a layer in numbers: how many synapses have each whole number of steps, and rows of tables. Pure. */
import { wholeDelay } from '../../../layers/delay/describe'
import type { DelayedSynapses } from '../../../readings/layers'

export interface DelayCounts {
  /** [max + 1]: the share of synapses with each whole delay. */
  readonly synapses: readonly number[]
  /** The share of the sum of all weights, without their signs, that these synapses have. */
  readonly weights: readonly number[]
}

export function delayCounts({ max, delay, weight }: DelayedSynapses): DelayCounts {
  const synapses = new Array<number>(max + 1).fill(0)
  const weights = new Array<number>(max + 1).fill(0)
  for (let k = 0; k < delay.length; k++) {
    const steps = wholeDelay(delay[k]!)
    synapses[steps]! += 1
    weights[steps]! += Math.abs(weight[k]!)
  }
  const all = weights.reduce((sum, value) => sum + value, 0)
  return { synapses: synapses.map((count) => count / delay.length), weights: weights.map((value) => (all > 0 ? value / all : 0)) }
}

/** A synapse of a table: neurons counted from 0, as everywhere on the page. */
export interface SynapseRow {
  readonly from: number
  readonly to: number
  readonly delay: number
  readonly weight: number
}

const rowAt = ({ inputs, delay, weight }: DelayedSynapses, k: number): SynapseRow => ({
  from: k % inputs,
  to: Math.floor(k / inputs),
  delay: delay[k]!,
  weight: weight[k]!,
})

/** The synapses of the largest weights, of either sign. */
export const strongest = (synapses: DelayedSynapses, most: number): SynapseRow[] =>
  Array.from(synapses.weight.keys())
    .sort((a, b) => Math.abs(synapses.weight[b]!) - Math.abs(synapses.weight[a]!))
    .slice(0, most)
    .map((k) => rowAt(synapses, k))

/** Rows of a file, one for each synapse. */
export const synapseRows = (synapses: DelayedSynapses): (string | number)[][] => [
  ['from', 'to', 'delay', 'wholeDelay', 'weight'],
  ...Array.from(synapses.weight.keys(), (k) => {
    const { from, to, delay, weight } = rowAt(synapses, k)
    return [from, to, delay, wholeDelay(delay), weight]
  }),
]
