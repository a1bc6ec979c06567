/** The neurons of a network: that of the experiment, and those that layers of a list have for themselves. Pure. */
import { ownNeuron } from '../layers/schema'
import { descriptionOf, isAnalog, usesSurrogate } from '../neurons/descriptions'
import { formulaProblems } from '../neurons/equations/describe'
import type { LayerNeuron, NeuronSpec } from '../neurons/schema'
import { SILU_SPEC } from '../neurons/silu/schema'
import type { Slope, WindowText } from '../neurons/surrogate/describe'
import type { AnySurrogate, SurrogateSpec } from '../neurons/surrogate/schema'
import type { Problem } from '../problem'
import type { LayeredSpec, NetworkSpec } from './schema'

/** A network, and the neuron of its layers that have none of their own. */
interface Neural {
  readonly network: NetworkSpec
  readonly neuron: NeuronSpec
  readonly readout?: { readonly kind: string }
}

/** The neurons that occur in a network, each once; that of the network first, if any layer has it. */
export function neuronsOf({ network, neuron, readout }: Neural): readonly NeuronSpec[] {
  const layers = network.kind === 'layers' ? network.layers.filter(({ kind }) => kind !== 'pool' && kind !== 'globalPool') : []
  const own = layers.flatMap((layer) => ownNeuron(layer) ?? [])
  const isShared = own.length < layers.length || own.length === 0 || readout?.kind === 'spiking'
  return [...new Map((isShared ? [neuron, ...own] : own).map((one) => [JSON.stringify(one), one])).values()]
}

/** Whether any hidden layer fires, so that its spikes meet the weights behind it. */
export const hidesSpikes = (of: Neural & { readonly network: LayeredSpec }): boolean => {
  const { network } = of
  const hidden =
    network.kind === 'layers' ? network.layers.some(({ kind }) => kind !== 'pool' && kind !== 'globalPool') : network.hidden.length > 0
  return hidden && neuronsOf(of).some((neuron) => !isAnalog(neuron))
}

/** Whether no layer has a neuron of its own, so that the experiment's neuron is that of all layers. */
export const isAlike = ({ network }: Pick<Neural, 'network'>): boolean => network.kind !== 'layers' || !network.layers.some(ownNeuron)

/** A layer of a built network, as far as its neuron depends on it; see readings/layers. */
interface Listed {
  readonly kind?: string
  readonly item?: number
}

/** The experiment as one of its layers sees it: where the layer has a neuron of its own, with that as its neuron. */
export function asLayer<E extends Neural>(experiment: E, layer: Listed | undefined): E {
  const { network } = experiment
  const neuron = layer?.item !== undefined && network.kind === 'layers' ? ownNeuron(network.layers[layer.item]) : undefined
  return neuron ? { ...experiment, neuron } : experiment
}

/** The neuron of a layer: the SiLU of a part that is analog by design, its own, or that of the network. */
export const neuronOfLayer = (layer: Listed | undefined, experiment: Neural): LayerNeuron =>
  layer?.kind === SILU_SPEC.kind ? SILU_SPEC : asLayer(experiment, layer).neuron

/** The path of a setting in an experiment, from its path in the experiment as a layer sees it. */
export const pathInLayer = (path: string, { item }: Listed): string =>
  item === undefined ? path : path.replace(/^neuron(?=\.|$)/, `network.layers.${item}.neuron`)

/** An experiment, or a neuron with a surrogate. */
interface Sloped {
  readonly neuron: NeuronSpec
  readonly network?: NetworkSpec
  readonly readout?: { readonly kind: string }
  readonly surrogate: AnySurrogate
}

/** The first neuron of a network that uses the surrogate, which all of them share; else the first. */
function sloped({ network, ...rest }: Sloped): NeuronSpec {
  const all = network ? neuronsOf({ ...rest, network }) : [rest.neuron]
  return all.find(usesSurrogate) ?? all[0]!
}

/** The derivative of its outputs in the backward pass. */
export const outputSlope = (of: Sloped): Slope => descriptionOf(sloped(of)).slope(of.surrogate)

/** The surrogate that replaces the derivative of the outputs, or the density of the neurons' noise; null for analog neurons. */
export const slopeOf = (of: Sloped): SurrogateSpec | null => outputSlope(of).surrogate

/** Whether some neurons use the surrogate. */
export const hasSurrogate = (of: Sloped): boolean => usesSurrogate(sloped(of))

/** What is wrong with a surrogate that is a formula. */
export const surrogateProblems = (of: Sloped): Problem[] =>
  of.surrogate.kind === 'formula' && hasSurrogate(of) ? formulaProblems(of.surrogate.text) : []

/** Describes where a gradient passes. */
export const windowOf = (of: Sloped): WindowText => outputSlope(of).window
