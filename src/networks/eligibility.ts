/**
 * Eligibility traces of neurons that learn forward in time, from what was read of a sample: what a weight would learn at each step if the
 * learning signal were 1, as the mean over a neuron's synapses. For the views; training computes its traces on the GPU.
 */
import { descriptionOf } from '../neurons/descriptions'
import { type SurrogateKind, stepFunction } from '../neurons/surrogate/reference'
import type { SampleInput, SampleLayer } from '../readings/sample'
import type { SpikingLayer } from './graph'

/** Values that synapses receive, [steps or 1, count], some steps late. */
interface Received {
  readonly values: ArrayLike<number>
  readonly count: number
  readonly late: number
}

interface Eligible {
  readonly decay: number
  /** The derivative of a neuron's spike at its potential, its gain included. */
  readonly slope: (membrane: number, step: number) => number
}

/** [steps, neurons]: slope(membrane) times the mean of the presynaptic traces, a[t] = decay a[t-1] + x[t]. */
export function eligibility(
  { steps, neurons, membrane }: Pick<SampleLayer, 'steps' | 'neurons' | 'membrane'>,
  received: readonly Received[],
  { decay, slope }: Eligible,
): Float32Array {
  const synapses = received.reduce((sum, { count }) => sum + count, 0)
  const values = new Float32Array(steps * neurons)
  let trace = 0
  for (let t = 0; t < steps; t++) {
    trace = decay * trace + received.reduce((sum, one) => sum + sumAt(one, t), 0) / synapses
    for (let n = 0; n < neurons; n++) values[t * neurons + n] = trace * slope(membrane[t * neurons + n]!, t)
  }
  return values
}

function sumAt({ values, count, late }: Received, step: number): number {
  if (step < late) return 0
  const start = values.length === count ? 0 : (step - late) * count
  let sum = 0
  for (let i = 0; i < count; i++) sum += values[start + i]!
  return sum
}

/** The layers of a sample with the eligibility of those whose input was read, too, as a further state. @param layers as `read` has them */
export function withEligibility(
  spiking: readonly SpikingLayer[],
  layers: readonly SpikingLayer[],
  read: readonly SampleLayer[],
  input: SampleInput | undefined,
): SampleLayer[] {
  return read.map((sample, i) => {
    const layer = layers[i]!
    const before = spiking[spiking.indexOf(layer) - 1]
    const sender = before && read[layers.indexOf(before)]
    const given = before ? sender?.spikes : input?.data
    const scale = layer.options.surrogateScale.initial?.[0]
    if (!given || scale === undefined || !layer.source) return sample
    const { rule, text } = descriptionOf(layer.source.neuron)
    // A text has a vector for each synapse, whose derivatives are known while it trains alone.
    if (text !== undefined) return sample
    const { decay, threshold, inputGain } = rule
    const { slope } = stepFunction(layer.options.surrogate as SurrogateKind, scale)
    const count = sender ? sender.neurons : given.length / input!.steps
    const own = layer.recurrence ? [{ values: sample.spikes, count: sample.neurons, late: 1 }] : []
    const values = eligibility(sample, [{ values: given, count, late: 0 }, ...own], {
      decay,
      slope: (membrane, step) => inputGain * slope(membrane - threshold, step),
    })
    return { ...sample, states: [...(sample.states ?? []), { name: 'eligibility', values }] }
  })
}
