/**
 * The other gradients that a network may be given with the same potentials and spikes: other surrogates, the reset, truncated time; and what
 * its smooth model takes. Pure.
 */

import { ownNeuron } from '../layers/schema'
import { descriptionOf, isAnalog, usesSurrogate } from '../neurons/descriptions'
import { inBlocks, leakyText } from '../neurons/equations/leaky'
import type { LearningRule } from '../neurons/online/schema'
import { recurrenceOf } from '../neurons/recurrent-lif/schema'
import type { NeuronSpec } from '../neurons/schema'
import { surrogateScale, surrogateSlope, widerSurrogate } from '../neurons/surrogate/describe'
import { type AnySurrogate, type SurrogateSpec, surrogateSchema } from '../neurons/surrogate/schema'
import type { NetworkGraph } from './graph'
import { isAlike } from './neurons'
import type { NetworkSpec } from './schema'

interface Varied {
  readonly network: NetworkSpec
  readonly neuron: NeuronSpec
  readonly surrogate: AnySurrogate
  readonly learning?: LearningRule | undefined
}

/** The settings by which a variant differs from the experiment. */
type Change = Partial<Pick<Varied, 'neuron' | 'surrogate' | 'learning'>>

export interface GradientVariant {
  readonly title: string
  readonly change: Change
  /** The form of the experiment that it is compared with, if not the experiment itself. */
  readonly against?: Change
}

/** @param steps time steps of a sample */
export function gradientVariants({ network, neuron, surrogate, learning }: Varied, steps: number): GradientVariant[] {
  const alike = isAlike({ network })
  return [
    ...(usesSurrogate(neuron) ? surrogateVariants(surrogate) : []),
    ...(alike && !learning ? resetVariants(neuron) : []),
    ...(alike && !learning && !recurrenceOf(network) ? truncated(neuron, steps) : []),
  ]
}

/** The rules forward in time next to the gradient through it, or the other way round. */
export function learningVariants(learning: LearningRule | undefined): GradientVariant[] {
  // Weights that broadcast and learn are parameters that a network without them does not have.
  if (learning)
    return 'broadcast' in learning && learning.broadcast === 'adaptive' ? [] : [{ title: 'through time', change: { learning: undefined } }]
  return [
    { title: 'OTTT', change: { learning: { kind: 'ottt' } } },
    { title: 'SLTT', change: { learning: { kind: 'sltt' } } },
    { title: 'e-prop', change: { learning: { kind: 'eprop', broadcast: 'symmetric' } } },
  ]
}

/** All other surrogates with their default parameters, and the experiment's own at half and twice its width. */
function surrogateVariants(own: AnySurrogate): GradientVariant[] {
  const kinds = surrogateSchema.options.map((option) => option.parse({ kind: option.shape.kind.value }))
  const others = kinds.filter(({ kind }) => kind !== own.kind)
  const scaled = (factor: number) => widerSurrogate(own as SurrogateSpec, factor, surrogateScale(own as SurrogateSpec))
  return [
    ...(own.kind === 'formula'
      ? []
      : isAdaptive(own)
        ? [1, 2].map((width) => titled({ kind: 'rect', window: 'fixed', width }))
        : [
            { title: 'half as wide', change: { surrogate: scaled(0.5) } },
            { title: 'twice as wide', change: { surrogate: scaled(2) } },
          ]),
    ...others.map(titled),
  ]
}

const titled = (surrogate: SurrogateSpec): GradientVariant => ({ title: surrogateSlope(surrogate).summary, change: { surrogate } })

const isAdaptive = (surrogate: AnySurrogate) => surrogate.kind === 'rect' && surrogate.window === 'adaptive'

function resetVariants(neuron: NeuronSpec): GradientVariant[] {
  if (!('detachReset' in neuron) || neuron.reset === 'none') return []
  const detachReset = !neuron.detachReset
  return [{ title: detachReset ? 'detached reset' : 'attached reset', change: { neuron: { ...neuron, detachReset } } }]
}

/** Truncation by the neuron's equations, because only equations can detach states at some steps. */
function truncated(neuron: NeuronSpec, steps: number): GradientVariant[] {
  const { outputs, rule, text, parallel } = descriptionOf(neuron)
  if (parallel || isAnalog(neuron) || outputs === 'drawn') return []
  const equations = text ?? leakyText(rule)
  return [1, 2, 4, 8, 16, 32, 64, 128, 256]
    .filter((block) => block < steps)
    .map((block) => ({
      title: `through ${block} ${block === 1 ? 'step' : 'steps'}`,
      change: { neuron: inBlocks(equations, block) },
      against: { neuron: inBlocks(equations, steps) },
    }))
}

/** Why neurons have no smooth model, in a sentence; null where they have one. */
export function whyNotSmooth({ spiking }: Pick<NetworkGraph, 'spiking'>): string | null {
  if (spiking.some(({ formula }) => formula)) return 'There is no smooth model of a surrogate that is a formula.'
  const texts = spiking.map(({ source }) => (source && descriptionOf(source.neuron).text) ?? '')
  return texts.some((text) => /\b(step|detach|floor|sign)\s*\(/.test(text))
    ? 'There is no smooth model of a text with steps or detached terms.'
    : null
}

/** The change with which a gradient passes through every reset, as the derivative of the smooth model does. */
export function attachedResets<E extends Partial<Varied>>({ neuron, network }: E): object {
  const attached = <N extends NeuronSpec>(one: N): N => ('detachReset' in one ? { ...one, detachReset: false } : one)
  const own = network?.kind === 'layers' && network.layers.some(ownNeuron) ? network : undefined
  const layers = own?.layers.map((layer) => {
    const found = ownNeuron(layer)
    return found ? { ...layer, neuron: attached(found) } : layer
  })
  return { ...(neuron && { neuron: attached(neuron) }), ...(layers && { network: { ...network, layers } }) }
}
