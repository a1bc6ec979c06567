/**
 * The descriptions of all neurons, by their specs, for code that needs no shader. A new kind needs one line here, one in `schema`, and
 * one in `references` if the page simulates it. Pure: part of the page's first bundle.
 */

import type { LeakyRule, NeuronDescription } from './description'
import { describeEquations, slopeOfFormula } from './equations/describe'
import { describeLif } from './lif/describe'
import { describeNoisyLif } from './noisy-lif/describe'
import { describeParallel } from './parallel/describe'
import { describePlif } from './plif/describe'
import { describeRelu } from './relu/describe'
import { anyNeuronSchema, type LayerNeuron, type NeuronSpec, type SpikingNeuronSpec } from './schema'
import { describeSilu } from './silu/describe'
import { SILU_SPEC } from './silu/schema'
import type { Slope } from './surrogate/describe'
import type { AnySurrogate, SurrogateSpec } from './surrogate/schema'

type Kind = LayerNeuron['kind']
type SpecOf<K extends Kind> = { [P in K]: Extract<LayerNeuron, { readonly kind: P }> & { readonly kind: P } }[K]

const DESCRIBE: { readonly [K in Kind]: (spec: SpecOf<K>) => NeuronDescription } = {
  lif: describeLif,
  plif: describePlif,
  noisyLif: describeNoisyLif,
  relu: describeRelu,
  silu: describeSilu,
  equations: describeEquations,
  psn: describeParallel,
}
export const NEURON_KINDS = Object.keys(DESCRIBE) as readonly Kind[]

export function descriptionOf<K extends Kind>(spec: SpecOf<K>): NeuronDescription {
  const described = DESCRIBE[spec.kind](spec)
  return { ...described, slope: (surrogate) => slopeWith(described, surrogate) }
}

/** Stands for any surrogate that is none of a neuron's own. */
const ANY: SurrogateSpec = { kind: 'rect', window: 'fixed', width: 1 }

/** A neuron that uses the experiment's surrogate takes a formula, whatever it is. */
function slopeWith({ slope }: NeuronDescription, surrogate: AnySurrogate): Slope {
  if (surrogate.kind !== 'formula') return slope(surrogate)
  const own = slope(ANY)
  return own.from === 'surrogate' ? slopeOfFormula(surrogate.text) : own
}

/** The description of a kind with its default parameters, for a layer of which only the kind is known. */
export const describeKind = (kind: Kind): NeuronDescription =>
  descriptionOf(kind === SILU_SPEC.kind ? SILU_SPEC : anyNeuronSchema.parse({ kind }))

export const isAnalogKind = (kind: string): boolean =>
  NEURON_KINDS.some((known) => known === kind && describeKind(known).outputs === 'analog')

/** Whether a neuron has no state and no threshold, and its outputs are numbers. */
export const isAnalog = (neuron: LayerNeuron): boolean => descriptionOf(neuron).outputs === 'analog'

/** Whether a neuron is computed by the leaky rule, step after step, and not by kernels of its own. */
export function isLeaky(neuron: LayerNeuron): boolean {
  const { text, parallel } = descriptionOf(neuron)
  return text === undefined && parallel === undefined
}

/** Whether a neuron is built in and fires, for certain or with a probability: such a neuron can be simulated by the leaky rule. */
export const isSpiking = (neuron: LayerNeuron): neuron is SpikingNeuronSpec => !isAnalog(neuron) && isLeaky(neuron)

/**
 * Whether a neuron uses the surrogate: not an analog one, which has a derivative, nor one that draws its spikes, whose probability has
 * one.
 */
export const usesSurrogate = (neuron: LayerNeuron): boolean => descriptionOf(neuron).slope(ANY).from === 'surrogate'

/** The potential above which a neuron is active. */
export const thresholdOf = (neuron: LayerNeuron): number => descriptionOf(neuron).threshold ?? 0

/**
 * The factor of a normalization besides its own scale: the size of the threshold. Currents of analog neurons, and of those whose
 * threshold is 0 because it moves, have standard deviation 1.
 */
export const thresholdScale = (neuron: LayerNeuron): number => Math.abs(descriptionOf(neuron).threshold ?? 1) || 1

/** A spiking neuron with this update rule. */
export function neuronOf({ decay, learnsDecay, ...shared }: LeakyRule): NeuronSpec {
  return learnsDecay ? { kind: 'plif', initialDecay: decay, ...shared } : { kind: 'lif', decay, ...shared }
}
